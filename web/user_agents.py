"""A browser's long name in words a person recognises."""

import re

from django.utils.translation import gettext as _

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


def browser_words(user_agent: str) -> str:
    """`Firefox on Windows`; the first word of what nobody knows."""
    browser = next((name for mark, name in BROWSERS if f"{mark}/" in user_agent), None)
    system = next((name for mark, name in SYSTEMS if mark in user_agent), None)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    first = re.split(r"[/\s]", user_agent, maxsplit=1)[0]
    return browser or system or first[:40] or _("Unknown browser")
