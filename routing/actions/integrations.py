"""Inbound sources: the built-in ones every organization has, and those with a key of their own."""

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Organization
from accounts.refusal import Refused
from accounts.tokens import mint_key
from oncall.queries import fallback_members
from routing.inbound.clean import one_line
from routing.models import Integration
from routing.reach import verified_phones
from sla.models import Client

BUILT_IN = {
    Integration.Kind.FORM: "Client form",
    Integration.Kind.MEMBER: "Report by a member",
    Integration.Kind.PHONE: "Texts and calls",
}


def create_built_in(*, organization: Organization, now: datetime) -> list[Integration]:
    """Form, member and phone: without a key, live from the start."""
    return Integration.objects.bulk_create(
        Integration(organization=organization, name=name, kind=kind, service_line="help_desk", created_at=now)
        for kind, name in BUILT_IN.items()
    )


def create_integration(
    *, organization: Organization, name: str, kind: str, client: Client | None, actor: Actor, now: datetime
) -> tuple[Integration, str]:
    """A live source and its key, which nobody can read again. Raises Refused, naming the field.

    The first one is the organization's going live: refused while nobody in its fallback can be reached (promise 9).
    """
    name = usable_name(name)
    if kind != Integration.Kind.GENERIC:
        raise Refused(kind="The kind must be generic.")
    if organization.went_live_at is None:
        refuse_to_live_with_nobody_behind(organization)
    minted = mint_key()
    with transaction.atomic():
        Organization.objects.filter(pk=organization.pk, went_live_at=None).update(went_live_at=now)
        integration = Integration.objects.create(
            organization=organization, name=name, kind=kind, client=client, key_hash=minted.digest,
            key_prefix=minted.prefix, created_at=now,
        )  # fmt: skip
        record(
            organization=organization, actor=actor, verb="created", object_kind="integration",
            object_id=integration.pk, now=now, after={"name": integration.name, "client": client and client.code},
        )  # fmt: skip
    return integration, minted.secret


def usable_name(name: str) -> str:
    """The name without spaces around it. Raises Refused for one that nobody could read."""
    kept = one_line(name, 81)
    if not kept or len(kept) > 80:
        raise Refused(name="The name must have 1 to 80 characters.")
    return kept


def refuse_to_live_with_nobody_behind(organization: Organization) -> None:
    if not verified_phones(fallback_members(organization)):
        raise Refused(
            organization=f"{organization} can't go live yet: nobody in its fallback has a verified phone. "
            "An owner accepts the invitation and verifies a phone first."
        )
