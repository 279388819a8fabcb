"""The written sheet: it says of every cell once what the oracle does there, and its text is the whole of it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hours.calendar import Band, band_at, is_open
from sla.coverage import decide
from sla.facts import Channel, Outcome, Question, ServiceLine
from sla.grid import ALL_CELLS, GOLD, MONITORING_24X7, SOLD
from sla.priority import Priority
from sla.sheet import canonical, changed_titles, digest, read_sheet
from sla.sheet_grid import Deed, sayings
from sla.sheet_sections import Person, Place, Terms, write_sheet
from tests.hours.reference import utc
from tests.sla.clients import DESK, FABRIKAM, OFFICE, agreement, facts, tier
from tests.sla.test_coverage_properties import rules

DANA = Person("Dana Reyes", "Office manager", may_report=True, may_approve_charges=True, is_told=False)
DOES = {
    Deed.CALL: (Outcome.PAGE, Outcome.PAGE),
    Deed.CONTAIN: (Outcome.PAGE, Outcome.PAGE),
    Deed.DESK: (Outcome.QUEUE, Outcome.QUEUE),
    Deed.DESK_ELSE_CALL: (Outcome.QUEUE, Outcome.PAGE),
    Deed.ASK: (Outcome.CONSENT, Outcome.CONSENT),
    Deed.ASK_ELSE_CALL: (Outcome.CONSENT, Outcome.PAGE),
}  # what the oracle must answer while our desk is open, and while it is closed
HOURS = [utc("2026-12-21 00:00") + timedelta(hours=n) for n in range(0, 7 * 24, 2)]  # with Christmas Day
EARLY_DESK = replace(DESK, windows=(replace(DESK.windows[0], days=frozenset({0, 2, 5}), end_minute=900),))
any_cells = st.tuples(*[rules] * 12).map(
    lambda each: {
        (line, band, priority): replace(rule, contain_only=rule.contain_only and rule.outcome is Outcome.PAGE)
        for line, band, priority in ALL_CELLS
        for rule in [each[list(Band).index(band) * 3 + list(ServiceLine).index(line)]]
    }
)
any_tier = st.one_of(
    st.sampled_from(SOLD).map(tier), any_cells.map(lambda cells: replace(tier(GOLD), rules=cells))
)


@settings(max_examples=25)
@given(any_tier, st.sampled_from([DESK, EARLY_DESK, None]))
def test_every_cell_is_said_once_and_is_what_the_oracle_does(sold, desk) -> None:
    agreed = replace(agreement(GOLD), tier=sold)
    said = [
        each
        for row in sayings(FABRIKAM, agreed, tuple(ServiceLine), desk_opens=desk is not None)
        for each in row.cells()
    ]
    known = replace(facts(agreed), desk_calendar=desk)

    assert Counter(cell for cell, _ in said) == Counter(ALL_CELLS)
    for (line, band, priority), deed in said:
        for at in (each for each in HOURS if band_at(OFFICE, each) is band):
            verdict = decide(known, Question(at, line, priority, Channel.FORM))
            closed = desk is None or not is_open(desk, at)
            assert verdict.outcome is DOES[deed][closed], (line, band, priority, deed, at)
            assert (deed is Deed.CONTAIN) <= verdict.contain_only


def terms(**parts: object) -> Terms:
    usual = Terms(
        organization="Harbor Pine IT", phone="+1 212 555 0199", form_address="https://bell.example/r/abc/",
        desk_mail="desk@harbor-pine.example", client=FABRIKAM, agreement=agreement(MONITORING_24X7),
        lines=tuple(ServiceLine), places=(Place("Fabrikam", OFFICE),), desk=DESK, people=(DANA,), others=(),
        on=date(2026, 11, 28),
    )  # fmt: skip
    return replace(usual, **parts)  # type: ignore[arg-type]


def test_it_reads_as_people_ask_for_it() -> None:
    sheet = write_sheet(terms())
    text = canonical(sheet)

    for words in (
        "the plan 24/7 monitoring + 8x5, version 1, from 1 January 2026, without an end.",
        '"Fabrikam","Monday to Friday 08:00 to 17:00","Saturday and Sunday","America/New York"',
        "P1: not part of the plan. P2, P3 and P4: our desk sees to it in its hours.",
        '"Monitoring and security","P1 and P2: we call a technician at once.',
        '"P1","30 minutes","1 hour","4 hours","all hours"',
        "180.00 USD per hour plus tax, at least 1 hour, then in steps of 15 minutes.",
        "said yes before: Dana Reyes.",
        '"Fri 25 December 2026","Christmas Day","closed all day","Fabrikam, Our desk"',
    ):
        assert words in text, words
    assert read_sheet(text) == sheet


def test_two_sheets_differ_where_what_they_say_differs() -> None:
    sheet = write_sheet(terms())
    later = write_sheet(terms(agreement=agreement(GOLD), people=()))

    assert digest(canonical(sheet)) != digest(canonical(later))
    assert changed_titles(sheet, later, but=frozenset({"people"})) == (
        "The agreement", "What happens when", "What it costs", "What is not included",
    )  # fmt: skip
    assert set(Priority) == {Priority(row[0]) for row in sheet.sections[2].table.rows}  # type: ignore[union-attr]
