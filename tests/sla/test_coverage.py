"""What was promised to this client for this hour, this kind of problem, this priority."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hours.calendar import Band, Calendar, DatedWindow
from hours.weekly import WeeklyWindow
from sla.facts import Channel, Outcome, Rule, ServiceLine, TierKind
from sla.grid import CALL_OUT_8X5, EIGHT_BY_FIVE, GOLD, GOLD_ALL_DAY, MONITORING_24X7, TierDefault
from sla.priority import Priority
from tests.sla.clients import (
    EIGHT_TO_FIVE,
    EVERY_DAY,
    LOS_ANGELES,
    OFFICE,
    agreement,
    ask,
    closed_on,
    facts,
    on,
    tier,
    wall,
)

P1, P2, P3, P4 = Priority
HELP_DESK, MONITORING, SECURITY = ServiceLine
TICK = timedelta(microseconds=1)
SATURDAY = "2026-03-07 21:40"
MONDAY_OPENING = "2026-03-09 08:00"
MIDNIGHT_DESK = Calendar(LOS_ANGELES, (WeeklyWindow(EVERY_DAY, 0, 60),))


def test_gold_pages_at_the_weekend_and_says_why() -> None:
    verdict = ask(on(GOLD), SATURDAY)

    assert verdict.outcome is Outcome.PAGE
    assert verdict.band is Band.WEEKEND
    assert verdict.reasons == (
        "It is Sat 7 March 21:40 EST at Fabrikam: weekend.",
        "Gold v1 pages P1 on the help desk at the weekend.",
    )
    assert (verdict.covered, verdict.contain_only, verdict.marked_not_covered) == (True, False, False)
    assert (verdict.agreement_id, verdict.tier_id, verdict.tier_name, verdict.tier_version) == (
        1,
        101,
        "Gold",
        1,
    )
    assert verdict.next_opening_at is None
    assert not verdict.desk_open


def test_what_may_wait_waits_for_the_desk_and_is_told_until_when() -> None:
    verdict = ask(on(EIGHT_BY_FIVE), SATURDAY)

    assert verdict.outcome is Outcome.QUEUE
    assert verdict.next_opening_at == wall(MONDAY_OPENING)
    assert verdict.reasons == (
        "It is Sat 7 March 21:40 EST at Fabrikam: weekend.",
        "8x5 v1 leaves P1 on the help desk at the weekend to our desk.",
        "Our desk gets it Mon 9 March 08:00 EDT.",
    )
    assert not verdict.covered
    assert not verdict.marked_not_covered


def test_in_business_hours_the_open_desk_gets_it_now() -> None:
    verdict = ask(on(GOLD), "2026-03-06 10:00")

    assert verdict.outcome is Outcome.QUEUE
    assert verdict.next_opening_at == wall("2026-03-06 10:00")
    assert verdict.reasons[-1] == "Our desk is open and gets it now."
    assert verdict.covered
    assert verdict.desk_open


@pytest.mark.parametrize(
    ("at", "band", "outcome"),
    [
        (wall("2026-03-06 08:00") - TICK, Band.AFTER_HOURS, Outcome.PAGE),
        (wall("2026-03-06 08:00"), Band.BUSINESS_HOURS, Outcome.QUEUE),
        (wall("2026-03-06 17:00") - TICK, Band.BUSINESS_HOURS, Outcome.QUEUE),
        (wall("2026-03-06 17:00"), Band.AFTER_HOURS, Outcome.PAGE),
        (wall("2026-12-25 00:00") - TICK, Band.AFTER_HOURS, Outcome.PAGE),
        (wall("2026-12-25 00:00"), Band.HOLIDAY, Outcome.PAGE),
        (wall("2026-12-26 00:00") - TICK, Band.HOLIDAY, Outcome.PAGE),
        (wall("2026-12-26 00:00"), Band.WEEKEND, Outcome.PAGE),
    ],
)
def test_a_boundary_belongs_to_what_begins(at: datetime, band: Band, outcome: Outcome) -> None:
    verdict = ask(on(GOLD), at)

    assert (verdict.band, verdict.outcome) == (band, outcome)


def test_a_holiday_is_named() -> None:
    verdict = ask(on(GOLD), "2026-12-25 03:00")

    assert verdict.reasons[0] == "It is Fri 25 December 03:00 EST at Fabrikam: holiday (Christmas Day)."
    assert verdict.reasons[1] == "Gold v1 pages P1 on the help desk on a holiday."


def test_an_exception_is_named_as_what_it_is() -> None:
    stock = replace(OFFICE, openings=(DatedWindow(date(2026, 3, 7), 1260, 1320, "Stock-taking"),))
    picnic = on(GOLD, calendar=closed_on("2026-03-06"))
    nameless = on(GOLD, calendar=replace(OFFICE, closings=(DatedWindow(date(2026, 3, 6), 600, 720),)))

    assert (
        ask(on(GOLD, calendar=stock), SATURDAY)
        .reasons[0]
        .endswith(": business hours (an extra opening: Stock-taking).")
    )
    assert (
        ask(picnic, "2026-03-06 10:00")
        .reasons[0]
        .endswith(": after hours (closed by exception: Company picnic).")
    )
    assert ask(nameless, "2026-03-06 10:00").reasons[0].endswith(": after hours (closed by exception).")
    assert ask(picnic, "2026-03-06 20:00").reasons[0].endswith(": after hours.")


def test_a_promise_that_was_shown_is_kept_and_said_where_another_hour_has_begun() -> None:
    shown, sent = wall("2026-03-06 16:58"), wall("2026-03-06 17:01")
    said = "It was sent Fri 6 March 17:01 EST; what the form showed just before is kept."
    later_desk = on(GOLD, desk_calendar=replace(OFFICE, windows=(WeeklyWindow(EVERY_DAY, 480, 1080),)))

    assert ask(on(GOLD), shown, sent_at=sent).reasons[1] == said
    assert (
        ask(later_desk, wall("2026-03-06 17:59"), sent_at=wall("2026-03-06 18:01"))
        .reasons[1]
        .startswith("It was sent Fri 6 March 18:01 EST;")
    )
    assert said not in ask(on(GOLD), "2026-03-06 16:50", sent_at=shown).reasons
    assert ask(on(GOLD), shown, sent_at=shown) == ask(on(GOLD), shown)


@pytest.mark.parametrize(("priority", "outcome"), [(P1, "page"), (P2, "page"), (P3, "queue"), (P4, "queue")])
def test_our_picnic_is_not_the_clients_holiday(priority: Priority, outcome: str) -> None:
    """In the client's business hours with our desk closed, P1 and P2 page."""
    verdict = ask(on(EIGHT_BY_FIVE, desk_calendar=closed_on("2026-03-06")), "2026-03-06 10:00", priority)

    assert verdict.outcome == outcome
    assert verdict.covered
    assert not verdict.marked_not_covered
    said = "The client is in business hours and our desk is closed, so P1 pages."
    assert (said in verdict.reasons) is (priority is P1)
    if outcome == "queue":
        assert verdict.next_opening_at == wall(MONDAY_OPENING)


