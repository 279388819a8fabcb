"""Taken is not forgotten: whoever has it is asked whether they are awake, by text, by call, and then passed over."""

from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Source, Told


def taken_by_alice(alert: Source, phone: Phones) -> Told:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    phone("alice").replies("1")
    phone("alice").received("You have it", "We ask again at 02:29 EST")
    return switch.becomes("acknowledged")


def test_whoever_falls_asleep_is_passed_over(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = taken_by_alice(alert, phone)

    clock.forward(minutes=15)
    phone("alice").received("Still on Northwind Dental? Reply 1 if yes")
    clock.forward(minutes=3)
    phone("alice").rings().lets_it_ring()
    clock.forward(minutes=3)

    phone("bob").received("Core switch down")
    phone("alice").received("No sign of life from you on Northwind Dental")
    row = switch.becomes("triggered").row()
    assert row["acknowledged_by"] is None
    assert "No sign of life from Alice: the next person is paged." in switch.words(row)


def test_a_reply_is_a_sign_of_life(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = taken_by_alice(alert, phone)
    clock.forward(minutes=15)
    phone("alice").received("Still on Northwind Dental?")

    phone("alice").replies("1")

    phone("alice").received("Good: Northwind Dental stays with you. We ask again at 03:29 EST")
    assert switch.row()["acknowledged_by"] == "alice@harbor-pine.example"


def test_a_key_in_the_call_is_a_sign_of_life(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = taken_by_alice(alert, phone)
    clock.forward(minutes=15)
    phone("alice").received("Still on Northwind Dental?")
    clock.forward(minutes=3)

    phone("alice").rings().answers().hears("Are you still on Northwind Dental?")
    phone("alice").presses("1").hears("Good. It stays with you.")

    assert switch.row()["status"] == "acknowledged"
