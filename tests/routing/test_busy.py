"""Two clients at once: who has a P1 or P2 comes second for another client, and what rang for them goes on (promise 17)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.audit import Actor
from delivery.models import ContactMethod
from oncall.models import EscalationStep, FallbackEntry, StepTarget
from routing.actions import respond
from routing.actions.make_way import make_way
from routing.coming import coming
from routing.models import Incident, Page
from tests.night import Night
from tests.world import PHONES


def code_of(incident: Incident, name: str = "Alice") -> str:
    return incident.pages.filter(member__user__name=name).latest("id").code


def alice_has(night: Night, severity: str = "critical") -> Incident:
    """Northwind's switch, since 02:14."""
    night.alert("Core switch down", severity=severity)
    night.phone("alice").received("Core switch down")
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it: Northwind Dental")
    return night.incident()


def second(night: Night, summary: str = "CL-DC01 offline", **fields: Any) -> Incident:
    night.alert(summary, client=fields.pop("client", "contoso-legal"), **fields)
    return night.incident()


def asked(incident: Incident) -> list[tuple[int, str]]:
    """(seconds after paging began, who) of every text, in order."""
    assert incident.paging_started_at
    rows = (
        incident.pages.filter(channel="sms", kind=Page.Kind.PAGE)
        .order_by("id")
        .select_related("member__user")
    )
    return [
        (round((page.due_at - incident.paging_started_at).total_seconds()), str(page.member)) for page in rows
    ]


# Busy comes second


@pytest.mark.parametrize("severity", ["critical", "error"])
def test_another_clients_incident_goes_to_the_backup_first_and_then_to_whoever_is_busy(
    night: Night, severity: str
) -> None:
    night.rest_is_noise = True
    first = alice_has(night, severity)

    incident = second(night)
    night.clock.forward(minutes=4, seconds=1)

    assert asked(incident) == [(0, "Bob"), (240, "Alice")]
    assert incident.timeline.filter(
        member=night.world.alice,
        text=f"Alice has {first.reference} of another client: others are asked first, Alice comes with the next step.",
    ).exists()


def test_what_is_foretold_of_another_clients_incident_happens(night: Night) -> None:
    night.rest_is_noise = True
    alice_has(night)
    incident = second(night)
    told = coming(incident, now=night.clock.now)

    night.clock.forward(minutes=17)

    steps = [(each.at, str(way.member)) for each in told if each.what == "step" for way in each.ways]
    assert [name for _, name in steps] == ["Alice", "Bob"]
    texts = incident.pages.filter(channel="sms")
    assert {(at, name) for at, name in steps} <= {(page.due_at, str(page.member)) for page in texts}


def test_the_same_clients_next_incident_goes_to_whoever_knows_the_client(night: Night) -> None:
    night.rest_is_noise = True
    alice_has(night)

    assert asked(second(night, client="northwind-dental")) == [(0, "Alice")]


def test_where_nobody_knows_whose_either_is_it_is_taken_for_anothers(night: Night) -> None:
    night.rest_is_noise = True
    night.alert("Core switch down", client="whoever")
    night.phone("alice").replies("1")

    assert asked(second(night, client="nobody-knows")) == [(0, "Bob")]


@pytest.mark.parametrize("why", ["a P3", "an hour ago", "closed"])
def test_whoever_has_nothing_urgent_is_not_busy(night: Night, why: str) -> None:
    night.rest_is_noise = True
    first = alice_has(night)
    if why == "a P3":
        Incident.objects.filter(pk=first.pk).update(priority="P3")
    if why == "an hour ago":
        Incident.objects.filter(pk=first.pk).update(taken_at=night.clock.now - timedelta(minutes=60))
    if why == "closed":
        night.phone("alice").replies("5")

    assert asked(second(night)) == [(0, "Alice")]


def test_a_sign_of_life_keeps_somebody_busy(night: Night) -> None:
    night.rest_is_noise = True
    first = alice_has(night)
    Incident.objects.filter(pk=first.pk).update(
        taken_at=night.clock.now - timedelta(hours=3), life_seen_at=night.clock.now - timedelta(minutes=59)
    )

    assert asked(second(night)) == [(0, "Bob")]


def test_with_everybody_busy_the_primary_is_asked_at_once(night: Night) -> None:
    night.rest_is_noise = True
    for client, name in (("northwind", "alice"), ("contoso", "bob"), ("fabrikam", "carol")):
        night.reported("It is down", client=client)
        by = getattr(night.world, name)
        respond.acknowledge(
            incident_id=night.incident().pk, by=by, actor=Actor.member(by), now=night.clock.now
        )
        night.do_due()

    incident = second(night, client="nobody-knows")

    assert asked(incident) == [(0, "Alice")]


def test_with_nobody_free_in_the_steps_the_fallback_stands_in_and_the_busy_one_comes_second(
    night: Night,
) -> None:
    """A shop of two: Alice is in every step, Carol behind her."""
    night.rest_is_noise = True
    EscalationStep.objects.filter(policy=night.world.policy, position=2).delete()
    alice_has(night)

    incident = second(night)
    night.clock.forward(minutes=8, seconds=1)

    assert asked(incident)[:3] == [(0, "Carol"), (240, "Alice"), (480, "Alice")]
    assert night.incident(incident.number).fallback_round == 1


