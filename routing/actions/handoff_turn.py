"""A handoff's turn: what the sweep finds due is told, once; and the schedule is asked again before anything is said."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from oncall.stored_specs import on_call_in
from routing import handoff_words as words
from routing.actions.handoff_missed import tell_missed
from routing.actions.handoff_shadows import tell_shadows_of
from routing.actions.handoff_tell import put_off, say, tell_ahead, tell_now, turn_of
from routing.handoff_queries import with_people
from routing.handoff_times import Step, Told, due_of, step_at
from routing.models import Handoff
from routing.queries import zone_of

Tell = Callable[..., None]
STEPS: dict[Step, Tell] = {
    Step.LATER: put_off, Step.BEFORE: tell_ahead, Step.AT: tell_now, Step.MISSED: tell_missed,
}  # fmt: skip


def take_handoff(*, handoff_id: int, now: datetime) -> bool:
    """Do what is due, together with the person's other handoffs of that instant: one text tells of all of them.

    False where nothing is due: somebody else did it, or it was confirmed in this moment.
    """
    with transaction.atomic():
        rows = _held(handoff_id, now)
        here = _still_on(rows, now)
        _withdraw([row for row in rows if row not in here], now)
        steps = {row.pk: step_at(told(row), zone_of(row.member), now) for row in here}
        for step, tell in STEPS.items():
            due = [row for row in here if steps[row.pk] is step]
            if due:
                tell(due, now=now)
            if due and step is Step.AT:
                tell_shadows_of(due, now=now)
        for row in here:
            save(row)
    return bool(rows)


def _held(handoff_id: int, now: datetime) -> list[Handoff]:
    """Locked in the order of their ids; what was done while we waited is not due any more."""
    found = Handoff.objects.filter(pk=handoff_id, due_at__lte=now).first()
    if found is None:
        return []
    rows = Handoff.objects.select_for_update(of=("self",), no_key=True).filter(
        member=found.member_id, starts_at=found.starts_at, due_at__lte=now
    )
    return list(with_people(rows).order_by("pk"))


def _still_on(rows: Sequence[Handoff], now: datetime) -> list[Handoff]:
    """Those whose people the schedule has on call, at the handoff or since."""
    if not rows:
        return []
    turns = on_call_in([row.schedule_id for row in rows], max(now, rows[0].starts_at))
    return [
        row for row in rows
        if row.schedule.archived_at is None and row.member_id in turns[row.schedule_id].people
    ]  # fmt: skip


def told(row: Handoff) -> Told:
    return Told(
        starts_at=row.starts_at, before_at=row.before_at, before_told=row.before_told_at is not None, told_at=row.told_at,
        is_confirmed=row.confirmed_at is not None, missed_told=row.missed_told_at is not None,
    )  # fmt: skip


def save(row: Handoff) -> None:
    """With the time at which something is due next."""
    row.due_at, row.nudged_at = due_of(told(row)), None
    row.save()


def withdraw(ids: Iterable[int], *, now: datetime) -> None:
    """They do not come on call after all: who was told so before is told now. In the caller's transaction."""
    rows = Handoff.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=list(ids), withdrawn_at=None
    )
    _withdraw(list(with_people(rows).order_by("pk")), now)


def _withdraw(rows: Iterable[Handoff], now: datetime) -> None:
    for row in rows:
        row.withdrawn_at, row.due_at, row.nudged_at = now, None, None
        row.save()
        if row.before_told_at and row.told_at is None and row.member.archived_at is None:
            say(row.member, words.withdrawn(turn_of([row])), "You are not on call", now=now)