def test_the_desk_takes_it_when_it_is_open_and_the_client_is_too() -> None:
    """Our desk opens at 8 in New York; Pacific clients are covered from 11 our time."""
    pacific = on(EIGHT_BY_FIVE, calendar=Calendar(LOS_ANGELES, EIGHT_TO_FIVE))

    at_night, early = ask(pacific, SATURDAY, P3), ask(pacific, "2026-03-09 09:00", P3)

    assert at_night.next_opening_at == wall("2026-03-09 11:00")
    assert at_night.reasons[-1] == "Our desk gets it Mon 9 March 08:00 PDT."
    assert early.band is Band.AFTER_HOURS
    assert early.next_opening_at == wall("2026-03-09 09:00")  # it is open: now


def test_hours_that_never_meet_leave_it_to_the_desks_own() -> None:
    verdict = ask(on(EIGHT_BY_FIVE, desk_calendar=MIDNIGHT_DESK), SATURDAY, P3)

    assert verdict.next_opening_at == wall("2026-03-08 00:00", LOS_ANGELES)
    assert verdict.reasons[-1].startswith(
        "The client's hours and our desk's do not meet soon: our desk gets it Sun 8"
    )


@pytest.mark.parametrize("desk", [None, replace(OFFICE, windows=())])
@pytest.mark.parametrize("shipped", [EIGHT_BY_FIVE, CALL_OUT_8X5])
def test_without_a_desk_that_opens_urgent_things_page(desk: Calendar | None, shipped: TierDefault) -> None:
    known = on(shipped, desk_calendar=desk)

    urgent, mild = ask(known, SATURDAY, P2), ask(known, SATURDAY, P4)

    assert urgent.outcome is Outcome.PAGE
    assert urgent.reasons[-1] == "Our desk has no opening ahead, so P2 pages."
    assert urgent.marked_not_covered
    assert mild.outcome is Outcome.QUEUE
    assert mild.next_opening_at == wall(MONDAY_OPENING)  # the client's
    assert mild.reasons[-1] == "Our desk has no opening ahead: it is mailed there Mon 9 March 08:00 EDT."


def test_where_nobody_ever_opens_it_is_mailed_at_once() -> None:
    never = replace(OFFICE, windows=())

    verdict = ask(on(EIGHT_BY_FIVE, calendar=never, desk_calendar=never), SATURDAY, P3)

    assert verdict.next_opening_at == wall(SATURDAY)
    assert verdict.response_due_at is None


@pytest.mark.parametrize("priority", [P1, P2])
def test_what_nobody_takes_at_the_desk_pages(priority: Priority) -> None:
    verdict = ask(on(EIGHT_BY_FIVE), "2026-03-09 08:10", priority, untaken_at_desk=True)

    assert verdict.outcome is Outcome.PAGE
    assert verdict.reasons[-1] == f"Nobody took it at our desk, so {priority} pages."
    assert verdict.covered


