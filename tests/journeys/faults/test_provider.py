"""What a provider answers when it is not well: the page arrives, and a second one only where nobody could know."""

import pytest

from delivery.models import Attempt, Message
from tests.journeys.faults.leases import PATIENCE_SECONDS
from tests.journeys.phones import Phones, Simulator
from tests.journeys.story import Clock, Source
from tests.journeys.waiting import until

NOT_DONE = {
    "429": [False, False],  # it says itself that it did nothing
    **dict.fromkeys(("500", "503", "html502", "html200"), [False, True]),
}
DONE = ("empty201", "drop", "slow")  # an answer without words, a reset, a silence longer than our patience


@pytest.mark.parametrize(("fault", "marked"), NOT_DONE.items())
def test_what_it_did_not_do_is_asked_for_again(
    fault: str, marked: list[bool], alert: Source, phone: Phones, simulator: Simulator, clock: Clock
) -> None:
    simulator.fault("rest", fault)
    alert("Core switch down")
    first_request_is_over()

    clock.forward(seconds=6)

    phone("alice").received("Core switch down")
    assert marks_of_the_text() == marked


@pytest.mark.parametrize("fault", DONE)
def test_what_it_did_without_saying_so_is_not(
    fault: str, alert: Source, phone: Phones, simulator: Simulator, clock: Clock
) -> None:
    simulator.fault("callback", "drop", times=None)
    simulator.fault("rest", fault, seconds=PATIENCE_SECONDS + 0.5)
    alert("Core switch down")
    first_request_is_over()
    phone("alice").received("Core switch down")

    clock.forward(seconds=6)

    assert marks_of_the_text() == [False]


def first_request_is_over() -> None:
    until(lambda: Attempt.objects.exclude(status="sending").exists(), "the first request is over")


def marks_of_the_text() -> list[bool]:
    """Which of its attempts are marked possible duplicate, once it has arrived."""
    text = Message.objects.get(purpose="page", channel="sms")
    until(lambda: Message.objects.get(pk=text.pk).status == "delivered", "the text is delivered")
    return [each.possible_duplicate for each in text.attempts.order_by("number")]


def test_whoever_it_does_not_let_in_any_more_is_told_by_the_other_way(
    alert: Source, phone: Phones, simulator: Simulator
) -> None:
    simulator.fault("rest", "auth")

    switch = alert("Core switch down")

    phone("alice").rings().is_busy()
    assert switch.pages("alice")[0]["status"] == "failed"
