"""Somebody who comes on call says that they know."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from routing import handoff_words as words
from routing.actions.handoff_missed import going_off
from routing.actions.handoff_tell import say, turn_of
from routing.actions.handoff_turn import save
from routing.handoff_queries import end_of, with_people
from routing.models import Handoff


def confirm(*, ids: Iterable[int], how: str, actor: Actor, now: datetime) -> list[Handoff]:
    """These handoffs of one person, as far as they wait. Who was told that they had not, and went off at one of them,
    hears it now. Returns what this changed.
    """
    with transaction.atomic():
        rows = Handoff.objects.select_for_update(of=("self",), no_key=True).filter(
            pk__in=list(ids), confirmed_at=None, withdrawn_at=None
        )
        found = list(with_people(rows).order_by("pk"))
        for row in found:
            row.confirmed_at, row.confirmed_how, row.ends_at = now, how, end_of(row, now)
            save(row)
            _note(row, actor, now)
        _all_clear([row for row in found if row.missed_told_at], now)
    return found


def _note(row: Handoff, actor: Actor, now: datetime) -> None:
    record(
        organization=row.organization, actor=actor, verb="confirmed", object_kind="handoff", object_id=row.pk, now=now,
        after={"schedule": str(row.schedule), "who": str(row.member), "began": row.starts_at.isoformat()},
    )  # fmt: skip


def _all_clear(late: list[Handoff], now: datetime) -> None:
    """For each instant by itself: others went off at each."""
    for at in dict.fromkeys(row.starts_at for row in late):
        rows = [row for row in late if row.starts_at == at]
        who = str(rows[0].member)
        for reader in going_off(rows):
            say(reader, words.confirmed_late(turn_of(rows, reader), who=who), f"{who} has confirmed", now=now)
