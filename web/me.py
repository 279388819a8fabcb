"""One's own page, for a phone at night: am I on, what is open, take it, pass it on, and what is wrong with my phones."""

from django.http import HttpRequest, HttpResponse

from accounts.permissions import Act
from oncall.swap_queries import swaps_for
from routing.handoff_queries import waiting_for
from web.live import stamp_of, unless_seen
from web.my_duty import MyDuty, my_duties
from web.my_open import MyOpen, my_open
from web.my_rules import rules_rows
from web.phone_facts import channel_words, faults, phones_of
from web.swap_rows import rows_of
from web.visit import Visit, members_only, show
from web.whose import Whose


@members_only(Act.VIEW)
def my_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    return show(
        request,
        visit,
        "me/page.html",
        {"room": "me"} | _live(visit, my_open(visit.membership)) | _phones(visit),
    )


@members_only(Act.VIEW)
def my_page_live(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The part that changes by itself, or 304."""
    found = my_open(visit.membership)
    return unless_seen(
        request, _stamp(visit, found), lambda: show(request, visit, "me/_live.html", _live(visit, found))
    )


def _live(visit: Visit, found: MyOpen) -> dict[str, object]:
    mine = my_duties(visit.membership, visit.now) if visit.may_respond else []
    return {
        "swaps": rows_of(swaps_for(visit.membership), visit.membership) if visit.may_respond else [],
        "handoffs": waiting_for(visit.membership, visit.now) if visit.may_respond else [],
        "open": found, "on": [duty for duty in mine if duty.current], "next": _next(mine), "duties": mine,
        "stamp": _stamp(visit, found),
    }  # fmt: skip


def _next(mine: list[MyDuty]) -> MyDuty | None:
    """The duty whose next time comes first."""
    return min(
        (duty for duty in mine if duty.following),
        key=lambda duty: duty.following.start if duty.following else duty.seen_until,
        default=None,
    )


def _stamp(visit: Visit, found: MyOpen) -> str:
    """News of incidents shows at once, of schedules with the next minute."""
    return stamp_of(found.facts, visit.now.replace(second=0, microsecond=0), visit.membership.pk)


def _phones(visit: Visit) -> dict[str, object]:
    """My phones and how P1 comes, at a glance; a viewer has none."""
    if not visit.may_respond:
        return {}
    whose, phones = Whose(visit.membership, mine=True), phones_of(visit.membership)
    return {
        "whose": whose, "phones": phones, "faults": faults(phones, visit.membership, mine=True),
        "channel_words": channel_words(phones.sender), "first_rules": rules_rows(whose, phones)[0],
    }  # fmt: skip
