"""It is over by itself: the incident ends, and whoever was woken is told."""

from datetime import datetime

from accounts.models import Membership
from routing.actions.desk import tell_desk_at_night
from routing.actions.life import tell_by_text
from routing.actions.respond import DESK_STATES, close
from routing.actions.timeline import say
from routing.models import Incident
from routing.words import Subject, Text, recovered


def recover(incident: Incident, *, now: datetime) -> None:
    """The source cleared its last alert. The caller holds the lock."""
    woken = _paged(incident)
    from_desk = incident.status in DESK_STATES
    incident.resolved_by_source = True
    close(incident, reason="Recovered by itself.", by=None, now=now)
    say(incident, "resolved", "Recovered by itself.", now=now, shown_to_client=True)
    for member in woken:
        tell_by_text(incident, member, lambda subject: _words(subject, now), now=now)
    if from_desk:
        tell_desk_at_night(incident, what="recovered by itself", now=now)


def _words(subject: Subject, now: datetime) -> Text:
    return recovered(subject, at=now)


def _paged(incident: Incident) -> list[Membership]:
    """Whoever was really sent something about it, and whoever has it."""
    sent = set(incident.pages.filter(message__attempts__isnull=False).values_list("member_id", flat=True))
    ids = sent | {incident.taken_by_id} if incident.taken_by_id else sent
    return list(Membership.objects.filter(pk__in=ids).select_related("user", "organization").order_by("pk"))
