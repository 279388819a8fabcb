"""At 18:00 Carol comes on for Bob: one evening she says that she knows, the next one she does not."""

from datetime import UTC, datetime, timedelta

from accounts.audit import Actor
from oncall.actions.override import add_override
from routing.models import Handoff, HandoffWatch
from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night, Source
from tests.journeys.waiting import until

SIX = datetime(2026, 3, 3, 23, tzinfo=UTC)  # Tuesday in New York
MORNING = datetime(2026, 3, 4, 13, tzinfo=UTC)


def carol_comes_on_at_six(night: Night, clock: Clock) -> None:
    """It is 17:45, and whoever looks at the schedules has seen it."""
    clock.until(SIX - timedelta(minutes=15))
    world = night.world
    add_override(
        schedule=world.backup, kind="replace", subject=world.bob, stand_in=world.carol, start_at=SIX, end_at=MORNING,
        actor=Actor.member(world.carol), now=clock.now(),
    )  # fmt: skip
    HandoffWatch.objects.filter(organization=world.organization).update(due_at=clock.now())
    until(
        lambda: Handoff.objects.filter(member=world.carol).exists(), "somebody has seen that Carol comes on"
    )


def test_carol_reads_what_is_open_says_1_and_nobody_is_worried(
    night: Night, alert: Source, phone: Phones, clock: Clock
) -> None:
    carol_comes_on_at_six(night, clock)
    clock.until(SIX - timedelta(minutes=5))  # so that nobody asks Alice at six whether she is still on it
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    phone("alice").replies("1")
    phone("alice").received("You have it: Northwind Dental")

    clock.until(SIX)

    text = phone("carol").received("You are on call now until Wed 4 Mar 08:00 EST, Backup.")
    assert "1 open: P1 Northwind Dental: Core switch down (Alice has it). Reply 1 to confirm." in text
    phone("carol").replies("1")
    phone("carol").received("Thanks, you have it until Wed 4 Mar 08:00 EST.")
    assert switch.row()["acknowledged_by"] == "alice@harbor-pine.example"
    phone("alice").replies("5")
    phone("alice").received("Northwind Dental is closed")
    clock.forward(minutes=16)
    row = Handoff.objects.get(member=night.world.carol)
    assert (row.confirmed_how, row.due_at, row.missed_told_at) == ("text", None, None)


def test_without_her_1_bob_and_alice_hear_it_a_quarter_of_an_hour_later(
    night: Night, phone: Phones, clock: Clock
) -> None:
    carol_comes_on_at_six(night, clock)
    clock.until(SIX)
    phone("carol").received("You are on call now", "Nothing is open. Reply 1 to confirm.")

    clock.forward(minutes=15, seconds=1)

    phone("bob").received("Carol has not confirmed the shift that began 18:00 EST", "you may still be asked")
    phone("alice").received("Carol has not confirmed", "Carol stays on call")
    night.mail.received("alice@harbor-pine.example", "Carol has not confirmed")
    rows = night.api.get("on-call/")
    assert "carol@harbor-pine.example" in str(rows), "she is on call all the same"
