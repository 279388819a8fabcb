"""Keeping and forgetting: each kind of row goes when its time is over, and not a day before."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent
from routing.actions.forget import forget_everywhere
from routing.models import Decision, Handling, InboundEvent, Incident, TimelineEntry
from tests.night import Night


def test_raw_events_go_after_thirty_days_and_what_they_became_stays(night: Night) -> None:
    night.rest_is_noise = True
    night.alert()

    forget_everywhere(now=night.clock.now + timedelta(days=30) - timedelta(seconds=1))
    assert InboundEvent.objects.count() == 1

    told = forget_everywhere(now=night.clock.now + timedelta(days=30, seconds=1))

    assert told["raw events"] == 1
    assert not InboundEvent.objects.exists()
    assert Incident.objects.exists()
    assert TimelineEntry.objects.exists()


def test_an_event_nobody_handled_is_never_forgotten(night: Night) -> None:
    night.rest_is_noise = True
    handling = night.alert()
    Handling.objects.filter(pk=handling.pk).update(due_at=night.clock.now)

    forget_everywhere(now=night.clock.now + timedelta(days=400))

    assert InboundEvent.objects.exists()


def test_timelines_and_decisions_go_after_thirteen_months_and_the_audit_after_seven_years(
    night: Night,
) -> None:
    night.rest_is_noise = True
    night.alert()
    night.phone("alice").replies("1")

    forget_everywhere(now=night.clock.now + timedelta(days=390))
    assert Decision.objects.exists()

    forget_everywhere(now=night.clock.now + timedelta(days=397))
    assert not Decision.objects.exists()
    assert not TimelineEntry.objects.exists()
    assert AuditEvent.objects.exists()

    forget_everywhere(now=night.clock.now + timedelta(days=7 * 366 + 60))
    assert not AuditEvent.objects.filter(verb="incident.acknowledged").exists()


def test_more_than_fits_in_one_go_is_forgotten_too(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.rest_is_noise = True
    night.alert()
    lines = TimelineEntry.objects.count()
    assert lines > 3
    monkeypatch.setattr("routing.actions.forget.AT_ONCE", 3)

    told = forget_everywhere(now=night.clock.now + timedelta(days=500))

    assert told["timeline"] == lines
    assert not TimelineEntry.objects.exists()
