"""Merging on the page: what it does is said before it is done, and each reporter's page stays true."""

import pytest

from accounts.audit import Actor
from hours import clock
from routing.actions import respond
from routing.models import Incident
from routing.status_link import token_for
from tests.web.conftest import Browser, reported
from tests.world import World

pytestmark = pytest.mark.django_db
ERIN = "+12125550143"


@pytest.fixture
def erins(night: World, switch_down: Incident) -> Incident:
    """Erin of the same client reports the same outage in other words."""
    incident = reported(night, "All screens are blank", "P1")
    Incident.objects.filter(pk=incident.pk).update(contact_name="Erin Gold", contact_phone=ERIN)
    return Incident.objects.get(pk=incident.pk)


def test_it_says_what_it_does_and_offers_what_may_be_meant(
    bob: Browser, night: World, erins: Incident
) -> None:
    other = reported(night, "Printer jams", "P1", client="contoso")

    seen = bob.opens(f"/incidents/{erins.number}/merge/")

    assert "Nobody is called for it any more; whoever was called is told by text." in seen
    assert "HP-1001 P1 Core switch down (Calling people)" in seen
    assert other.summary not in seen


@pytest.mark.parametrize("said", [{"into": "1001"}, {"number": "hp-1001"}, {"number": "1001"}])
def test_merging_leads_to_the_one_that_goes_on(
    bob: Browser, switch_down: Incident, erins: Incident, said
) -> None:
    seen = bob.sends(f"/incidents/{erins.number}/merge/", **said)
    merged = bob.opens(f"/incidents/{erins.number}/")

    assert "HP-1002 is part of HP-1001 now." in seen
    assert (
        "Also in this one HP-1002 All screens are blank Erin Gold +1 212 555 0143: answer in 29 min" in seen
    )
    assert "Part of HP-1001, which goes on" in merged
    assert "Answer the client in 29 min" in merged
    assert "I take it" not in merged
    assert "Part of HP-1001" in bob.opens("/incidents/?status=resolved")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Say which incident it is the same as."),
        ({"number": "HP-9999"}, "There is no incident HP-9999."),
        ({"number": "EL-1001"}, "There is no incident EL-1001."),
        ({"number": "99999999999999999999"}, "There is no incident 99999999999999999999."),
        ({"number": "a\x00b"}, "Null characters are not allowed."),
        ({"number": "1002"}, "This is the same incident."),
        ({"number": "1001", "into": "1001"}, "not both"),
        ({"into": "77"}, "77 is not one of the available choices"),
    ],
)
def test_what_can_not_be_is_said_and_changes_nothing(bob: Browser, erins: Incident, said, words) -> None:
    seen = bob.sends(f"/incidents/{erins.number}/merge/", **said)

    assert seen.status == 422
    assert words in seen
    assert Incident.objects.get(pk=erins.pk).status == "triggered"


def test_each_reporters_page_shows_the_state_of_the_one_that_goes_on(
    bob: Browser, stranger: Browser, night: World, switch_down: Incident, erins: Incident
) -> None:
    page = f"/t/{erins.reference}/{token_for(erins)}/"
    bob.sends(f"/incidents/{erins.number}/merge/", into="1001")

    calling = stranger.opens(page)
    respond.acknowledge(
        incident_id=switch_down.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )
    respond.responded(
        incident_id=switch_down.pk, how="called", by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )
    taken = stranger.opens(page)
    respond.resolve(
        incident_id=switch_down.pk, reason="x", by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )
    solved = stranger.opens(page)

    assert "We have it. Reference HP-1002." in calling
    assert (
        "We are calling the technician on duty. A person will phone +1 212 555 0143 by 02:44 EST." in calling
    )
    assert "Bob has it. A person will phone +1 212 555 0143 by 02:44 EST." in taken
    assert "Solved. Reference HP-1002." in solved
    assert "Core switch down" not in calling.words + taken.words + solved.words
