"""Keeping and forgetting: each kind of row goes when its time is over, and not a day before."""

from datetime import datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import AuditEvent, Session, User
from delivery.models import Channel, ContactMethod, Verification
from routing.actions.forget import forget_everywhere
from routing.models import Decision, Handling, InboundEvent, Incident, Reply, TimelineEntry
from sla.models import Agreement, SheetAcceptance, SheetFile, SheetOffer
from tests.night import Night
from tests.written_sheets import sheet_rows


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


def test_replies_go_with_the_timelines_and_one_that_waits_stays(night: Night) -> None:
    night.rest_is_noise = True
    night.alert()
    night.phone("alice").replies("1")
    night.phone("alice").replies("5")
    waiting = Reply.objects.latest("pk")
    Reply.objects.filter(pk=waiting.pk).update(due_at=night.clock.now)

    told = forget_everywhere(now=night.clock.now + timedelta(days=397))

    assert told["replies"] == 1
    assert Reply.objects.get() == waiting


def test_an_expired_login_is_cleared_and_one_that_still_counts_is_not(night: Night) -> None:
    user = User.objects.get(name__startswith="Alice")
    expired, current = (logged_in(user, until=night.clock.now + timedelta(days=days)) for days in (1, 15))
    UserSession.objects.update(created_at=night.clock.now)

    told = forget_everywhere(now=night.clock.now + timedelta(days=2))

    assert told["sessions"] == told["lines of sessions"] == 1
    assert [*Session.objects.values_list("session_key", flat=True)] == [current]
    assert [*UserSession.objects.values_list("session_key", flat=True)] == [current]
    assert expired != current


def logged_in(user: User, *, until: datetime) -> str:
    """A session of this user, with its line in "where I am logged in"; its key."""
    browser = Client()
    browser.force_login(user)
    key = browser.session.session_key
    Session.objects.filter(session_key=key).update(expire_date=until)
    UserSession.objects.get_or_create(
        session_key=key, defaults={"user": user, "ip": "127.0.0.1", "user_agent": ""}
    )
    return str(key)


def test_codes_go_long_after_they_expired_but_not_the_one_that_verified_an_address(night: Night) -> None:
    method = ContactMethod.objects.exclude(verified_at=None)[0]
    used, spent, young = (
        a_code(method, expires_at=night.clock.now - timedelta(days=d)) for d in (31, 31, 29)
    )
    ContactMethod.objects.filter(pk=method.pk).update(verification=used)

    told = forget_everywhere(now=night.clock.now)

    left = set(Verification.objects.filter(address=method.address).values_list("pk", flat=True))
    assert told["codes"] >= 1
    assert spent.pk not in left
    assert {used.pk, young.pk} <= left


def a_code(method: ContactMethod, *, expires_at: datetime) -> Verification:
    return Verification.objects.create(
        organization=method.organization, channel=Channel.SMS, address=method.address, code_hash="x",
        purpose=Verification.Purpose.CONTACT_METHOD, created_at=expires_at - timedelta(minutes=10),
        expires_at=expires_at,
    )  # fmt: skip


def test_a_sheet_that_was_accepted_goes_seven_years_after_nothing_goes_by_it_any_more(night: Night) -> None:
    gold, now = Agreement.objects.get(client=night.world.northwind), night.clock.now
    sheet_rows(gold, now)
    later = now + timedelta(days=7 * 366 + 1)

    forget_everywhere(now=later)
    assert (SheetAcceptance.objects.count(), SheetOffer.objects.count()) == (1, 1), "one was never accepted"
    Agreement.objects.filter(pk=gold.pk).update(archived_at=now)
    told = forget_everywhere(now=later)

    assert told["sheets that were accepted"] == 1
    assert not SheetOffer.objects.exists()
    assert not SheetFile.objects.exists()