@pytest.mark.parametrize("priority", [P3, P4])
def test_what_may_wait_stays_at_the_desk_also_untaken(priority: Priority) -> None:
    assert ask(on(GOLD), "2026-03-09 08:10", priority, untaken_at_desk=True).outcome is Outcome.QUEUE


class TestDoubtPages:
    @pytest.mark.parametrize("at", ["2026-03-06 10:00", "2026-03-06 20:00", SATURDAY, "2026-12-25 10:00"])
    @pytest.mark.parametrize("line", ServiceLine)
    def test_an_unknown_client_pages_when_it_is_urgent(self, at: str, line: ServiceLine) -> None:
        outcomes = [ask(facts(client=None), at, priority, line).outcome for priority in Priority]

        assert outcomes == ["page", "page", "queue", "queue"]

    def test_it_says_that_nobody_knows_who_it_is(self) -> None:
        verdict = ask(facts(client=None), SATURDAY)

        assert verdict.reasons == (
            "It is Sat 7 March 21:40 EST with us: weekend.",
            "The client is not identified, so the default tier decides.",
            "Default v1 pages P1 on the help desk at the weekend.",
        )
        assert verdict.tier_kind is TierKind.DEFAULT
        assert verdict.agreement_id is None
        assert not verdict.marked_not_covered

    def test_a_missing_cell_pages_when_it_is_urgent(self) -> None:
        empty = facts(replace(agreement(GOLD), tier=replace(tier(GOLD), rules={}, targets={})))

        urgent, mild = ask(empty, SATURDAY, P1), ask(empty, SATURDAY, P3)

        assert (urgent.outcome, mild.outcome) == (Outcome.PAGE, Outcome.QUEUE)
        assert (
            "Gold v1 has no rule for P1 on the help desk at the weekend, and doubt pages." in urgent.reasons
        )
        assert "has no rule for P3 on the help desk at the weekend, so our desk gets it." in mild.reasons[1]
        assert urgent.response_due_at is None


class TestConsent:
    def test_it_is_not_covered_and_goes_to_the_desk_with_the_time_told(self) -> None:
        verdict = ask(on(CALL_OUT_8X5), SATURDAY)

        assert verdict.outcome is Outcome.CONSENT
        assert not verdict.covered
        assert verdict.next_opening_at == wall(MONDAY_OPENING)
        assert (
            "8x5 with call-out v1 asks for consent to a charge for P1 on the help desk at the weekend."
            in (verdict.reasons)
        )

    def test_a_machine_cannot_give_it(self) -> None:
        said = "A machine cannot accept a charge."

        assert said in ask(on(CALL_OUT_8X5), SATURDAY, channel=Channel.ALERT).reasons
        assert said not in ask(on(CALL_OUT_8X5), SATURDAY, channel=Channel.PHONE).reasons
        assert said not in ask(on(GOLD), SATURDAY, channel=Channel.ALERT).reasons


def test_security_by_the_owners_rule_is_contained_and_marked() -> None:
    verdict = ask(on(CALL_OUT_8X5), SATURDAY, P1, SECURITY)

    assert verdict.outcome is Outcome.PAGE
    assert (verdict.covered, verdict.contain_only, verdict.marked_not_covered) == (False, True, True)
    assert verdict.reasons[-1] == (
        "8x5 with call-out v1 pages P1 on security at the weekend, although it is not covered: contain only."
    )


def test_monitoring_around_the_clock_beside_an_eight_by_five_desk() -> None:
    known = on(MONITORING_24X7)

    assert [ask(known, SATURDAY, p, MONITORING).outcome for p in Priority] == [
        "page",
        "page",
        "queue",
        "queue",
    ]
    assert [ask(known, SATURDAY, p).outcome for p in Priority] == ["consent", "queue", "queue", "queue"]


def test_the_demos_gold_pages_at_noon() -> None:
    verdict = ask(on(GOLD_ALL_DAY), "2026-03-06 12:00")

    assert verdict.outcome is Outcome.PAGE
    assert verdict.covered
    assert verdict.desk_open


def test_a_zone_without_letters_is_told_by_its_offset() -> None:
    kathmandu = Calendar(ZoneInfo("Asia/Kathmandu"), EIGHT_TO_FIVE)

    verdict = ask(on(GOLD, calendar=kathmandu), "2026-03-07 21:40")

    assert verdict.reasons[0] == "It is Sun 8 March 08:25 UTC+0545 at Fabrikam: weekend."


def test_a_rule_may_say_consent_in_business_hours_and_a_closed_desk_still_pages() -> None:
    rules = {**GOLD.rules, (HELP_DESK, Band.BUSINESS_HOURS, P1): Rule(Outcome.CONSENT)}
    strange = facts(replace(agreement(GOLD), tier=replace(tier(GOLD), rules=rules)))

    at = "2026-03-06 10:00"

    assert ask(strange, at).outcome is Outcome.CONSENT
    assert ask(replace(strange, desk_calendar=closed_on("2026-03-06")), at).outcome is Outcome.PAGE
