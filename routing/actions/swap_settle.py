"""What was agreed becomes overrides, in the transaction in which it was agreed; a manager says yes or no."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Membership
from hours.interval import Interval
from oncall.models import Schedule, Swap
from oncall.swapping import NEAR, SwapStatus
from routing import swap_words as words
from routing.actions.respond import NotPossible
from routing.actions.stand_in import put_on, replacements
from routing.actions.swap_lock import changing, move
from routing.actions.swap_over import refuse_over, refuse_taker
from routing.actions.swap_tell import tell, tell_not_needed, tell_still_on


def approve(*, swap: Swap, by: Membership | None, actor: Actor, now: datetime) -> Swap:
    """A manager's yes. Raises NotPossible, OverrideConflict."""
    with changing(swap, "approved", actor, now) as row:
        if row.status == SwapStatus.DONE:
            return row
        _refuse(row, now)
        if row.taker is not None:
            refuse_taker(row, row.taker, now)
        move(row, SwapStatus.DONE, now=now, settled_by=by)
        put_in_place(row, actor, now)
    return row


def refuse(*, swap: Swap, by: Membership | None, reason: str, actor: Actor, now: datetime) -> Swap:
    """A manager's no. Raises NotPossible."""
    with changing(swap, "refused", actor, now, reason=reason) as row:
        if row.status == SwapStatus.REFUSED:
            return row
        _refuse(row, now)
        told_at = now if row.start_at - now <= NEAR else row.told_at
        move(row, SwapStatus.REFUSED, now=now, settled_by=by, told_at=told_at)
        said = f"{by or 'a manager'} did not approve it" + (f" ({reason})" if reason else "")
        tell_still_on(row, said, now=now)
        tell_not_needed(row, row.taker, said, now=now)
    return row


def _refuse(row: Swap, now: datetime) -> None:
    refuse_over(row, now)
    if row.status != SwapStatus.ACCEPTED:
        raise NotPossible(_("Nobody has taken it yet."))


def put_in_place(row: Swap, actor: Actor, now: datetime) -> None:
    """Both are told. Raises NotPossible where one of the two is not on call then any more, OverrideConflict."""
    assert row.taker is not None
    given = Interval(row.start_at, row.end_at)
    _replace(row, row.asker, row.taker, row.schedule, given, actor, now)
    if row.back_schedule and row.back_start_at and row.back_end_at:
        back = Interval(row.back_start_at, row.back_end_at)
        _replace(row, row.taker, row.asker, row.back_schedule, back, actor, now)
    tell(row, row.asker, f"{row.taker} is on call for you", words.taken, now=now)
    tell(row, row.taker, f"You are on call for {row.asker}", words.yours, now=now)


def _replace(
    row: Swap, away: Membership, stand_in: Membership, schedule: Schedule, time: Interval, actor: Actor, now: datetime
) -> None:  # fmt: skip
    start_at = max(time.start, now)
    changes = list(replacements(away, stand_in, schedule, start_at, time.end)) if start_at < time.end else []
    if not changes:
        words_ = _("%(name)s is not on call then any more: the schedule was changed meanwhile.")
        raise NotPossible(words_ % {"name": away})
    reason = row.note or _("Agreed between the two")
    put_on(changes, schedule=schedule, made_by=away, actor=actor, now=now, reason=reason)
