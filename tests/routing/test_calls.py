"""A page's call: what it says when it is answered, and what a key in it does (promises 8 and 14)."""

from accounts.audit import Actor
from delivery.actions.cancel import hang_up
from delivery.models import Attempt
from routing.actions import respond
from routing.models import Page, Reply
from tests.night import Call, Night
from tests.world import PHONES


def ringing(night: Night, **fields: object) -> Call:
    """Alice's phone rings with the page."""
    night.alert(**fields)
    night.phone("alice").received("Core switch down")
    night.clock.forward(seconds=30)
    return night.phone("alice").rang()


def test_it_says_who_the_keys_and_the_matter_three_times(night: Night) -> None:
    said = ringing(night).picked_up().said

    assert (
        said.count("Harbor Pine on-call page for Alice. Press 1 to take it, 2 to pass it on, 3 to hear more.")
        == 3
    )
    assert said.count("Priority one. Northwind Dental. Core switch down.") == 3
    assert said.count("<Gather") == 3
    assert night.incident().status == "triggered"  # answered is not taken


def test_1_takes_it_and_the_rest_comes_by_text(night: Night) -> None:
    call = ringing(night).picked_up()

    said = call.presses("1")

    assert "You have it." in said
    assert night.incident().taken_by == night.world.alice
    night.phone("alice").received("You have it: Northwind Dental.", "4 = help, 5 = done.")
    assert Page.objects.get(channel="voice", status="acknowledged").message.attempts.get() == call.attempt


def test_the_same_key_delivered_again_has_one_effect(night: Night) -> None:
    call = ringing(night).picked_up()
    call.presses("1", turn=1)

    said = call.presses("1", turn=1)

    assert "You have it." in said
    assert Reply.objects.count() == 1
    night.phone("alice").received("You have it")


def test_a_prompt_that_was_never_spoken_takes_no_key(night: Night) -> None:
    call = ringing(night).picked_up()

    call.presses("1", turn=10**200)

    assert night.incident().status == "triggered"
    assert not Reply.objects.exists()


def test_2_passes_it_on_at_once(night: Night) -> None:
    said = ringing(night).picked_up().presses("2")

    assert "Passed on. Bob is being called now." in said
    night.phone("bob").received("Core switch down")


def test_3_says_more_and_asks_again(night: Night) -> None:
    runbook = night.world.northwind.runbooks.create(organization=night.world.organization, title="Network")
    runbook.steps.create(position=1, text="Check the UPS.")
    call = ringing(night, details={"port": "Gi1/0/24"}).picked_up()

    said = call.presses("3")
    assert "port: Gi1/0/24. First: Check the UPS." in said
    assert "You have it. First: Check the UPS. Thank you." in call.presses("1")
    night.phone("alice").received("You have it")


def test_another_key_means_nothing_and_asks_again_but_not_for_ever(night: Night) -> None:
    call = ringing(night).picked_up()

    answers = [call.presses(key) for key in ("9", "0", "7", "*", "8", "9")]

    assert all("That key means nothing here." in said for said in answers[:5])
    assert "Good bye." in answers[5]
    assert night.incident().status == "triggered"


def test_a_machine_hears_one_neutral_sentence_and_presses_nothing(night: Night) -> None:
    call = ringing(night).picked_up(by="machine_start")

    assert "Harbor Pine IT has an on-call page for you." in call.said
    assert "Northwind" not in call.said
    assert "<Gather" not in call.said
    assert night.incident().status == "triggered"


def test_a_call_answered_after_somebody_took_it_says_who_has_it(night: Night) -> None:
    call = ringing(night)
    respond.acknowledge(
        incident_id=night.incident().pk, by=night.world.bob, actor=Actor.system(), now=night.clock.now
    )

    said = call.picked_up().said

    assert "Bob has it already. Nothing to do." in said
    assert "<Gather" not in said


def test_a_ringing_phone_is_hung_up_when_somebody_takes_it(night: Night) -> None:
    """Without a broker it rings on and says who has it; with one a worker hangs it up."""
    call = ringing(night)
    night.clock.forward(seconds=2)

    respond.acknowledge(
        incident_id=night.incident().pk, by=night.world.bob, actor=Actor.system(), now=night.clock.now
    )
    hang_up(call.attempt.message_id)

    assert night.wire.hung_up == [call.sent.sid]


def test_two_who_press_1_together_are_told_who_was_first(night: Night) -> None:
    call = ringing(night).picked_up()
    respond.acknowledge(
        incident_id=night.incident().pk, by=night.world.bob, actor=Actor.system(), now=night.clock.now
    )

    said = call.presses("1")

    assert "Bob has Northwind Dental since" in said
    assert night.incident().taken_by == night.world.bob


def test_a_private_clients_name_is_said_only_after_a_key(night: Night) -> None:
    night.world.northwind.names_hidden_in_calls = True
    night.world.northwind.save()
    call = ringing(night).picked_up()

    assert "Northwind" not in call.said
    assert "Core switch" not in call.said
    assert "Northwind Dental. Core switch down." in call.presses("3")


def test_markup_in_a_title_is_spoken_as_text(night: Night) -> None:
    night.alert("</Say><Dial>+19005550100</Dial>")
    night.phone("alice").received("+19005550100")
    night.clock.forward(seconds=30)

    said = night.phone("alice").rang().picked_up().said

    assert "<Dial>" not in said
    assert "&lt;/Say&gt;&lt;Dial&gt;" in said


def test_a_key_is_heard_by_the_wire_so_that_the_call_does_not_count_as_silent(night: Night) -> None:
    call = ringing(night).picked_up()
    call.presses("3")
    call.hangs_up()

    attempt = Attempt.objects.get(
        message__address=PHONES["alice"], message__channel="voice", status="completed"
    )
    assert attempt.heard_at is not None
    assert attempt.message.reason == "answered"
    night.alert("CL-DC01 offline", client="contoso-legal")
    night.phone("alice").received("CL-DC01 offline")
    assert night.phone("bob").is_quiet
