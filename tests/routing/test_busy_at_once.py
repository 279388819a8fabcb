"""Taking a P1 in the same moment as another client's incident moves: real threads; nobody waits for the other for ever."""

from functools import partial
from typing import Any

import pytest

from accounts.audit import Actor
from routing.actions import respond
from routing.actions.advance import advance
from routing.actions.make_way import make_way
from routing.models import Incident, Page
from tests.night import Night
from tests.routing.test_at_once import _no_broker, at_once, night

__all__ = ["_no_broker", "night"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)


def two_clients(night: Night) -> tuple[Incident, Incident]:
    night.alert("Core switch down")
    one = night.incident()
    night.alert("CL-DC01 offline", client="contoso-legal")
    return one, night.incident()


def takes(night: Night, incident: Incident, name: str = "alice") -> Any:
    by = getattr(night.world, name)
    return partial(
        respond.acknowledge, incident_id=incident.pk, by=by, actor=Actor.member(by), now=night.clock.now
    )


def asked(incident: Incident, member: Any) -> int:
    return incident.pages.filter(member=member, channel="sms").count()


@pytest.mark.parametrize("n", range(3))
def test_making_way_meets_the_escalation_of_the_same_incident_and_the_next_is_asked_once(
    night: Night, n: int
) -> None:
    one, other = two_clients(night)
    takes(night, one)()
    due_at = night.incident(other.number).due_at
    assert due_at

    done = at_once(
        partial(make_way, incident_id=one.pk, now=due_at),
        partial(make_way, incident_id=one.pk, now=due_at),
        partial(advance, incident_id=other.pk, now=due_at),
    )

    assert not [each for each in done if isinstance(each, Exception)]
    assert asked(other, night.world.bob) == 1
    assert not Page.objects.filter(incident=other, member=night.world.alice, status="queued").exists()
    assert night.incident(other.number).status == "triggered"


@pytest.mark.parametrize("n", range(3))
def test_making_way_meets_somebody_who_takes_the_other_one(night: Night, n: int) -> None:
    one, other = two_clients(night)
    takes(night, one)()

    at_once(takes(night, other, "bob"), partial(make_way, incident_id=one.pk, now=night.clock.now))

    assert night.incident(other.number).taken_by == night.world.bob
    assert not Page.objects.filter(incident=other, ended_at=None).exists()


@pytest.mark.parametrize("n", range(3))
def test_of_two_p1s_taken_at_once_by_one_person_both_are_theirs_and_neither_moves_on(
    night: Night, n: int
) -> None:
    one, other = two_clients(night)

    done = at_once(takes(night, one), takes(night, other))
    at_once(*(partial(make_way, incident_id=each.pk, now=night.clock.now) for each in (one, other)))

    assert not [each for each in done if isinstance(each, Exception)]
    assert {row.taken_by for row in Incident.objects.all()} == {night.world.alice}
    assert not Page.objects.filter(ended_at=None).exists()


def test_without_a_broker_the_sweep_makes_way(night: Night) -> None:
    one, other = two_clients(night)
    takes(night, one)()

    night.do_due()

    assert asked(other, night.world.bob) == 1
    assert night.incident(one.number).makes_way_at is None
