"""Two people, or a person and the engine, act in the same moment: one of them wins, and everybody hears the same."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from delivery.models import Attempt
from routing.models import Incident
from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night, Source


def together(*acts: Callable[[], object]) -> list[object]:
    """All of them at once; what they return, in their order."""
    with ThreadPoolExecutor(max_workers=len(acts)) as hands:
        return [each.result() for each in [hands.submit(act) for act in acts]]


def test_primary_and_backup_reply_together_and_one_has_it(alert: Source, phone: Phones, clock: Clock) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.forward(minutes=4)
    phone("bob").received("Core switch down")

    together(lambda: phone("alice").replies("1"), lambda: phone("bob").replies("1"))

    holder = str(switch.becomes("acknowledged").row()["acknowledged_by"]).partition("@")[0]
    other = {"alice": "bob", "bob": "alice"}[holder]
    phone(holder).received("You have it: Northwind Dental")
    phone(other).received(f"{holder.title()} has Northwind Dental since 02:18 EST")
    lines = switch.words().splitlines()
    assert [lines.count(f"{name.title()} has it.") for name in (holder, other)] == [1, 0]


@pytest.mark.parametrize("number", range(3))
def test_nothing_leaves_after_somebody_has_it_however_close_it_was(
    number: int, alert: Source, phone: Phones, clock: Clock, night: Night
) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    path = f"incidents/{switch.number}"
    clock.forward(minutes=4)

    answers = together(
        lambda: night.api.post(f"{path}/acknowledge/", member="carol@harbor-pine.example").status,
        lambda: night.api.post(f"{path}/escalate/").status,
    )

    assert answers in ([200, 200], [200, 409])
    night.api.post(f"{path}/acknowledge/", member="carol@harbor-pine.example")
    incident = Incident.objects.get()
    assert incident.status == "acknowledged"
    assert not incident.pages.filter(ended_at=None).exists()
    night.quiet()
    moment_later = incident.taken_at + timedelta(seconds=1)
    assert not Attempt.objects.filter(message__purpose="page", started_at__gt=moment_later).exists()
    for name in ("alice", "bob"):
        phone(name).told_of_everything()
