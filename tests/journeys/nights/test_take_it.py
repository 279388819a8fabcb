"""Alice is primary. She is paged by text at once, by call half a minute later, and takes it by either."""

import re

from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night, Row, Source


def how_pages_ended(row: Row) -> list[tuple[str, str]]:
    return sorted((page["channel"], page["status"]) for page in row["pages"])


def test_alice_takes_it_by_text(alert: Source, phone: Phones) -> None:
    switch = alert("Core switch down")
    page = phone("alice").received(
        "Harbor Pine P1", "Northwind Dental", "Core switch down", "Reply 1 to take it"
    )

    phone("alice").replies("1")

    phone("alice").received("You have it: Northwind Dental")
    row = switch.becomes("acknowledged").row()
    assert row["acknowledged_by"] == "alice@harbor-pine.example"
    assert len(page) <= 160
    assert how_pages_ended(row) == [("sms", "acknowledged"), ("voice", "canceled"), ("voice", "canceled")]
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


def test_whoever_comes_second_is_told_who_has_it(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.forward(minutes=4)
    phone("bob").received("Core switch down")
    phone("bob").replies("1")
    phone("bob").received("You have it")

    phone("alice").replies("1")

    phone("alice").received("Bob has Northwind Dental since 02:18 EST", "Nothing to do, good night")
    assert switch.row()["acknowledged_by"] == "bob@harbor-pine.example"


def test_the_api_answers_who_has_it_to_whoever_comes_second(
    alert: Source, phone: Phones, night: Night
) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    path = f"incidents/{switch.number}/acknowledge/"

    first = night.api.post(path, member="bob@harbor-pine.example")
    second = night.api.post(path, member="carol@harbor-pine.example")

    assert first.status == 200
    assert second.status == 409
    assert "Bob has it" in second.text
    assert switch.row()["acknowledged_by"] == "bob@harbor-pine.example"


def test_two_pages_on_one_phone_need_their_codes(alert: Source, phone: Phones) -> None:
    switch = alert("Core switch down")
    first = phone("alice").received("Core switch down")
    server = alert("CL-DC01 offline", client="contoso-legal")
    second = phone("alice").received("CL-DC01 offline", "is also yours")
    codes = [re.search(r"\((\d+)\)$", first), re.search(r"reply (\d+) to take this one", second)]
    switch_code, server_code = (found.group(1) for found in codes if found)

    phone("alice").replies("1")

    asked = phone("alice").received("Which one?", "Nothing is taken yet")
    assert f"{switch_code} Northwind Dental: Core switch down" in asked
    assert f"{server_code} Contoso Legal: CL-DC01 offline" in asked
    assert (switch.row()["status"], server.row()["status"]) == ("triggered", "triggered")

    phone("alice").replies(server_code)

    phone("alice").received("You have it: Contoso Legal")
    assert server.becomes("acknowledged").row()["acknowledged_by"] == "alice@harbor-pine.example"
    phone("alice").received("Northwind Dental goes to the next person, since you have Contoso Legal")
    phone("bob").received("Core switch down")
    assert switch.says("others are asked first").row()["status"] == "triggered"


def test_pages_that_wait_are_read_in_one_call(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.forward(15)
    ups = alert("UPS on battery")
    phone("alice").received("UPS on battery", "is also yours")
    clock.forward(15)

    call = phone("alice").rings().answers()
    call.hears("Core switch down").presses("1").hears("You have it").hears("Another page").hears(
        "UPS on battery"
    )
    call.presses("1").hears("You have it")

    for told in (switch, ups):
        assert told.becomes("acknowledged").row()["acknowledged_by"] == "alice@harbor-pine.example"
    phone("alice").received("You have it: Northwind Dental")
    phone("alice").received("You have it: Northwind Dental")
