"""Somebody edits the rota or the policy while an incident is being paged: the policy is kept, who is on call is looked up."""

from accounts.audit import Actor
from accounts.models import Membership
from oncall.actions.override import add_override
from oncall.models import EscalationPolicy, EscalationStep, Override
from sla.models import Client
from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night, Source


def test_the_policy_of_an_incident_is_frozen(
    alert: Source, phone: Phones, clock: Clock, night: Night
) -> None:
    alert("Core switch down")
    phone("alice").received("Core switch down")

    EscalationStep.objects.filter(policy=night.world.policy).update(wait_seconds=36_000)
    EscalationPolicy.objects.filter(pk=night.world.policy.pk).update(archived_at=clock.now())

    clock.forward(minutes=4)
    phone("bob").received("Core switch down")


def test_who_is_on_call_is_looked_up_at_each_step(
    alert: Source, phone: Phones, clock: Clock, night: Night
) -> None:
    alert("Core switch down")
    phone("alice").received("Core switch down")

    swap_bob_for_dave(night)

    clock.forward(minutes=4)
    phone("dave").received("Core switch down")


def swap_bob_for_dave(night: Night) -> Override:
    now = night.clock.now()
    return add_override(
        schedule=night.world.backup, kind="replace", subject=night.world.bob, stand_in=night.world.dave, people=[],
        start_at=now, end_at=now.replace(hour=now.hour + 8), reason="Bob is ill", actor=Actor.system(), now=now,
    )  # fmt: skip


def test_whoever_left_is_not_waited_for(alert: Source, phone: Phones, clock: Clock, night: Night) -> None:
    alert("Core switch down")
    phone("alice").received("Core switch down")

    Membership.objects.filter(pk=night.world.bob.pk).update(archived_at=clock.now())

    clock.forward(minutes=4)
    phone("alice").received("Core switch down", "2 to pass on")  # the second round, at once


def test_a_client_archived_meanwhile_is_still_helped(
    alert: Source, phone: Phones, clock: Clock, night: Night
) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")

    Client.objects.filter(pk=night.world.northwind.pk).update(archived_at=clock.now())

    clock.forward(minutes=4)
    phone("bob").received("Northwind Dental", "Core switch down")
    phone("bob").replies("1")
    phone("bob").received("You have it: Northwind Dental")
    switch.becomes("acknowledged")


def test_a_shift_that_ends_meanwhile_leaves_the_page_with_whoever_was_paged(
    alert: Source, phone: Phones, clock: Clock, night: Night
) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.forward(minutes=4)
    phone("bob").received("Core switch down")

    swap_bob_for_dave(night)
    phone("bob").replies("1")

    phone("bob").received("You have it")
    assert switch.becomes("acknowledged").row()["acknowledged_by"] == "bob@harbor-pine.example"
