"""Somebody took a P1: what rings for them of other clients goes to the next person at once (engine.md, promise 17)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Membership
from delivery.nudge import nudge
from routing.actions.ask_first import anybody_free
from routing.actions.escalate import go_on
from routing.actions.life import tell_by_text
from routing.actions.lock import locked
from routing.actions.paging import end_pages
from routing.actions.timeline import say
from routing.holder_words import others_go_on
from routing.models import Incident, Page
from routing.states import IncidentStatus, PageStatus


def make_way_soon(incident: Incident, *, now: datetime) -> None:
    """A P1 is taken: due once that is committed, since nobody holds two incidents. The caller saves."""
    if incident.priority == "P1":
        incident.makes_way_at = now
        nudge("page.make_way", incident.pk)


def make_way(*, incident_id: int, now: datetime) -> list[Incident]:
    """Move the taker's unanswered pages of other clients on, one incident after the other; which were moved. Harmless twice."""
    rows = Incident.objects.select_related("organization", "client", "taken_by__user")
    taken = rows.filter(pk=incident_id, makes_way_at__isnull=False).first()
    if taken is None:
        return []
    pages = _unanswered(taken)
    moved = [
        other for pk in sorted({page.incident_id for page in pages}) if (other := _moved_on(pk, taken, now))
    ]
    rang = {page.incident_id for page in pages if page.message and page.message.tries}
    with transaction.atomic():
        due = Incident.objects.filter(pk=taken.pk, makes_way_at=taken.makes_way_at)
        if due.update(makes_way_at=None):
            _tell(taken, [other for other in moved if other.pk in rang], now)
    return moved


def _unanswered(taken: Incident) -> list[Page]:
    """What was, or will be, sent to whoever has it now for incidents of other clients that nobody has."""
    if taken.status != IncidentStatus.ACKNOWLEDGED:
        return []
    rows = _open(taken.taken_by).filter(incident__status=IncidentStatus.TRIGGERED)
    others = rows.exclude(incident=taken).select_related("message", "incident")
    return [page for page in others if taken.client_id is None or page.incident.client_id != taken.client_id]


def _open(member: Membership | None) -> QuerySet[Page]:
    return Page.objects.filter(member=member, kind=Page.Kind.PAGE, ended_at=None)


def _moved_on(incident_id: int, taken: Incident, now: datetime) -> Incident | None:
    """None where it was answered meanwhile, or nobody else could be asked: then it goes on ringing where it rings."""
    taker = taken.taken_by
    with transaction.atomic():
        incident = locked(incident_id)
        mine = _open(taker).filter(incident=incident)
        if taker is None or incident.status != IncidentStatus.TRIGGERED or not mine.exists():
            return None
        others_ring = Page.objects.filter(incident=incident, ended_at=None).exclude(member=taker).exists()
        if not others_ring and not anybody_free(incident, besides=taker, now=now):
            return None
        end_pages(incident, status=PageStatus.CANCELED, reason="made_way", now=now, members=[taker.pk])
        words = f"{taker} took {taken.reference} (P1) of another client: others are asked first."
        say(incident, "busy", words, now=now, member=taker)
        if not others_ring:
            go_on(incident, now=now)
    return incident


def _tell(taken: Incident, moved: list[Incident], now: datetime) -> None:
    """One text, where something of them had reached the taker's phone: they need not think of it any more."""
    if moved and taken.taken_by:
        names = [other.client.name if other.client else other.reference for other in moved]
        tell_by_text(taken, taken.taken_by, lambda subject: others_go_on(subject, names), now=now)
