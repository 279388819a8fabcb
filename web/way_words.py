"""A way of paging in words: 0:30 call +1 212 555 0101."""

from django.utils.translation import gettext as _


def way_words(delay_seconds: int, channel: str, phone: str) -> str:
    """`2:00 call +1 212 555 0101`; the time counts from the start of the step."""
    words = _("text") if channel == "sms" else _("call")
    return f"{clock_words(delay_seconds)} {words} {phone}".strip()


def clock_words(delay_seconds: int) -> str:
    """`0:30`: minutes and seconds."""
    return f"{delay_seconds // 60}:{delay_seconds % 60:02d}"
