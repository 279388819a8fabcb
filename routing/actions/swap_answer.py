"""Those who were asked say yes or no. The first yes has it; who comes later is told who."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Membership
from accounts.permissions import Act, may
from accounts.queries import get_membership
from oncall.models import Swap, SwapAsked
from oncall.swapping import NEAR, SwapStatus
from routing import swap_words as words
from routing.actions.respond import NotPossible
from routing.actions.swap_lock import changing, move
from routing.actions.swap_over import TakenAlready, refuse_over, refuse_taker
from routing.actions.swap_settle import put_in_place
from routing.actions.swap_tell import tell, tell_managers, tell_still_on


def accept(*, swap: Swap, by: Membership, actor: Actor, now: datetime) -> Swap:
    """They are on call instead, at once or once a manager has said yes. Raises TakenAlready, NotPossible, OverrideConflict."""
    with changing(swap, "accepted", actor, now) as row:
        taker = get_membership(row.organization, by.pk)
        _refuse(row, taker, now)
        if row.status == SwapStatus.ASKED:
            _take(row, taker, actor, now)
    return row


def decline(*, swap: Swap, by: Membership, actor: Actor, now: datetime) -> Swap:
    """No; also of who had said yes, while no manager has. The last no ends it. Raises NotPossible."""
    with changing(swap, "declined", actor, now) as row:
        if row.status == SwapStatus.DONE and row.taker_id == by.pk:
            raise NotPossible(_("It is yours. Ask for cover yourself, or ask a manager."))
        if row.is_open:
            say_no(row, by, now)
    return row


def say_no(row: Swap, by: Membership, now: datetime) -> None:
    """Inside a change of the swap."""
    mine = _asked(row, by)
    if mine.declined_at is None:
        mine.declined_at = now
        mine.save(update_fields=["declined_at"])
    left = any(each.declined_at is None for each in row.asked.all())
    took_it_back = row.taker_id == by.pk
    if took_it_back or not left:
        told_at = now if not left and row.start_at - now <= NEAR else row.told_at
        to = SwapStatus.ASKED if left else SwapStatus.DECLINED
        move(row, to, now=now, taker=None, taken_at=None, told_at=told_at)
        _tell_no(row, by, left, now)


def _tell_no(row: Swap, by: Membership, left: bool, now: datetime) -> None:
    one = str(by) if row.audience == "person" or left else "everybody you asked"
    tell_still_on(row, f"{one} can't after all" if left else f"{one} said no", now=now)


def _refuse(row: Swap, taker: Membership, now: datetime) -> None:
    _asked(row, taker)
    if row.taker_id == taker.pk and row.status in (SwapStatus.ACCEPTED, SwapStatus.DONE):
        return
    refuse_over(row, now)
    if row.status == SwapStatus.ACCEPTED and row.taker is not None:
        raise TakenAlready(row.taker, _("%(name)s was faster. You have nothing to do.") % {"name": row.taker})
    refuse_taker(row, taker, now)


def _asked(row: Swap, member: Membership) -> SwapAsked:
    """Raises NotPossible."""
    found = next((each for each in row.asked.all() if each.member_id == member.pk), None)
    if found is None:
        raise NotPossible(_("You were not asked."))
    return found


def _take(row: Swap, taker: Membership, actor: Actor, now: datetime) -> None:
    """Who said no before has thought better of it."""
    row.asked.filter(member=taker).update(declined_at=None)
    if needs_a_yes(row, taker):
        move(row, SwapStatus.ACCEPTED, now=now, taker=taker, taken_at=now)
        tell(row, row.asker, f"{taker} would be on call for you", words.waits, now=now)
        tell_managers(row, now=now)
        return
    move(row, SwapStatus.DONE, now=now, taker=taker, taken_at=now)
    put_in_place(row, actor, now)


def needs_a_yes(row: Swap, taker: Membership) -> bool:
    """Where the organization wants it; who may change others' time on call needs no yes to theirs."""
    free = any(may(each.role, Act.OVERRIDE_OTHERS) for each in (row.asker, taker))
    return row.organization.swaps_need_a_yes and not free
