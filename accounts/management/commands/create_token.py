"""`manage.py create_token`: an API token; its secret is all that is printed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions.tokens import create_token
from accounts.audit import Actor
from accounts.models import Membership, Organization, Scope
from accounts.queries import member_by_email, organization_by_slug
from accounts.refusal import Refused
from hours.clock import now


class Command(BaseCommand):
    help = "Makes an API token and prints its secret, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--name", required=True, help="what uses it: shown on pages and in the audit")
        parser.add_argument("--scope", required=True, choices=Scope.values, help="write includes read")
        parser.add_argument("--member", metavar="EMAIL", help="act in this member's name")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = organization_called(options["organization"])
        member = member_called(organization, options["member"]) if options["member"] else None
        try:
            _, secret = create_token(
                organization=organization, name=options["name"], scope=options["scope"], membership=member,
                actor=Actor.command("create_token"), now=now(),
            )  # fmt: skip
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(secret)


def organization_called(slug: str) -> Organization:
    """Raises CommandError that names the organizations there are."""
    try:
        return organization_by_slug(slug)
    except Organization.DoesNotExist as error:
        known = ", ".join(Organization.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise CommandError(
            f"There is no organization {slug!r}. There is: {known or 'none; make one with create_organization'}."
        ) from error


def member_called(organization: Organization, email: str) -> Membership:
    """Raises CommandError that names the members there are."""
    try:
        return member_by_email(organization, email)
    except Membership.DoesNotExist as error:
        known = ", ".join(
            organization.memberships.filter(archived_at=None, user__isnull=False)
            .order_by("id")
            .values_list("user__email", flat=True)[:20]
        )
        raise CommandError(
            f"{organization.name} has no member {email!r}. Members: {known or 'none yet'}."
        ) from error