def test_of_two_in_a_step_the_free_one_is_asked_and_the_busy_one_comes_with_the_next(night: Night) -> None:
    night.rest_is_noise = True
    first = EscalationStep.objects.get(policy=night.world.policy, position=1)
    StepTarget.objects.create(step=first, member=night.world.dave)
    night.alert()
    by = night.world.alice
    respond.acknowledge(incident_id=night.incident().pk, by=by, actor=Actor.member(by), now=night.clock.now)

    incident = second(night)
    night.clock.forward(minutes=4, seconds=1)

    assert asked(incident) == [(0, "Dave"), (240, "Bob"), (240, "Alice")]


def test_a_backup_who_turns_out_dead_brings_the_busy_one_at_once(night: Night) -> None:
    night.rest_is_noise = True
    alice_has(night)
    night.phone("bob").is_off()

    incident = second(night)
    night.clock.forward(seconds=10)

    assert [name for _, name in asked(incident)] == ["Bob", "Alice"]


# Taking a P1


def both_ring(night: Night, **second_one: Any) -> tuple[Incident, Incident]:
    """Two clients' incidents, both on Alice's phone, unanswered."""
    night.alert("Core switch down")
    night.phone("alice").received("Core switch down")
    one, other = night.incident(), second(night, **second_one)
    night.phone("alice").received(other.summary)
    return one, other


def test_taking_a_p1_moves_what_rings_of_another_client_on_and_tells_the_taker_once(night: Night) -> None:
    one, other = both_ring(night)

    night.phone("alice").replies(code_of(one))

    night.phone("alice").received("You have it: Northwind Dental")
    night.phone("alice").received(
        "Contoso Legal goes to the next person, since you have Northwind Dental. Nothing to do there."
    )
    night.phone("bob").received("CL-DC01 offline")
    night.clock.forward(minutes=3, seconds=50)
    assert night.phone("alice").is_quiet  # no call for the other
    assert f"Alice took {one.reference} (P1) of another client: others are asked first." in [
        each.text for each in other.timeline.all()
    ]
    [night.phone("bob").rang() for _ in range(2)]


def test_several_that_rang_are_told_of_in_one_text(night: Night) -> None:
    night.rest_is_noise = True
    one, _ = both_ring(night)
    second(night, "Ransomware", client="fabrikam", service_line="security")

    night.phone("alice").replies(code_of(one))

    night.phone("alice").received("Contoso Legal and Fabrikam go to the next person")
    moved = Page.objects.filter(member=night.world.alice, reason="made_way").values("incident").distinct()
    assert moved.count() == 2


def test_taking_a_p2_leaves_the_other_where_it_rings(night: Night) -> None:
    night.rest_is_noise = True
    night.alert("Core switch down", severity="error")
    one, other = night.incident(), second(night)

    night.phone("alice").replies(code_of(one))

    assert Page.objects.filter(incident=other, member=night.world.alice, ended_at=None).exists()
    assert not other.pages.filter(member=night.world.bob).exists()


def test_what_rings_of_the_same_client_stays(night: Night) -> None:
    night.rest_is_noise = True
    one, other = both_ring(night, summary="UPS on battery", client="northwind-dental")

    night.phone("alice").replies(code_of(one))

    assert Page.objects.filter(incident=other, member=night.world.alice, ended_at=None).exists()


def test_where_nobody_else_can_be_asked_it_goes_on_ringing(night: Night) -> None:
    night.rest_is_noise = True
    one, other = both_ring(night)
    others = [number for name, number in PHONES.items() if name != "alice"]
    ContactMethod.objects.filter(address__in=others).update(archived_at=night.clock.now)

    night.phone("alice").replies(code_of(one))

    assert Page.objects.filter(incident=other, member=night.world.alice, ended_at=None).exists()
    assert not [sent for sent in night.wire.sent if "goes to the next person" in sent.body]


def test_beside_others_who_are_paged_for_it_only_the_takers_page_ends(night: Night) -> None:
    night.rest_is_noise = True
    first = EscalationStep.objects.get(policy=night.world.policy, position=1)
    StepTarget.objects.create(step=first, member=night.world.dave)
    one, other = both_ring(night)

    night.phone("alice").replies(code_of(one))

    ringing = Page.objects.filter(incident=other, ended_at=None).values_list("member", flat=True)
    assert {*ringing} == {night.world.dave.pk}
    assert not other.pages.filter(member=night.world.bob).exists()


def test_the_fallbacks_other_person_is_asked_where_the_taker_was_in_every_step(night: Night) -> None:
    night.rest_is_noise = True
    EscalationStep.objects.filter(policy=night.world.policy, position=2).delete()
    one, other = both_ring(night)

    night.phone("alice").replies(code_of(one))

    night.phone("carol").received("CL-DC01 offline", "to take it")
    assert night.incident(other.number).fallback_round == 0
    assert FallbackEntry.objects.count() == 2


def test_making_way_twice_changes_nothing(night: Night) -> None:
    night.rest_is_noise = True
    one, other = both_ring(night)
    night.phone("alice").replies(code_of(one))
    pages = Page.objects.count()

    Incident.objects.filter(pk=one.pk).update(makes_way_at=night.clock.now)
    moved = make_way(incident_id=one.pk, now=night.clock.now)

    assert (moved, Page.objects.count()) == ([], pages)
    assert make_way(incident_id=one.pk, now=night.clock.now) == []
