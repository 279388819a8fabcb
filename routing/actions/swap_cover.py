"""A swap that counts is looked at like every change of who answers: what holes it makes stands in the audit.

It is not asked about: two colleagues agreed, at night and behind a link, and whoever asked may be ill.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Membership
from oncall.models import Swap
from routing.actions import swap_answer, swap_settle
from routing.actions.cover import Keep, with_cover


def accept(*, swap: Swap, by: Membership, actor: Actor, now: datetime) -> Swap:
    """As `swap_answer.accept`, which raises what this does."""
    edit = partial(swap_answer.accept, swap=swap, by=by, actor=actor, now=now)
    return _kept(edit, swap, by, actor, now)


def approve(*, swap: Swap, by: Membership | None, actor: Actor, now: datetime) -> Swap:
    """As `swap_settle.approve`, which raises what this does."""
    edit = partial(swap_settle.approve, swap=swap, by=by, actor=actor, now=now)
    return _kept(edit, swap, swap.taker, actor, now)


def _kept(
    edit: Callable[[], Swap], swap: Swap, taker: Membership | None, actor: Actor, now: datetime
) -> Swap:
    """Looked at from the first to the last instant that changes."""
    why = _("%(taker)s covers for %(asker)s") % {"taker": taker, "asker": swap.asker}
    return with_cover(
        edit, organization=swap.organization, answer=Keep(why), actor=actor, now=now,
        start_at=min(swap.start_at, swap.back_start_at or swap.start_at),
        end_at=max(swap.end_at, swap.back_end_at or swap.end_at),
    )  # fmt: skip
