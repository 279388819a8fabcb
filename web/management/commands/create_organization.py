"""`manage.py create_organization`: a new tenant, its owner invited by mail."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from accounts.audit import Actor
from accounts.refusal import Refused
from hours.clock import now
from web.actions.set_up import Plan, initials, set_up_with_owner


class Command(BaseCommand):
    help = "Makes an organization with its tiers, desk and built-in sources, and invites its owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help='for example "Harbor Pine IT"')
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="gets the invitation")
        parser.add_argument("--time-zone", required=True, help="for example America/New_York")
        parser.add_argument("--slug", help="default: made from the name")
        parser.add_argument("--country", default="US", help="two letters; reads phone numbers, holidays")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--prefix", help="of incident numbers, up to 6 letters; default: the initials")
        parser.add_argument("--desk", metavar="EMAIL", help="the daytime service desk; default: the owner")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organization, link = set_up_with_owner(
                plan=plan_of(options), owner_email=options["owner"], actor=Actor.command("create_organization"),
                now=now(),
            )  # fmt: skip
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{organization.name} ({organization.slug}) is there. {options['owner']} comes in here:"
        )
        self.stdout.write(link)


def plan_of(options: dict[str, Any]) -> Plan:
    """The options with their defaults filled in."""
    name = options["name"]
    return Plan(
        name=name,
        slug=options["slug"] or slugify(name),
        time_zone=options["time_zone"],
        country=options["country"].upper(),
        language=options["language"],
        incident_prefix=(options["prefix"] or initials(name)).upper(),
        desk_email=options["desk"] or options["owner"],
    )
