"""manage.py load_demo: Harbor Pine IT, once. Prints the addresses and logins. Refused in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Organization
from hours import clock
from web.demo.load import is_loaded, load_demo
from web.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Loads the demo MSP if it is not there, and prints its logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is not loaded in production.")
        if not is_loaded():
            self._refuse_foreign_database()
            load_demo(now=clock.now())
        self.stdout.write("Log in as (password for all: " + PASSWORD + ")")
        for person in PEOPLE:
            self.stdout.write(f"  {person.email:<28} {person.role.value:<10} phone {person.phone}")
        self.stdout.write(f"Client form: {settings.PUBLIC_BASE_URL}/r/northwind-dental/")
        self.stdout.write(f"Form for whoever does not know theirs: {settings.PUBLIC_BASE_URL}/r/")

    def _refuse_foreign_database(self) -> None:
        """A database given by mistake: the demo is never put beside somebody's real clients."""
        other = Organization.objects.first()
        if other is not None:
            raise CommandError(f"This database holds {other}: the demo is loaded into an empty one only.")
