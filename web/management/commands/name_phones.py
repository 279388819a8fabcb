"""manage.py name_phones: give the simulator the demo's numbers and say whose phones are whose. Harmless to repeat."""

import base64
import json
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from web.demo.people import CLIENT_NUMBER, PAGING_NUMBER, phone_names


class Command(BaseCommand):
    help = "Prepares the simulator (PHONESIM_URL) for the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PHONESIM_URL:
            raise CommandError("PHONESIM_URL is not set: there is no simulator to tell.")
        for number in (PAGING_NUMBER, CLIENT_NUMBER):
            self._own(number)
        for number, name in phone_names().items():
            self._send(
                "/_sim/api/phones/", json.dumps({"number": number, "name": name}).encode(), "application/json"
            )
        self.stdout.write(f"{len(phone_names())} phones are named.")

    def _own(self, number: str) -> None:
        path = f"/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/IncomingPhoneNumbers.json"
        form = urlencode({"PhoneNumber": number}).encode()
        self._send(path, form, "application/x-www-form-urlencoded")

    def _send(self, path: str, body: bytes, content_type: str) -> None:
        secret = f"{settings.TWILIO_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN}".encode()
        headers = {
            "Content-Type": content_type,
            "Authorization": "Basic " + base64.b64encode(secret).decode(),
        }
        request = Request(settings.PHONESIM_URL.rstrip("/") + path, data=body, headers=headers, method="POST")  # noqa: S310
        try:
            urlopen(request, timeout=5).close()  # noqa: S310 - a setting of ours
        except (URLError, OSError) as error:
            raise CommandError(
                f"The simulator at {settings.PHONESIM_URL} does not answer: {error}"
            ) from error
