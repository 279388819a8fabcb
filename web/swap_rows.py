"""A swap as pages show it: in words, and with what its reader may do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Membership
from oncall.models import Swap, SwapAsked
from oncall.swapping import SwapStatus
from web.swap_rights import Rights, rights

TONES = {
    SwapStatus.ASKED: "tag-info", SwapStatus.ACCEPTED: "tag-lamp", SwapStatus.DONE: "tag-good",
    SwapStatus.DECLINED: "tag-bad", SwapStatus.REFUSED: "tag-bad", SwapStatus.EXPIRED: "tag-warn",
}  # fmt: skip


@dataclass(frozen=True)
class SwapRow:
    """`whom`: who is asked; `state`: how it stands, in words, with the class of its tag."""

    swap: Swap
    may: Rights
    is_mine: bool
    whom: str
    state: str
    tone: str
    waits_for: list[SwapAsked]
    said_no: list[SwapAsked]


def rows_of(swaps: Iterable[Swap], me: Membership) -> list[SwapRow]:
    return [row_of(swap, me) for swap in swaps]


def row_of(swap: Swap, me: Membership) -> SwapRow:
    asked = list(swap.asked.all())
    return SwapRow(
        swap=swap,
        may=rights(me, swap),
        is_mine=swap.asker_id == me.pk,
        whom=whom(swap, asked),
        state=state_words(swap),
        tone=TONES.get(SwapStatus(swap.status), ""),
        waits_for=[each for each in asked if each.declined_at is None],
        said_no=[each for each in asked if each.declined_at is not None],
    )


def whom(swap: Swap, asked: list[SwapAsked]) -> str:
    if swap.audience == "everyone":
        return _("everyone")
    if swap.audience == "crew":
        return _("everyone in %(schedule)s") % {"schedule": swap.schedule}
    return ", ".join(str(each.member) for each in asked)


def state_words(swap: Swap) -> str:
    who = {"name": swap.taker, "asker": swap.asker}
    said = {
        SwapStatus.ASKED: _("nobody has taken it yet"), SwapStatus.ACCEPTED: _("%(name)s would take it: a manager has to say yes"),
        SwapStatus.DONE: _("%(name)s has it"), SwapStatus.DECLINED: _("everybody who was asked said no"),
        SwapStatus.REFUSED: _("a manager did not approve it"), SwapStatus.WITHDRAWN: _("withdrawn"),
        SwapStatus.EXPIRED: _("nobody took it"),
    }  # fmt: skip
    return said[SwapStatus(swap.status)] % who
