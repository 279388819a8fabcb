"""Alice is primary. She is paged by text at once, by call half a minute later, and takes it by either."""

from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Source


def test_alice_takes_it_by_text(alert: Source, phone: Phones) -> None:
    switch = alert("Core switch down")
    page = phone("alice").received("Harbor Pine P1", "Northwind Dental", "Core switch down", "Reply 1 to take it")

    phone("alice").replies("1")

    phone("alice").received("You have it: Northwind Dental")
    row = switch.becomes("acknowledged").row()
    assert row["acknowledged_by"] == "alice@harbor-pine.example"
    assert len(page) <= 160
    assert [each["status"] for each in row["pages"]] == ["acknowledged", "canceled", "canceled"]
    assert "Alice has it." in switch.words(row)


def test_alice_takes_it_by_a_key_in_the_call(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.forward(seconds=30)

    phone("alice").rings().answers().hears("on-call page for Alice. Press 1 to take it")
    phone("alice").presses("1").hears("You have it")

    phone("alice").received("You have it: Northwind Dental")
    phone("alice").call_is_over("completed")
    row = switch.becomes("acknowledged").row()
    assert row["acknowledged_by"] == "alice@harbor-pine.example"
    assert [(page["channel"], page["status"]) for page in row["pages"]] == [
        ("sms", "canceled"), ("voice", "acknowledged"), ("voice", "canceled"),
    ]  # fmt: skip
