"""A swap ends without cover: withdrawn, expired, or because somebody left. Who asked is told that they are still on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Membership
from oncall.actions.schedules import archive_schedule
from oncall.models import Schedule, Swap
from oncall.shifts import stints
from oncall.stored_specs import schedule_spec
from oncall.swap_queries import open_swaps
from oncall.swapping import NEAR, SwapStatus, still_on_at
from routing.actions.respond import NotPossible
from routing.actions.swap_answer import say_no
from routing.actions.swap_lock import changing, due_of, move
from routing.actions.swap_tell import tell_not_needed, tell_still_on


def withdraw(*, swap: Swap, by: Membership | None, actor: Actor, now: datetime) -> Swap:
    """It is not needed any more; who asked is told where another says so. Raises NotPossible where somebody took it."""
    with changing(swap, "withdrawn", actor, now) as row:
        if row.status == SwapStatus.DONE:
            said = _(
                "%(name)s has it already. To be on call yourself again, cancel that change in the schedule."
            )
            raise NotPossible(said % {"name": row.taker})
        if row.is_open:
            _withdraw(row, f"{row.asker} does not need it any more", now)
            if by is None or by.pk != row.asker_id:
                tell_still_on(row, f"{actor.name} withdrew what you asked for", now=now)
    return row


def look(*, swap_id: int, now: datetime) -> bool:
    """What the sweep finds due: who asked is told that they are still on, and what came to nothing expires."""
    found = Swap.objects.select_related("organization").filter(pk=swap_id, due_at__lte=now).first()
    if found is None:
        return False
    with changing(found, "expired", Actor.system(), now) as row:
        if row.due_at is None or row.due_at > now:
            return False
        _look(row, now)
    return True


def _look(row: Swap, now: datetime) -> None:
    why = why_still_on(row)
    tell_now = row.told_at is None and (
        still_on_at(start_at=row.start_at, created_at=row.created_at) <= now or row.expires_at <= now
    )
    if tell_now:
        _tell_still_on(row, why, now)
    if row.is_open and row.expires_at <= now:
        tell_not_needed(row, row.taker, "no manager said yes in time", now=now)
        move(row, SwapStatus.EXPIRED, now=now, told_at=row.told_at)
    else:
        row.due_at, row.nudged_at = due_of(row), None
        row.save(update_fields=["due_at", "nudged_at", "told_at"])


def _tell_still_on(row: Swap, why: str, now: datetime) -> None:
    """Where they are: somebody may have changed the schedule. Said long before, it is said once more."""
    is_near = row.start_at - now <= NEAR
    if is_on(row, row.asker, now):
        tell_still_on(row, why, now=now, at_once=is_near)
    row.told_at = now if is_near else None


def why_still_on(row: Swap) -> str:
    """A clause."""
    said = {
        SwapStatus.ACCEPTED: f"{row.taker} would take it, but no manager has said yes",
        SwapStatus.REFUSED: "a manager did not approve it",
    }  # fmt: skip
    return said.get(SwapStatus(row.status), "nobody took it")


def is_on(row: Swap, member: Membership, now: datetime) -> bool:
    """Whether they are on call in that time."""
    since = max(row.start_at, now)
    if since >= row.end_at or row.schedule.archived_at is not None:
        return False
    spec = schedule_spec(row.schedule, since=since, until=row.end_at)
    return bool(stints(spec, member.pk, since, row.end_at))


def end_swaps_of(leaver: Membership, *, actor: Actor, now: datetime) -> None:
    """What they asked for is withdrawn, what they were asked for they can't take. In the caller's transaction."""
    for swap in open_swaps(leaver.organization).filter(asker=leaver):
        with changing(swap, "withdrawn", actor, now) as row:
            _withdraw(row, f"{leaver} left", now)
    for swap in open_swaps(leaver.organization).filter(asked__member=leaver, asked__declined_at=None):
        with changing(swap, "declined", actor, now) as row:
            say_no(row, leaver, now)


def archive_with_swaps(*, schedule: Schedule, actor: Actor, now: datetime) -> bool:
    """Archive it: nobody is asked any more for cover in it. False if it was archived before. Raises Refused."""
    with transaction.atomic():
        done = archive_schedule(schedule=schedule, actor=actor, now=now)
        theirs = Q(schedule=schedule) | Q(back_schedule=schedule)
        for swap in open_swaps(schedule.organization).filter(theirs):
            with changing(swap, "withdrawn", actor, now) as row:
                _withdraw(row, f"{schedule} was archived", now)
                if row.schedule_id != schedule.pk:
                    tell_still_on(
                        row, f"{schedule}, in which you wanted a time in return, was archived", now=now
                    )
        Swap.objects.filter(schedule=schedule, due_at__isnull=False).update(due_at=None)
    return done


def _withdraw(row: Swap, why: str, now: datetime) -> None:
    """Who would have taken it is told."""
    taker = row.taker
    move(row, SwapStatus.WITHDRAWN, now=now)
    tell_not_needed(row, taker, why, now=now)
