"""Changing a source: its name, whose alerts it brings, and its key, with a time in which the old one works too."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.refusal import Refused
from accounts.tokens import mint_key
from routing.actions.integrations import usable_name
from routing.actions.listening import told
from routing.models import LINES, Integration
from sla.models import Client

LONGEST_OVERLAP = timedelta(days=30)


def edit_integration(
    *, integration: Integration, name: str, client: Client | None, service_line: str, seen: str,
    actor: Actor, now: datetime,
) -> Integration:  # fmt: skip
    """The source as it is now. `seen`: the edition its editor saw. Raises Stale where somebody else saved meanwhile."""
    name = usable_name(name)
    if service_line not in LINES:
        raise Refused(service_line=f"The service line must be one of {', '.join(LINES)}.")
    with transaction.atomic():
        row = _locked(integration)
        before = told(row)
        refuse_stale(
            organization=row.organization, object_kind="integration", object_id=row.pk, state=before, seen=seen
        )  # fmt: skip
        row.name, row.client, row.service_line = name, client, service_line
        row.save(update_fields=["name", "client", "service_line"])
        record_edit(
            organization=row.organization, actor=actor, object_kind="integration", object_id=row.pk,
            before=before, after=told(row), now=now,
        )  # fmt: skip
    return row


def rotate_key(
    *, integration: Integration, overlap: timedelta, actor: Actor, now: datetime
) -> tuple[Integration, str]:
    """The source and its new key, which works at once; the old one ends after `overlap`. One older still ends now."""
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise Refused(overlap="The old key may work for at most 30 more days.")
    minted = mint_key()
    with transaction.atomic():
        row = _locked(integration)
        before = row.key_prefix
        kept = bool(overlap)
        row.previous_key_hash = row.key_hash if kept else None
        row.previous_key_prefix = row.key_prefix if kept else ""
        row.previous_key_until = now + overlap if kept else None
        row.key_hash, row.key_prefix = minted.digest, minted.prefix
        row.save()
        record(
            organization=row.organization, actor=actor, verb="replaced the key", object_kind="integration",
            object_id=row.pk, now=now, before={"key": before},
            after={"key": row.key_prefix, "old_key_until": (now + overlap).isoformat()},
        )  # fmt: skip
    return row, minted.secret


def end_previous_key(*, integration: Integration, actor: Actor, now: datetime) -> bool:
    """The old key opens nothing from now on. False: it had ended before."""
    with transaction.atomic():
        row = _locked(integration)
        if row.previous_key_until is None or row.previous_key_until <= now:
            return False
        ended = row.previous_key_prefix
        row.previous_key_hash, row.previous_key_prefix, row.previous_key_until = None, "", None
        row.save(update_fields=["previous_key_hash", "previous_key_prefix", "previous_key_until"])
        record(
            organization=row.organization, actor=actor, verb="ended the old key", object_kind="integration",
            object_id=row.pk, now=now, before={"key": ended},
        )  # fmt: skip
    return True


def _locked(integration: Integration) -> Integration:
    """The source as it is, held until the transaction ends. Raises Refused for one retired meanwhile."""
    rows = Integration.objects.select_for_update(of=("self",)).select_related("organization", "client")
    row = rows.exclude(state=Integration.State.RETIRED).filter(pk=integration.pk).first()
    if row is None:
        raise Refused(changed="Somebody retired this source meanwhile.")
    return row
