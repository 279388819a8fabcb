"""Status callbacks: a unique row first, then its effect; so the same callback twice, or next year, is one."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from delivery.actions.progress import advance
from delivery.models import Attempt, ProviderAccount, ProviderEvent
from delivery.providers.base import StatusReport

log = logging.getLogger(__name__)


def take_report(*, account: ProviderAccount, attempt_id: UUID, report: StatusReport, now: datetime) -> bool:
    """Store what the provider reports and let it count; True if the attempt moved.

    A report for an attempt that this account never made is stored as an orphan and told in the log.
    """
    with transaction.atomic():
        attempt = Attempt.objects.filter(pk=attempt_id, message__number__account=account).first()
        if not remember(account=account, key=key_of(report), attempt=attempt, params=report.params, now=now):
            return False
        if attempt is None:
            log.error(
                "alarm: a status report for an unknown attempt %s of account %s", attempt_id, account.pk
            )
            return False
        return advance(attempt.pk, report.now, sequence=report.sequence, now=now)


def remember(
    *, account: ProviderAccount, key: str, attempt: Attempt | None, params: object, now: datetime
) -> bool:
    """Store one callback under its key; False if it came before: then it has no effect."""
    _, created = ProviderEvent.objects.get_or_create(
        account=account, key=key[:200], defaults={"attempt": attempt, "params": params, "received_at": now}
    )
    return created


def key_of(report: StatusReport) -> str:
    """What makes two status callbacks the same one: calls are numbered, texts are not."""
    says = report.now
    if report.sequence >= 0:
        return f"call:{says.provider_sid}:{report.sequence}"
    return f"message:{says.provider_sid}:{says.word[:40]}:{says.error_code or ''}"
