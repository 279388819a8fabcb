"""One answer per Idempotency-Key: claimed before the work, kept after it, free again when the work broke off.

Claims and their age are compared with the database's clock, as all leases are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.models import ApiToken, IdempotencyKey

LEASE = timedelta(seconds=60)  # a request that has left no answer after so long is taken for dead


@dataclass(frozen=True, slots=True)
class Yours:
    """The work is to be done, by who got this."""

    row_id: int
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """It was done before: this was the answer."""

    status: int
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AtWork:
    """Another request with the same key has not answered yet."""


@dataclass(frozen=True, slots=True)
class OtherRequest:
    """The key was used for something else."""


Claim = Yours | Answered | AtWork | OtherRequest


def claim(*, token: ApiToken, key: str, request_hash: str) -> Claim:
    """Who does the work of this key, or what became of it. Call it outside of any transaction."""
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(
                organization=token.organization, token=token, key=key, request_hash=request_hash,
                created_at=Now(),
            )  # fmt: skip
    except IntegrityError:
        return claim_known(token=token, key=key, request_hash=request_hash)
    return yours(row)


def claim_known(*, token: ApiToken, key: str, request_hash: str) -> Claim:
    """What became of a key that was claimed before; the work of somebody who died is taken over."""
    row = IdempotencyKey.objects.filter(token=token, key=key).first()
    if row is None:
        return AtWork()  # given up this instant: ask again
    if row.request_hash != request_hash:
        return OtherRequest()
    if row.status is not None:
        return Answered(status=row.status, answer=row.answer or {})
    abandoned = IdempotencyKey.objects.filter(pk=row.pk, status=None, created_at__lt=Now() - LEASE)
    return yours(row) if abandoned.update(created_at=Now()) else AtWork()


def yours(row: IdempotencyKey) -> Yours:
    row.refresh_from_db(fields=["created_at"])
    return Yours(row_id=row.pk, claimed_at=row.created_at)


def keep(*, mine: Yours, status: int, answer: dict[str, Any]) -> bool:
    """Store the answer for good; False when somebody took the claim over in the meantime."""
    held = IdempotencyKey.objects.filter(pk=mine.row_id, status=None, created_at=mine.claimed_at)
    return held.update(status=status, answer=answer) == 1


def give_up(*, mine: Yours) -> None:
    """No answer worth keeping came out: the next request with the key may try at once."""
    IdempotencyKey.objects.filter(pk=mine.row_id, status=None, created_at=mine.claimed_at).delete()
