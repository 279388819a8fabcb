"""Dana Reyes of Northwind Dental at her browser: no login, no cookies, no JavaScript."""

import re
from html import unescape
from typing import Any

from django.test import Client

from hours import clock
from routing.models import Incident
from tests.web.conftest import Seen

FILLED = {
    "impact": "all_stopped",
    "summary": "Phones are dead",
    "name": "Dana Reyes",
    "phone": "(212) 555-0142",
    "callback_ok": "on",
}


browser = Client()


def without_cookies() -> Client:
    """A browser that has never been here, nor anywhere. One for all: making one takes longer than a request."""
    browser.cookies.clear()
    return browser


class Dana:
    """Opens one client's form, fills it in and sends it; each time with a browser that keeps no cookies."""

    def __init__(self, slug: str = "harbor-pine-northwind-dental", address: str = "127.0.0.1") -> None:
        self.path = f"/r/{slug}/"
        self.address = address
        self.page = Seen(without_cookies().get(self.path))

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page she looks at."""
        tags = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page.html)
        return {name: unescape(value) for name, value in tags}

    def sends(self, **fields: Any) -> Seen:
        """The form as she filled it in; None leaves a field out. What comes back is what she looks at then."""
        typed = {name: value for name, value in (FILLED | fields).items() if value is not None}
        return self.posts(self.hidden() | typed)

    def posts(self, data: Any, **more: Any) -> Seen:
        before = self.page
        self.page = Seen(without_cookies().post(self.path, data, REMOTE_ADDR=self.address, **more))
        if self.page.status == 303:
            self.link, self.page = self.page.response["Location"], before
            return Seen(without_cookies().get(self.link))
        return self.page

    def waits(self, **span: float) -> None:
        """She does something else for a while."""
        hours, minutes, seconds = (span.get(name, 0) for name in ("hours", "minutes", "seconds"))
        clock.move(hours * 3600 + minutes * 60 + seconds)

    def incident(self) -> Incident:
        return Incident.objects.get(number=int(self.link.split("/")[2].split("-")[1]))
