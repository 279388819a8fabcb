"""The private page at /s/<token>/ of one who was asked to cover: yes or no, without logging in.

Only a POST acts: what looks at links before people do (previews, scanners) sends GET and HEAD.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.address import address_of
from accounts.audit import Actor
from accounts.models import Organization
from hours.clock import now as present
from oncall.actions.override import OverrideConflict
from oncall.models import SwapAsked
from oncall.swapping import SwapStatus
from routing.actions.cover import Asking, NewHoles
from routing.actions.respond import NotPossible
from routing.actions.swap_answer import decline
from routing.actions.swap_cover import accept
from routing.hole_groups import groups_of
from routing.queries import zone_of
from routing.swap_link import asked_by, token_for
from web.client_page import private_page, see_other
from web.cover import keep_form, kept_or_asked
from web.private_link import behind_a_link, why_not_done
from web.swap_rows import state_words


@dataclass(frozen=True, slots=True)
class Question:
    """One who was asked, and whose page it is."""

    asked: SwapAsked

    @property
    def organization(self) -> Organization:
        return self.asked.swap.organization


SwapPage = Callable[[HttpRequest, Question], HttpResponse]


def _question(token: str) -> Question | None:
    asked = asked_by(token, now=present())
    return Question(asked) if asked else None


def tapped(*methods: str) -> Callable[[SwapPage], Callable[..., HttpResponse]]:
    """A page behind a link of somebody who was asked. Wrong and outdated links get the same 404."""
    return behind_a_link(_question, methods=methods, gone="swaps/gone.html", counted="swap")


@tapped("GET", "HEAD")
def swap_tap(request: HttpRequest, question: Question) -> HttpResponse:
    return _show(question)


@tapped("POST")
def swap_tap_yes(request: HttpRequest, question: Question) -> HttpResponse:
    """Who is told first that nobody would be there then may say why they take it all the same."""
    return _act(request, question, partial(_yes, request))


@tapped("POST")
def swap_tap_no(request: HttpRequest, question: Question) -> HttpResponse:
    return _act(request, question, _no)


def _yes(request: HttpRequest, asked: SwapAsked, actor: Actor, now: datetime) -> None:
    asking = Asking(asked.swap.organization, kept_or_asked(request), actor, now, by=asked.member)
    accept(swap=asked.swap, by=asked.member, asking=asking)


def _no(asked: SwapAsked, actor: Actor, now: datetime) -> None:
    decline(swap=asked.swap, by=asked.member, actor=actor, now=now)


def _act(
    request: HttpRequest, question: Question, deed: Callable[[SwapAsked, Actor, datetime], None]
) -> HttpResponse:
    now, asked = present(), question.asked
    if refused := why_not_done(request, f"swap:{asked.pk}", now):
        return _show(question, *refused)
    try:
        deed(asked, Actor.member(asked.member, address_of(request)), now)
    except (NotPossible, OverrideConflict) as late:
        return _show(_question(token_for(asked)) or question, status=409, notice=str(late))
    except NewHoles as new:
        return _show(question, status=409, groups=groups_of(new.found.holes), form=keep_form(request))
    return see_other(reverse("swap_tap", args=[token_for(asked)]))


def _show(question: Question, status: int = 200, notice: str = "", **asks: object) -> HttpResponse:
    """`asks`: the holes in `groups`, and the `form` that wants to know why they stay."""
    asked, swap = question.asked, question.asked.swap
    is_mine = swap.taker_id == asked.member_id and swap.status in (SwapStatus.ACCEPTED, SwapStatus.DONE)
    context: dict[str, object] = {
        "asked": asked, "swap": swap, "organization": swap.organization, "notice": notice, "zone": zone_of(asked.member),
        "now": present(), "token": token_for(asked), "is_mine": is_mine, "state": state_words(swap),
        "may_say_yes": swap.status == SwapStatus.ASKED, "said_no": asked.declined_at is not None,
        "may_say_no": (swap.status == SwapStatus.ASKED and asked.declined_at is None) or swap.status == SwapStatus.ACCEPTED and is_mine,
    }  # fmt: skip
    return private_page("swaps/tap.html", context | asks, status=status)
