"""A client's week: where something changes it is cut, also at a midnight that is the client's and not the site's."""

from datetime import date

from hours.calendar import Calendar
from sla.grid import EIGHT_BY_FIVE, GOLD
from sla.priority import Priority
from tests.sla.clients import EIGHT_TO_FIVE, LOS_ANGELES, agreement, facts, wall
from web.client_week import hours_words, outcome_words, stretches


def test_an_agreement_ends_at_the_clients_midnight_also_at_a_site_elsewhere() -> None:
    pacific = Calendar(LOS_ANGELES, EIGHT_TO_FIVE)
    changing = facts(
        agreement(GOLD, ends_on=date(2026, 3, 7)),
        agreement(EIGHT_BY_FIVE, id=2, since="2026-03-08"),
        calendar=pacific,
    )

    week = stretches(changing, Priority.P1, wall("2026-03-07 12:00"), site_id=7)

    told = [
        (f"{each.on:%a} {hours_words(each, LOS_ANGELES)}", outcome_words(each.verdicts["help_desk"]))
        for each in week[:3]
    ]
    assert told == [
        ("Sat 00:00–21:00", "Page"),
        ("Sat 21:00–24:00", "Desk later"),
        ("Sun 00:00–24:00", "Desk later"),
    ]
