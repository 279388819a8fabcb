"""One change of a swap: under the organization's lock, so that nobody leaves or accepts at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record
from delivery.actions.cancel import cancel_messages
from oncall.models import Swap
from oncall.swap_queries import swaps
from oncall.swapping import next_look, still_on_at


@contextmanager
def changing(swap: Swap, verb: str, actor: Actor, now: datetime, reason: str = "") -> Iterator[Swap]:
    """The swap as it is now, held; one transaction, and one audit line where anything changed."""
    with transaction.atomic():
        lock_organization(swap.organization_id)
        row = swaps(swap.organization).select_for_update(of=("self",), no_key=True).get(pk=swap.pk)
        before = facts(row)
        yield row
        after = facts(row)
        if after != before:
            record(
                organization=row.organization, actor=actor, verb=f"swap.{verb}", object_kind="swap", object_id=row.pk,
                now=now, before=before, after=after, reason=reason,
            )  # fmt: skip


def facts(row: Swap) -> dict[str, Any]:
    """What the audit keeps of a swap."""
    return {
        "state": row.status, "who": str(row.taker) if row.taker else None,
        "said_no": sorted(str(each.member) for each in row.asked.all() if each.declined_at),
    }  # fmt: skip


def move(row: Swap, to: str, *, now: datetime, **changes: Any) -> None:
    """The next state with its due time. What ended without cover is looked at once more, before it begins."""
    before = row.status
    for name, value in {**changes, "status": to}.items():
        setattr(row, name, value)
    row.ended_at = None if row.is_open else now
    row.due_at, row.nudged_at = due_of(row), None
    fields = {name: getattr(row, name) for name in ("status", "ended_at", "due_at", "nudged_at", *changes)}
    if Swap.objects.filter(pk=row.pk, status=before).update(**fields) != 1:
        raise RuntimeError("A swap was changed outside of its organization's lock.")
    if to != "asked":
        take_texts_back(row, now)


def due_of(row: Swap) -> datetime | None:
    """When somebody must look at it; who withdrew, or has cover, needs no word before it begins."""
    if row.status in ("done", "withdrawn"):
        return None
    return next_look(
        is_open=row.is_open, told=row.told_at is not None, expires_at=row.expires_at,
        still_on=still_on_at(start_at=row.start_at, created_at=row.created_at),
    )  # fmt: skip


def take_texts_back(row: Swap, now: datetime) -> None:
    """Nobody is asked any more: what waits for the morning is not sent."""
    ids = [each.text_id for each in row.asked.all() if each.text_id is not None]
    if ids:
        cancel_messages(ids, now=now)
