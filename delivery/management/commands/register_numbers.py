"""manage.py register_numbers: point the webhooks of every number at this installation. Harmless to repeat."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from delivery.models import PhoneNumber
from delivery.providers.errors import DeliveryError
from delivery.providers.registry import provider_of


class Command(BaseCommand):
    help = "Registers /tw/<account>/text/ and /tw/<account>/call/ at the provider for every active number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", help="only this organization's numbers (its slug)")

    def handle(self, *args: Any, organization: str | None = None, **options: Any) -> None:
        numbers = PhoneNumber.objects.select_related("account").filter(archived_at=None).order_by("number")
        if organization:
            numbers = numbers.filter(organization__slug=organization)
        failed = [number.number for number in numbers if not self.register(number)]
        if failed:
            raise CommandError("Not registered: " + ", ".join(failed))

    def register(self, number: PhoneNumber) -> bool:
        """Register one number and say what happened; False when the provider refused or was away."""
        here = f"{settings.PUBLIC_BASE_URL}/tw/{number.account_id}"
        try:
            changed = provider_of(number.account).register_number(
                number.number, text_url=f"{here}/text/", call_url=f"{here}/call/"
            )
        except DeliveryError as error:
            self.stderr.write(f"{number.number}: {error}")
            return False
        self.stdout.write(f"{number.number}: {'registered' if changed else 'was registered already'}")
        return True
