"""Whether an agreement is live, and which of them counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hours.calendar import Band, Calendar
from sla.facts import Outcome, ServiceLine, TierKind
from sla.grid import EIGHT_BY_FIVE, GOLD
from sla.priority import Priority
from tests.sla.clients import (
    EIGHT_TO_FIVE,
    LOS_ANGELES,
    agreement,
    ask,
    closed_on,
    facts,
    wall,
)

P1, P2, P3, P4 = Priority
HELP_DESK, MONITORING, SECURITY = ServiceLine
TICK = timedelta(microseconds=1)
SATURDAY = "2026-03-07 21:40"
MONDAY_OPENING = "2026-03-09 08:00"


class TestWithoutALiveAgreement:
    @pytest.mark.parametrize("line", ServiceLine)
    @pytest.mark.parametrize("at", ["2026-03-06 10:00", "2026-03-06 20:00", SATURDAY, "2026-12-25 10:00"])
    def test_only_urgent_security_pages_and_is_marked(self, line: ServiceLine, at: str) -> None:
        for priority in Priority:
            verdict = ask(facts(), at, priority, line)

            pages = line is SECURITY and priority in (P1, P2)
            assert verdict.outcome == ("page" if pages else "queue")
            assert verdict.contain_only is pages
            assert verdict.marked_not_covered
            assert not verdict.covered

    def test_a_closed_desk_does_not_page_for_who_has_no_agreement(self) -> None:
        verdict = ask(facts(desk_calendar=closed_on("2026-03-06")), "2026-03-06 10:00", P1)

        assert verdict.outcome is Outcome.QUEUE
        assert verdict.next_opening_at == wall(MONDAY_OPENING)

    def test_what_nobody_takes_pages_marked(self) -> None:
        verdict = ask(facts(), "2026-03-09 08:10", P1, untaken_at_desk=True)

        assert (verdict.outcome, verdict.marked_not_covered) == (Outcome.PAGE, True)

    def test_the_last_day_lasts_to_the_clients_midnight(self) -> None:
        ended = facts(agreement(GOLD, ends_on=date(2026, 3, 6)))
        midnight = wall("2026-03-07 00:00")

        last, over = ask(ended, midnight - TICK), ask(ended, midnight)

        assert (last.outcome, last.agreement_id) == (Outcome.PAGE, 1)
        assert (over.outcome, over.agreement_id) == (Outcome.QUEUE, None)
        assert "Fabrikam's agreement ended on 6 March 2026." in over.reasons

    def test_the_first_day_begins_at_the_clients_midnight(self) -> None:
        upcoming = facts(agreement(GOLD, since="2026-03-07"))
        midnight = wall("2026-03-07 00:00")

        before, first = ask(upcoming, midnight - TICK), ask(upcoming, midnight)

        assert "Fabrikam's agreement starts on 7 March 2026." in before.reasons
        assert (before.tier_kind, first.tier_kind) == (TierKind.NO_AGREEMENT, TierKind.ORDINARY)

    def test_a_site_elsewhere_has_its_own_hours_but_the_clients_midnight(self) -> None:
        pacific = Calendar(LOS_ANGELES, EIGHT_TO_FIVE)
        ended = facts(agreement(GOLD, ends_on=date(2026, 3, 6)), calendar=pacific)

        verdict = ask(ended, "2026-03-07 00:00", site_id=7)  # 21:00 on the 6th at the site

        assert verdict.band is Band.AFTER_HOURS
        assert "Fabrikam's agreement ended on 6 March 2026." in verdict.reasons

    def test_a_suspended_agreement_is_none(self) -> None:
        verdict = ask(facts(agreement(GOLD, suspended=True)), SATURDAY)

        assert verdict.tier_kind is TierKind.NO_AGREEMENT
        assert "Fabrikam's agreement is suspended." in verdict.reasons

    def test_none_at_all_and_none_that_fits_are_said(self) -> None:
        elsewhere = facts(agreement(GOLD, site_id=8), agreement(GOLD, id=2, service_line=SECURITY))

        none = ask(facts(), SATURDAY).reasons
        assert none[1:3] == (
            "Fabrikam has no agreement.",
            "For clients without an agreement, No agreement v1 leaves P1 on the help desk at the weekend to our desk.",
        )
        assert (
            "None of Fabrikam's agreements is for the help desk here."
            in ask(elsewhere, SATURDAY, site_id=7).reasons
        )

    def test_of_several_the_one_that_comes_closest_is_named(self) -> None:
        """What could be resumed, else what ended last and what begins next."""
        over, older = (agreement(GOLD, id=n, ends_on=date(2026, month, 1)) for n, month in ((1, 3), (2, 2)))
        soon, later = (agreement(GOLD, id=n, since=day) for n, day in ((3, "2026-04-01"), (4, "2027-01-01")))
        held = agreement(GOLD, id=5, since="2025-01-01", suspended=True)

        for told, words in (
            ((later, soon), "starts on 1 April 2026."),
            ((over, later, older, soon), "ended on 1 March 2026, the next starts on 1 April 2026."),
            ((older, over), "ended on 1 March 2026."),
            ((over, soon, held), "is suspended."),
        ):
            assert f"Fabrikam's agreement {words}" in ask(facts(*told), SATURDAY).reasons, words


class TestTheMostSpecificAgreementWins:
    ALL = (
        agreement(EIGHT_BY_FIVE, id=1),
        agreement(EIGHT_BY_FIVE, id=2, service_line=MONITORING),
        agreement(GOLD, id=3, site_id=7),
        agreement(EIGHT_BY_FIVE, id=4, site_id=7, service_line=MONITORING),
        agreement(GOLD, id=5, site_id=8),
    )

    @pytest.mark.parametrize(
        ("site", "line", "wins"),
        [
            (None, HELP_DESK, 1),
            (None, MONITORING, 2),
            (7, HELP_DESK, 3),
            (7, MONITORING, 4),
            (8, MONITORING, 5),
            (9, MONITORING, 2),
            (9, SECURITY, 1),
        ],
    )
    def test_site_and_line_then_site_then_line_then_general(
        self, site: int | None, line: ServiceLine, wins: int
    ) -> None:
        for agreements in (self.ALL, self.ALL[::-1]):
            assert ask(facts(*agreements), SATURDAY, P1, line, site_id=site).agreement_id == wins

    def test_one_that_is_over_gives_way(self) -> None:
        over = replace(self.ALL[3], ends_on=date(2026, 2, 1))

        assert ask(facts(self.ALL[0], over), SATURDAY, P1, MONITORING, site_id=7).agreement_id == 1

    def test_why_it_won_is_said(self) -> None:
        verdict = ask(facts(*self.ALL), SATURDAY, P1, MONITORING, site_id=7)

        assert "Fabrikam has an agreement for this site and monitoring." in verdict.reasons

    def test_a_suspended_one_is_told_where_another_counts_instead(self) -> None:
        held = replace(self.ALL[3], suspended=True)

        verdict = ask(facts(self.ALL[0], self.ALL[2], held), SATURDAY, P1, MONITORING, site_id=7)

        assert verdict.agreement_id == 3
        assert verdict.reasons[1] == (
            "Fabrikam's agreement for this site and monitoring is suspended, so another one counts. "
            "Fabrikam has an agreement for this site."
        )
        assert "suspended" not in " ".join(
            ask(facts(self.ALL[0], held), SATURDAY, P1, HELP_DESK, site_id=7).reasons
        )

    def test_of_two_alike_the_younger_counts(self) -> None:
        older, younger = agreement(GOLD, id=2, since="2025-01-01"), agreement(EIGHT_BY_FIVE, id=1)

        assert ask(facts(older, younger), SATURDAY).agreement_id == 1
