"""Who may do what with a swap."""

from dataclasses import dataclass

from accounts.models import Membership
from accounts.permissions import Act, may
from oncall.models import Swap
from oncall.swapping import SwapStatus


@dataclass(frozen=True, slots=True)
class Rights:
    """What one member may do with a swap as it stands."""

    accept: bool
    decline: bool
    withdraw: bool
    settle: bool


def rights(me: Membership, swap: Swap) -> Rights:
    mine = next((each for each in swap.asked.all() if each.member_id == me.pk), None)
    turns, is_asked = may(me.role, Act.OVERRIDE_SELF), swap.status == SwapStatus.ASKED
    took_it = swap.status == SwapStatus.ACCEPTED and swap.taker_id == me.pk
    open_to_me = mine is not None and mine.declined_at is None and turns
    return Rights(
        accept=turns and is_asked and mine is not None,
        decline=open_to_me and (is_asked or took_it),
        withdraw=swap.is_open and may_withdraw(me, swap),
        settle=swap.status == SwapStatus.ACCEPTED and may_settle(me),
    )


def may_withdraw(me: Membership, swap: Swap) -> bool:
    """One's own, or anybody's for a manager."""
    return swap.asker_id == me.pk or may(me.role, Act.OVERRIDE_OTHERS)


def may_settle(me: Membership) -> bool:
    return may(me.role, Act.OVERRIDE_OTHERS)
