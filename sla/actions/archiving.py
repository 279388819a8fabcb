"""Archiving a row of ours, once, told in the audit."""

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from sla.models import ClientContact, Runbook, Site


def archive_once(*, row: Site | ClientContact | Runbook, kind: str, actor: Actor, now: datetime) -> bool:
    """False: it was archived before."""
    with transaction.atomic():
        if not type(row)._default_manager.filter(pk=row.pk, archived_at=None).update(archived_at=now):
            return False
        record(
            organization=row.organization, actor=actor, verb=f"{kind}.archived", object_kind=kind, object_id=row.pk,
            now=now, before={"name": str(row)},
        )  # fmt: skip
    return True
