"""A source's life: it listens until somebody sets it live, may go back to listening, and is retired, never deleted."""

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Organization
from accounts.refusal import Refused
from accounts.tokens import mint_key
from routing.actions.integrations import refuse_to_live_with_nobody_behind, usable_name
from routing.models import LINES, Integration
from sla.models import Client

State = Integration.State


def create_listening(
    *, organization: Organization, name: str, client: Client | None, service_line: str, actor: Actor, now: datetime
) -> tuple[Integration, str]:  # fmt: skip
    """A source that listens, and its key, which nobody can read again. Raises Refused, naming the field."""
    name = usable_name(name)
    if service_line not in LINES:
        raise Refused(service_line=f"The service line must be one of {', '.join(LINES)}.")
    minted = mint_key()
    with transaction.atomic():
        made = Integration.objects.create(
            organization=organization, name=name, kind=Integration.Kind.GENERIC, state=State.LISTENING,
            client=client, service_line=service_line, key_hash=minted.digest, key_prefix=minted.prefix, created_at=now,
        )  # fmt: skip
        record(
            organization=organization, actor=actor, verb="created", object_kind="integration", object_id=made.pk,
            now=now, after={**told(made), "state": made.state},
        )  # fmt: skip
    return made, minted.secret


def set_live(*, integration: Integration, actor: Actor, now: datetime) -> bool:
    """From now on its alerts page. False: it was live already. Raises Refused while nobody in the fallback can be reached."""
    refuse_to_live_with_nobody_behind(integration.organization)
    with transaction.atomic():
        Organization.objects.filter(pk=integration.organization_id, went_live_at=None).update(
            went_live_at=now
        )
        return _move(integration, State.LISTENING, State.LIVE, verb="set live", actor=actor, now=now)


def listen_again(*, integration: Integration, actor: Actor, now: datetime) -> bool:
    """From now on its alerts wake nobody; what it opened before goes on. False: it was listening already."""
    with transaction.atomic():
        verb = "set back to listening"
        return _move(integration, State.LIVE, State.LISTENING, verb=verb, actor=actor, now=now)


def retire(*, integration: Integration, actor: Actor, now: datetime) -> bool:
    """Its key opens nothing any more. False: somebody retired it before."""
    with transaction.atomic():
        return any(
            _move(integration, state, State.RETIRED, verb="retired", actor=actor, now=now)
            for state in (State.LIVE, State.LISTENING)
        )


def _move(
    integration: Integration, old: State, new: State, *, verb: str, actor: Actor, now: datetime
) -> bool:
    moved = Integration.objects.filter(pk=integration.pk, state=old).update(state=new)
    if moved:
        record(
            organization=integration.organization, actor=actor, verb=verb, object_kind="integration",
            object_id=integration.pk, now=now, before={"state": old.value}, after={"state": new.value},
        )  # fmt: skip
    return bool(moved)


def told(integration: Integration) -> dict[str, object]:
    """What the audit tells of a source: never its key."""
    client = integration.client
    return {
        "name": integration.name,
        "client": client.code if client else None,
        "service_line": integration.service_line,
    }
