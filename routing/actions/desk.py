"""The MSP's daytime desk: what waits for it, the one mail per opening, and what it did not take in time."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, connection, transaction

from delivery.actions.write import write_message
from delivery.models import Channel, Message
from hours.calendar import Calendar, is_open, next_closing, next_opening
from routing.actions.lock import wait_until
from routing.actions.timeline import say
from routing.desk_mail import Row, opening_mail, single_mail
from routing.models import Decision, Incident
from routing.queries import last_decision, last_decisions
from routing.states import IncidentStatus
from routing.vip_words import vip_words
from sla.models import Desk
from sla.queries import desk_of
from sla.stored_calendars import WITH_PARTS, calendar_facts

A_DAY = timedelta(days=1)
URGENT = ("P1", "P2")
MOST_AT_ONCE = 200
PATIENCE = "300ms"  # shorter than the database's before it looks for a deadlock, 1 s
DESK_LOCK = -1  # the first key of the advisory lock; integrations, which have keys of their own, count from 1


def desk_calendar(desk: Desk, *, around: datetime) -> Calendar:
    row = type(desk.calendar).objects.prefetch_related(*WITH_PARTS).get(pk=desk.calendar_id)
    return calendar_facts(row, around=around)


def next_desk_opening(incident: Incident, *, now: datetime) -> datetime | None:
    """When the desk is next there; now while it is open; None without a desk or if it never opens."""
    desk = desk_of(incident.organization)
    return next_opening(desk_calendar(desk, around=now), now) if desk else None


def join_desk(incident: Incident, *, now: datetime, why: str, at: datetime | None = None) -> None:
    """The incident waits for the desk from `at` (default: its next opening). The caller holds the lock and saves."""
    opens_at = at or next_desk_opening(incident, now=now) or now + A_DAY
    zone = ZoneInfo(incident.organization.time_zone)
    incident.status = IncidentStatus.QUEUED
    when = "now" if opens_at <= now else opens_at.astimezone(zone).strftime("%a %d %b %H:%M %Z")
    wait_until(incident, max(opens_at, now), "The desk opens.")
    say(incident, "desk", f"{why}: it goes to the desk, {when}.", now=now, shown_to_client=False)


def reach_desk(incident: Incident, *, now: datetime) -> list[Incident]:
    """The desk is open: everything queued until now lies on it, told in one mail per opening. Returns what moved.

    Nothing moves while another worker does the same for this organization: it takes this incident along.
    """
    if not _first_at_the_desk(incident.organization_id):
        return []
    desk = desk_of(incident.organization)
    moved, opening_at = _queued_until(incident, now), incident.due_at
    calendar = desk_calendar(desk, around=now) if desk else None
    for row in moved:
        _lay_on_desk(row, calendar, now)
    if desk and calendar:
        _mail(desk, moved, opening=_opening_of(calendar, opening_at), now=now)
    return moved


def _first_at_the_desk(organization_id: int) -> bool:
    """One of several workers that hold an incident each may wait for the others' incidents; the rest let go of theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [DESK_LOCK, organization_id])
        return bool(cursor.fetchone()[0])


def _queued_until(incident: Incident, now: datetime) -> list[Incident]:
    """This one and the others, locked. It came out of turn, so the others are waited for a moment only: whoever holds
    one of them may be waiting for this one, as a merge does. What is held longer comes by itself.
    """
    others = Incident.objects.filter(
        organization=incident.organization_id, status=IncidentStatus.QUEUED, due_at__lte=now
    ).exclude(pk=incident.pk)
    others = others.select_related("organization", "client", "site", "contact").order_by("pk")[:MOST_AT_ONCE]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [PATIENCE])
            found = list(others.select_for_update(no_key=True, of=("self",)))
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError:  # lock_not_available
        found = list(others.select_for_update(no_key=True, of=("self",), skip_locked=True))
    return [incident, *found]


def _lay_on_desk(incident: Incident, calendar: Calendar | None, now: datetime) -> None:
    incident.status = IncidentStatus.AT_DESK
    closes_at = next_closing(calendar, now) if calendar else None
    due_at = closes_at or now + A_DAY
    reason = "The desk closes."
    target = _acknowledge_by(incident, now)
    if incident.priority in URGENT and target < due_at:
        due_at, reason = target, "The desk's time to take it is over: people are paged."
    wait_until(incident, due_at, reason)
    incident.save()
    say(incident, "desk", "It lies on the desk.", now=now, shown_to_client=False)


def _acknowledge_by(incident: Incident, now: datetime) -> datetime:
    decision = last_decision(incident)
    if decision and decision.acknowledge_due_at and decision.acknowledge_due_at > now:
        return decision.acknowledge_due_at
    target = {"P1": timedelta(minutes=10), "P2": timedelta(minutes=20)}
    return now + target.get(incident.priority, A_DAY)


def _opening_of(calendar: Calendar, due_at: datetime | None) -> datetime | None:
    """The opening a mail is of: None in the middle of the desk's hours, when each incident is told at once."""
    if due_at is None or is_open(calendar, due_at - timedelta(seconds=1)):
        return None
    return due_at


def _mail(desk: Desk, incidents: list[Incident], *, opening: datetime | None, now: datetime) -> None:
    decisions = last_decisions(incidents)
    rows = [_promised(row_of(incident), decisions.get(incident.pk)) for incident in incidents]
    first = incidents[0]
    zone = ZoneInfo(desk.calendar.time_zone)
    subject, body = opening_mail(rows, opening=opening or now, zone=zone)
    key = f"desk:{desk.pk}:{opening.isoformat()}" if opening else ""
    if not key or Message.objects.filter(unique_key=key).exists():  # it missed that mail: it has its own
        key = f"desk:{desk.pk}:incident:{first.pk}:{first.due_at}"
    mail_desk(desk, subject=subject, body=body, unique_key=key, now=now)


def _promised(row: Row, decision: Decision | None) -> Row:
    """What comes to the desk is untaken: its next promise is that somebody takes it."""
    return replace(row, take_by=decision.acknowledge_due_at) if decision else row


def mail_desk(desk: Desk, *, subject: str, body: str, unique_key: str | None, now: datetime) -> None:
    """One mail to the desk; with a key at most one ever."""
    write_message(
        organization=desk.organization, channel=Channel.EMAIL, address=desk.email, subject=subject, body=body,
        purpose="desk", priority=6, due_at=now, now=now, unique_key=unique_key,
    )  # fmt: skip


def tell_desk_at_night(incident: Incident, *, what: str, now: datetime) -> None:
    """A desk incident was taken or resolved while the desk is closed: it learns of it by mail."""
    desk = desk_of(incident.organization)
    if desk is None or is_open(desk_calendar(desk, around=now), now):
        return
    zone = ZoneInfo(desk.calendar.time_zone)
    subject, body = single_mail(row_of(incident), what=what, at=now, zone=zone)
    mail_desk(desk, subject=subject, body=body, unique_key=None, now=now)


def row_of(incident: Incident) -> Row:
    return Row(
        reference=incident.reference,
        priority=incident.priority,
        client=incident.client.name if incident.client else "client not identified",
        summary=incident.summary,
        contact=f"{vip_words(incident)}{incident.contact_name} {incident.contact_phone}".strip(),
        note=incident.client.alert_note if incident.client else "",
        received_at=incident.received_at,
        link=f"{settings.PUBLIC_BASE_URL}/incidents/{incident.number}/",
    )
