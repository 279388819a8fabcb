"""Junior Dave is on call for clients without a runbook: whoever is far enough comes along."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership
from delivery.models import ContactMethod
from oncall.models import FallbackEntry, Participant, Shadow, TimeOff
from routing.coming import coming
from routing.forecast import would_page
from routing.holes import find_holes
from sla.models import Client, Runbook
from tests.night import Night
from tests.world import World


@pytest.fixture
def dave_first(night: Night) -> World:
    """Dave is a junior and has the first turn; everybody else is a senior. It is 02:14."""
    world = night.world
    Participant.objects.filter(version__layer__schedule=world.primary).update(member=world.dave)
    set_level(world.dave, "junior")
    return world


def set_level(member: Membership, level: str) -> None:
    Membership.objects.filter(pk=member.pk).update(level=level)


def runbook(world: World, client: Client | None) -> None:
    Runbook.objects.create(organization=world.organization, client=client, title="Switches", service_line="")


def test_a_junior_is_paged_together_with_the_backup_and_both_read_of_the_other(
    night: Night, dave_first: World
) -> None:
    night.alert()

    night.phone("dave").received("Core switch down", "Bob is paged with you.", "Reply 1 to take it")
    night.phone("bob").received("Core switch down", "Dave (junior) is paged too.", "Reply 1 to take it")
    assert (
        "No runbook says what to do for Northwind Dental: Bob is paged together with Dave (junior)."
        in night.timeline()
    )
    night.phone("dave").replies("1")
    night.phone("dave").received("You have it")
    assert night.incident().taken_by == dave_first.dave
    assert night.phone("alice").is_quiet


def test_the_calls_say_of_the_other_too(night: Night, dave_first: World) -> None:
    night.alert()
    night.phone("dave").received("Core switch down"), night.phone("bob").received("Core switch down")
    night.clock.forward(seconds=30)

    daves, bobs = night.phone("dave").rang().picked_up(), night.phone("bob").rang().picked_up()

    assert daves.said.count("Core switch down. Bob is paged with you.") == 3
    assert bobs.said.count("Core switch down. Dave (junior) is paged too.") == 3


def test_the_next_step_comes_when_it_would_have_come_anyway(night: Night, dave_first: World) -> None:
    night.alert()
    night.phone("dave").received("Core switch down"), night.phone("bob").received("Core switch down")

    night.clock.forward(minutes=4)

    night.phone("dave").rang(), night.phone("dave").rang()
    night.phone("bob").rang(), night.phone("bob").rang()
    night.phone("bob").received("Core switch down")
    assert "Round 1, step 2: Bob." in night.timeline()
    night.phone("bob").replies("1")
    night.phone("bob").received("You have it")


def test_a_junior_who_cannot_be_reached_holds_nobody_up(night: Night, dave_first: World) -> None:
    dave_first.dave.contact_methods.update(verified_at=None)
    set_level(dave_first.bob, "regular")

    night.alert()

    night.phone("alice").received("Core switch down", "Dave (junior) is paged too.")
    night.phone("bob").received("Core switch down")
    assert night.incident().step == 2


def test_where_nobody_on_call_is_far_enough_the_owner_comes(night: Night, dave_first: World) -> None:
    for member in (dave_first.bob, dave_first.carol):
        set_level(member, "regular")

    night.alert()

    night.phone("dave").received("Alice is paged with you.")
    night.phone("alice").received("Dave (junior) is paged too.")


def test_where_nobody_is_far_enough_the_junior_is_paged_and_the_timeline_says_why_alone(
    night: Night, dave_first: World
) -> None:
    Membership.objects.exclude(pk=dave_first.vera.pk).update(level="junior")

    night.alert()

    night.phone("dave").received("Core switch down", "Reply 1 to take it")
    assert (
        "No runbook says what to do for Northwind Dental: no senior can be reached beside Dave (junior)."
        in night.timeline()
    )


@pytest.mark.parametrize("reason", ["a runbook", "the client's own word", "a senior on turn"])
def test_whoever_may_come_alone_does(night: Night, dave_first: World, reason: str) -> None:
    if reason == "a runbook":
        runbook(dave_first, None)
    elif reason == "a senior on turn":
        set_level(dave_first.dave, "senior")
    else:
        Client.objects.filter(pk=dave_first.northwind.pk).update(least_level="junior")

    night.alert()

    text = night.phone("dave").received("Core switch down")
    assert "paged" not in text
    assert night.phone("bob").is_quiet


def test_a_client_may_want_a_regular_whatever_its_runbook_says(night: Night, dave_first: World) -> None:
    runbook(dave_first, dave_first.northwind)
    Client.objects.filter(pk=dave_first.northwind.pk).update(least_level="regular")
    set_level(dave_first.bob, "regular")

    night.alert()

    night.phone("dave").received("Bob is paged with you.")
    night.phone("bob").received("Dave (junior) is paged too.")
    assert "Northwind Dental wants a regular: Bob is paged together with Dave (junior)." in night.timeline()


def test_the_forecast_says_the_same_as_the_night(night: Night, dave_first: World) -> None:
    found = would_page(
        organization=dave_first.organization, client=dave_first.northwind, service_line="monitoring", priority="P1",
        at=night.clock.now,
    )  # fmt: skip
    assert [(str(one.member), one.step) for one in found if one.round == 1 and one.offset_seconds == 0] == [
        ("Dave", 1), ("Bob", 1),
    ]  # fmt: skip
    night.alert()
    night.phone("dave").received("Core switch down"), night.phone("bob").received("Core switch down")
    later = coming(night.incident(), now=night.clock.now)
    rings = [str(way.member) for each in later for way in each.ways if each.what == "ring"]
    assert set(rings) == {"Dave", "Bob"}


def test_a_fallback_of_juniors_is_forecast_with_the_owner(night: Night, dave_first: World) -> None:
    night.world.policy.steps.all().delete()
    FallbackEntry.objects.all().delete()
    FallbackEntry.objects.create(organization=dave_first.organization, member=dave_first.dave, position=1)
    set_level(dave_first.bob, "regular")

    found = would_page(
        organization=dave_first.organization, client=dave_first.northwind, service_line="monitoring", priority="P1",
        at=night.clock.now,
    )  # fmt: skip

    assert {str(one.member) for one in found} == {"Dave", "Alice"}
    night.alert(severity="error")
    night.phone("dave").received("Alice is paged with you."), night.phone("alice").received("Dave (junior)")
    again = next(each for each in coming(night.incident(), now=night.clock.now) if each.what == "fallback")
    assert [str(way.member) for way in again.ways] == ["Dave", "Alice"]


@pytest.mark.parametrize(("model", "field"), [(Membership, "level"), (Client, "least_level")])
def test_a_level_nobody_knows_is_refused_by_the_database(night: Night, model: type, field: str) -> None:
    with pytest.raises(IntegrityError, match="level_is_known"), transaction.atomic():
        model.objects.update(**{field: "expert"})


def test_a_shadow_reads_along_and_is_never_rung_nor_relied_on(night: Night) -> None:
    world = night.world
    Shadow.objects.create(schedule=world.primary, member=world.dave)
    before = find_holes(world.organization, since=night.clock.now, until=night.clock.now + timedelta(days=7))

    night.alert()
    night.phone("alice").received("Core switch down")
    text = night.phone("dave").received("Core switch down", "To follow along: Alice is paged, you are not.")
    night.clock.forward(minutes=4)

    assert "Reply" not in text
    assert "Dave follows along by text." in night.timeline()
    night.phone("alice").rang(), night.phone("alice").rang()
    night.phone("bob").received("Core switch down")
    assert night.phone("dave").is_quiet
    assert not night.incident().pages.filter(member=world.dave).exists()
    ContactMethod.objects.filter(member__in=[world.alice, world.bob, world.carol]).update(verified_at=None)
    after = find_holes(world.organization, since=night.clock.now, until=night.clock.now + timedelta(days=7))
    assert not before.holes
    assert after.holes


def test_a_shadow_who_is_away_or_is_paged_anyway_gets_no_copy(night: Night) -> None:
    world = night.world
    for member in (world.dave, world.alice):
        Shadow.objects.create(schedule=world.primary, member=member)
    now = night.clock.now
    TimeOff.objects.create(
        organization=world.organization, member=world.dave, start_at=now, end_at=now + timedelta(days=1)
    )

    night.alert()

    night.phone("alice").received("Core switch down", "Reply 1 to take it")
    assert night.phone("alice").is_quiet
    assert night.phone("dave").is_quiet
