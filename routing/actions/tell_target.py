"""A target is at risk, or was missed: who has it, the managers and the desk are told. Nobody is woken who does not have it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Membership, Organization, Role
from accounts.queries import planners
from delivery.actions.write import draft_message, write_all
from delivery.models import Channel
from routing import target_words as words
from routing.actions.desk import URGENT
from routing.actions.life import tell_by_text
from routing.actions.timeline import say
from routing.models import Incident
from routing.queries import place_zone, zone_of
from routing.states import IncidentStatus
from routing.words import Subject, Text
from sla.queries import desk_of

STALE = timedelta(minutes=30)  # a text that could not go out by then says what everybody knows


def tell_target(incident: Incident, kind: str, *, due_at: datetime, breached: bool, now: datetime) -> None:
    """A text to whoever is up with a P1 or P2; mails to the managers and, where nobody is being paged, to the desk.

    The caller holds the incident.
    """
    holder, is_taken = incident.taken_by, incident.status == IncidentStatus.ACKNOWLEDGED

    def text(subject: Subject) -> Text:
        said = words.breached_text if breached else words.at_risk_text
        return said(subject, kind=kind, due_at=due_at)

    is_up = is_taken and incident.priority in URGENT
    until = max(due_at, now + STALE)
    texted = is_up and holder is not None and tell_by_text(incident, holder, text, now=now, expires_at=until)
    readers = _managers(incident.organization)
    if holder and not texted:
        readers.append(holder)
    addresses = {each.email: zone_of(each) for each in readers if each.email}
    told_anyway = (
        is_taken and not is_up and breached and kind == "resolution"
    )  # by `advance`, at each opening
    if not texted and not told_anyway and incident.status != IncidentStatus.TRIGGERED:
        addresses = {**_desk(incident.organization), **addresses}
    _mail(incident, kind, due_at, breached, str(holder or ""), addresses.items(), now)
    line = words.line(kind=kind, due_at=due_at, breached=breached, zone=place_zone(incident))
    say(incident, "missed" if breached else "at_risk", line, now=now)


def _managers(organization: Organization) -> list[Membership]:
    """Where there are none, the owners."""
    found = list(planners(organization).order_by("pk"))
    return [each for each in found if each.role == Role.MANAGER] or found


def _desk(organization: Organization) -> dict[str, ZoneInfo]:
    desk = desk_of(organization)
    return {desk.email: ZoneInfo(desk.calendar.time_zone)} if desk else {}


def _mail(
    incident: Incident, kind: str, due_at: datetime, breached: bool, holder: str,
    readers: Iterable[tuple[str, ZoneInfo]], now: datetime,
) -> None:  # fmt: skip
    client = incident.client.name if incident.client else "client not identified"
    subject = words.mail_subject(reference=incident.reference, client=client, kind=kind, breached=breached)
    link = f"{settings.PUBLIC_BASE_URL}/incidents/{incident.number}/"
    mails = [
        draft_message(
            organization=incident.organization, channel=Channel.EMAIL, address=address, sender=None, purpose="notice",
            priority=7, subject=subject, now=now,
            body=words.mail_body(
                kind=kind, due_at=due_at, breached=breached, zone=zone, summary=incident.summary, holder=holder, link=link
            ),
        )
        for address, zone in readers
    ]  # fmt: skip
    write_all(mails, now=now)
