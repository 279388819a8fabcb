"""manage.py name_phones: tell the simulator whose phones the demo's numbers are. Harmless to repeat."""

import json
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from web.demo.people import phone_names


class Command(BaseCommand):
    help = "Names the demo's phones at the simulator (PHONESIM_URL)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PHONESIM_URL:
            raise CommandError("PHONESIM_URL is not set: there is no simulator to tell.")
        for number, name in phone_names().items():
            self._name(number, name)
        self.stdout.write(f"{len(phone_names())} phones are named.")

    def _name(self, number: str, name: str) -> None:
        body = json.dumps({"number": number, "name": name}).encode()
        url = f"{settings.PHONESIM_URL.rstrip('/')}/_sim/api/phones/"
        request = Request(url, data=body, headers={"Content-Type": "application/json"}, method="POST")  # noqa: S310
        try:
            urlopen(request, timeout=5).close()  # noqa: S310 - a setting of ours
        except (URLError, OSError) as error:
            raise CommandError(
                f"The simulator at {settings.PHONESIM_URL} does not answer: {error}"
            ) from error
