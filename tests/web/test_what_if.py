"""What if: the same answer as routing gives, for any hour, on their clock or ours."""

import pytest

from tests.web.conftest import Browser, reported
from tests.world import World

pytestmark = pytest.mark.django_db
ASKED = "service_line=help_desk&channel=form&clock=theirs"


def test_christmas_eve_is_answered_to_the_second_and_wakes_nobody(vera: Browser, night: World) -> None:
    page = vera.opens(f"/what-if/?client=northwind-dental&{ASKED}&priority=P1&at=2026-12-24T23:40")

    assert page.status == 200
    for words in (
        "It is Thu 24 December 23:40 EST at Northwind Dental",
        "Gold v1 pages P1 on the help desk",
        "0:00 Step 1, round 1 Alice (Primary): ",
        "4:00 Step 2, round 1 Bob (Backup): ",
        "Fallback, again and again",
        "What happens with a P1 in the week from that day",
        "Fri 25 Dec 00:00–24:00 Christmas Day Page Page Page Sat 26 Dec 00:00–24:00 Weekend Page Page Page",
        "Mon 28 Dec 00:00–08:00 After hours Page Page Page Mon 28 Dec 08:00–17:00 Business hours Desk Desk Desk",
    ):
        assert words in page, (words, page.words[page.words.index("Who would be") :][:400])


def test_it_says_what_is_decided_of_the_same_request(vera: Browser, night: World) -> None:
    for client, code in (
        ("northwind", "northwind-dental"),
        ("contoso", "contoso-legal"),
        ("fabrikam", "fabrikam"),
    ):
        for priority in ("P1", "P3"):
            page = vera.opens(f"/what-if/?client={code}&{ASKED}&priority={priority}&at=2026-03-03T02:14")
            incident = reported(night, "Phones are dead", priority, client=client)

            assert incident.decisions.get().reasons[1] in page, (client, priority)


def test_impact_and_urgency_make_a_priority_and_nonsense_is_told(vera: Browser, night: World) -> None:
    low = vera.opens(f"/what-if/?client=&{ASKED}&impact=low&urgency=low&at=2026-12-24T23:40")
    wrong = [
        vera.opens(f"/what-if/?client=northwind-dental&{ASKED}&{more}")
        for more in (
            "at=2026-12-24T23:40",
            "priority=P1&at=0001-01-01T00:00",
            "priority=P9&at=x",
            "priority=P1&at=%00",
        )
    ]

    assert "The client is not identified, so the default tier decides." in low
    assert "P4, not urgent" in low
    assert [each.status for each in wrong] == [422] * 4
    assert "Choose a priority, or both" in wrong[0]
    assert vera.opens("/what-if/?client=their-client").status == 404
    assert vera.opens("/what-if/?client=%00").status == 404
