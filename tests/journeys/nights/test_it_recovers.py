"""The source says that it is over: whoever was woken is told, nobody else."""

from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Source


def test_whoever_was_woken_is_told_that_it_is_over(alert: Source, phone: Phones) -> None:
    switch = alert("Core switch down", dedup_key="switch")
    phone("alice").received("Core switch down")

    again = alert("Core switch up", dedup_key="switch", event_action="resolve")

    phone("alice").received("Recovered by itself at 02:14 EST", "Core switch down", "Nothing to do")
    assert again.number == switch.number
    assert {page["status"] for page in switch.becomes("resolved").row()["pages"]} == {"canceled"}


def test_a_class_that_often_clears_by_itself_wakes_nobody_when_it_does(
    alert: Source, phone: Phones, clock: Clock
) -> None:
    router = alert("Router offline", dedup_key="router", **{"class": "offline"}).becomes("held")
    clock.at(minutes=2)

    alert("Router online", dedup_key="router", event_action="resolve")

    router.becomes("resolved")
    clock.at(minutes=4)
    assert router.row()["pages"] == []


def test_it_is_paged_when_it_does_not_clear(alert: Source, phone: Phones, clock: Clock) -> None:
    alert("Router offline", dedup_key="router", **{"class": "offline"}).becomes("held")

    clock.at(minutes=3)

    phone("alice").received("Router offline")


def test_the_same_key_again_wakes_nobody_twice(alert: Source, phone: Phones) -> None:
    first = alert("Core switch down", dedup_key="switch")
    phone("alice").received("Core switch down")

    second = alert("Core switch down", dedup_key="switch")

    assert second.number == first.number
