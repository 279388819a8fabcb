"""Alice does not take it, in every way in which one can't: each time somebody else is asked, at the right moment."""

from delivery.models import ContactMethod
from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night, Source


def test_silence_gets_a_second_ring_and_then_the_backup(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")

    clock.at(seconds=30)
    phone("alice").rings().lets_it_ring()
    clock.at(minutes=2)
    phone("alice").rings().lets_it_ring()
    clock.at(minutes=4)

    phone("bob").received("Core switch down")
    phone("bob").replies("1")
    phone("bob").received("You have it: Northwind Dental")
    row = switch.becomes("acknowledged").row()
    assert row["acknowledged_by"] == "bob@harbor-pine.example"
    assert [page["reason"] for page in switch.pages("alice") if page["channel"] == "voice"] == [
        "no_answer"
    ] * 2


def test_she_passes_it_on_by_text(alert: Source, phone: Phones) -> None:
    switch = alert("Core switch down")
    phone("alice").received("2 to pass on")

    phone("alice").replies("2")

    phone("alice").received("Passed on: Northwind Dental. Bob is being called now.")
    phone("bob").received("Core switch down")
    assert switch.row()["status"] == "triggered"
    assert switch.pages("alice")[0]["status"] == "rejected"


def test_she_passes_it_on_by_a_key_in_the_call(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.at(seconds=30)

    phone("alice").rings().answers().presses("2").hears("Passed on. Bob is being called now.")

    phone("bob").received("Core switch down")
    phone("alice").call_is_over("completed")
    assert switch.row()["status"] == "triggered"


def test_a_voicemail_is_no_person(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.at(seconds=30)

    phone("alice").rings().voicemail()

    switch.says("Call to Alice:")
    assert switch.row()["status"] == "triggered"
    clock.at(minutes=2)
    phone("alice").rings().lets_it_ring()
    clock.at(minutes=4)
    phone("bob").received("Core switch down")
    assert switch.row()["acknowledged_by"] is None


def test_a_machine_that_picks_up_at_once_is_a_dead_end(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.at(seconds=30)

    phone("alice").rings().is_a_machine_at_once()

    phone("alice").rings().is_a_machine_at_once()
    switch.says("Call to Alice: picked up at once without a key: a machine.")
    assert switch.row()["acknowledged_by"] is None


def test_busy_waits_for_the_second_ring(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.at(seconds=30)

    phone("alice").rings().is_busy()

    switch.says("Call to Alice: busy or declined.")
    assert len(phone("alice").calls()) == 1
    clock.at(minutes=2)
    phone("alice").rings().answers().presses("1").hears("You have it")
    phone("alice").received("You have it")


def test_nobody_with_a_verified_phone_is_waited_for(alert: Source, phone: Phones, night: Night) -> None:
    ContactMethod.objects.filter(member=night.world.alice).update(verified_at=None)

    switch = alert("Core switch down")

    phone("bob").received("Core switch down")
    switch.says("Alice cannot be paged: no verified phone with a channel that works.")
    assert switch.pages("alice")[0]["reason"] == "no_number"


def test_a_text_that_does_not_arrive_pulls_the_call(alert: Source, phone: Phones) -> None:
    phone("alice").behaves(text="off")

    switch = alert("Core switch down")

    phone("alice").rings().answers().presses("1").hears("You have it")
    assert switch.becomes("acknowledged").pages("alice")[0]["reason"] == "phone_off"


def test_every_way_dead_is_the_next_persons_turn(alert: Source, phone: Phones) -> None:
    phone("alice").behaves(text="off")
    alert("Core switch down")

    for _ in ("the first call", "the second, pulled forward"):
        phone("alice").rings().is_a_machine_at_once()

    phone("bob").received("Core switch down")


def test_whoever_texted_stop_is_called(alert: Source, phone: Phones, night: Night) -> None:
    phone("alice").replies("STOP")
    phone("alice").received("You have successfully been unsubscribed")
    mail = night.mail.received("carol@harbor-pine.example", "Alice texted STOP")

    switch = alert("Core switch down")

    phone("alice").rings().answers().presses("1").hears("You have it")
    switch.becomes("acknowledged")
    assert "Pages go by call" in mail.get_payload()
    phone("alice").replies("START")
    phone("alice").received("You have successfully been re-subscribed")
    alert("CL-DC01 offline")  # of the same client: who has its P1 is not busy for it
    phone("alice").received("CL-DC01 offline")


def test_paging_never_ends_in_silence(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")

    for name in ("alice", "bob", "alice", "bob"):
        phone(name).received("Core switch down", "2 to pass on")
        clock.forward(minutes=4)
    for name in ("alice", "carol"):
        phone(name).received("Nobody else is left", "6 to leave it until 08:00 EST")
    clock.forward(minutes=10)
    for name in ("alice", "bob", "carol", "dave"):
        phone(name).received("Nobody else is left")

    phone("dave").replies("1")
    phone("dave").received("You have it")
    assert switch.becomes("acknowledged").row()["acknowledged_by"] == "dave@harbor-pine.example"


def test_the_last_one_may_leave_it_until_the_desk_opens(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    phone("alice").replies("6")
    phone("alice").received("6 is for the last person", "Nothing is changed")
    clock.forward(minutes=4)
    for name in ("bob", "alice", "bob"):
        phone(name).received("Core switch down", "2 to pass on")
        clock.forward(minutes=4)
    for name in ("alice", "carol"):
        phone(name).received("Nobody else is left", "6 to leave it until 08:00 EST")

    phone("carol").replies("6")

    phone("carol").received("Northwind Dental is left until Tue 08:00 EST")
    assert switch.becomes("queued").row()["due_at"] == "2026-03-03T13:00:00Z"
