"""A swap that counts is looked at like every change of who answers: it asks where it leaves promised time without people."""

from collections.abc import Callable
from functools import partial

from accounts.models import Membership
from oncall.models import Swap
from routing.actions import swap_answer, swap_settle
from routing.actions.cover import Asking, with_cover


def accept(*, swap: Swap, by: Membership, asking: Asking) -> Swap:
    """As `swap_answer.accept`, which raises what this does; and NewHoles."""
    edit = partial(swap_answer.accept, swap=swap, by=by, actor=asking.actor, now=asking.now)
    return _covered(edit, swap, asking)


def approve(*, swap: Swap, by: Membership | None, asking: Asking) -> Swap:
    """As `swap_settle.approve`, which raises what this does; and NewHoles."""
    edit = partial(swap_settle.approve, swap=swap, by=by, actor=asking.actor, now=asking.now)
    return _covered(edit, swap, asking)


def _covered(edit: Callable[[], Swap], swap: Swap, asking: Asking) -> Swap:
    """Looked at from the first to the last instant that changes."""
    return with_cover(
        edit, asking, start_at=min(swap.start_at, swap.back_start_at or swap.start_at),
        end_at=max(swap.end_at, swap.back_end_at or swap.end_at),
    )  # fmt: skip
