"""`manage.py create_integration`: an inbound source; its key is all that is printed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.audit import Actor
from accounts.management.commands.create_token import organization_called
from accounts.models import Organization
from accounts.refusal import Refused
from hours.clock import now
from routing.actions.integrations import create_integration
from sla.models import Client
from sla.queries import clients, get_client


class Command(BaseCommand):
    help = "Makes an inbound source and prints its key, once. Alerts go to POST /in/<key>/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--name", required=True, help="what sends: shown on pages and in timelines")
        parser.add_argument("--kind", required=True, choices=["generic"])
        parser.add_argument("--client", metavar="CODE", help="all its alerts are this client's")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = organization_called(options["organization"])
        client = client_called(organization, options["client"]) if options["client"] else None
        try:
            _, key = create_integration(
                organization=organization, name=options["name"], kind=options["kind"], client=client,
                actor=Actor.command("create_integration"), now=now(),
            )  # fmt: skip
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(key)


def client_called(organization: Organization, code: str) -> Client:
    """Raises CommandError that names the clients there are."""
    try:
        return get_client(organization, code)
    except Client.DoesNotExist as error:
        known = ", ".join(clients(organization).values_list("code", flat=True)[:20])
        raise CommandError(
            f"{organization.name} has no client {code!r}. Clients: {known or 'none yet'}."
        ) from error
