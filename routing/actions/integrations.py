"""Inbound sources: the built-in ones every organization has, and those with a key of their own."""

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Organization
from accounts.refusal import Refused
from accounts.tokens import mint_key
from routing.models import Integration
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
    """A live source and its key, which nobody can read again. Raises Refused, naming the field."""
    if not name.strip() or len(name) > 80:
        raise Refused(name="The name must have 1 to 80 characters.")
    if kind != Integration.Kind.GENERIC:
        raise Refused(kind="The kind must be generic.")
    minted = mint_key()
    with transaction.atomic():
        integration = Integration.objects.create(
            organization=organization, name=name.strip(), kind=kind, client=client, key_hash=minted.digest,
            key_prefix=minted.prefix, created_at=now,
        )  # fmt: skip
        record(
            organization=organization, actor=actor, verb="created", object_kind="integration",
            object_id=integration.pk, now=now, after={"name": integration.name, "client": client and client.code},
        )  # fmt: skip
    return integration, minted.secret
