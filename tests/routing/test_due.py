"""What is due is marked in one bounded, fair statement per table."""

import json
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from delivery.models import Message
from routing.due import SOURCES, mark_due
from routing.models import Handling, InboundEvent, Integration
from tests.night import Night
from tests.world import NIGHT, Elsewhere

pytestmark = pytest.mark.django_db
EVENTS = next(source for source in SOURCES if source.name == "events")


def stored(integration: Integration, raw: bytes, *, times: int = 1) -> list[InboundEvent]:
    """Events as the webhook stores them, many at once."""
    events = InboundEvent.objects.bulk_create(
        InboundEvent(
            organization=integration.organization, integration=integration, received_at=NIGHT, decided_at=NIGHT,
            method="POST", raw=raw.replace(b"#", str(n).encode()), raw_sha256=f"{n:064x}",
        )
        for n in range(times)
    )  # fmt: skip
    Handling.objects.bulk_create(
        Handling(event=event, organization=integration.organization, due_at=NIGHT) for event in events
    )
    return events


ALERT = json.dumps(
    {"summary": "Server # down", "severity": "critical", "client": "northwind-dental"}
).encode()


def test_three_hundred_rows_of_one_firm_do_not_hide_anothers(night: Night, other: Elsewhere) -> None:
    theirs = Integration.objects.create(
        organization=other.organization, name="RMM", kind="generic", key_hash="1" * 64, created_at=NIGHT
    )
    stored(night.integration(), ALERT, times=300)
    [late] = stored(theirs, ALERT)
    Handling.objects.filter(event=late).update(due_at=NIGHT + timedelta(seconds=1))

    marked = mark_due(EVENTS, now=NIGHT + timedelta(seconds=1))

    assert len(marked) == 51
    assert str(late.pk) in {row.key for row in marked}


def test_marked_rows_rest_so_that_the_next_look_sees_others(night: Night) -> None:
    stored(night.integration(), ALERT, times=120)

    looks = [{row.key for row in mark_due(EVENTS, now=NIGHT)} for _ in range(3)]

    assert [len(look) for look in looks] == [50, 50, 20]
    assert len(set.union(*looks)) == 120


def test_the_most_urgent_message_is_marked_first(night: Night) -> None:
    night.rest_is_noise = True
    night.alert("Fan loud", severity="error")
    night.alert("Core switch down", severity="critical")
    night.clock.now += timedelta(minutes=10)
    Message.objects.update(nudged_at=None)

    messages = next(source for source in SOURCES if source.name == "messages")
    order = [Message.objects.get(pk=row.key).priority for row in mark_due(messages, now=night.clock.now)]

    assert set(order) == {1, 2}


def test_a_database_whose_clock_steps_back_does_not_forget_what_it_marked_before(night: Night) -> None:
    stored(night.integration(), ALERT)
    mark_due(EVENTS, now=NIGHT)

    Handling.objects.update(nudged_at=Now() + timedelta(hours=1))

    assert len(mark_due(EVENTS, now=NIGHT)) == 1
    assert not mark_due(EVENTS, now=NIGHT)
