"""It is over by itself: the incident ends, and whoever was woken is told."""

from datetime import datetime

from routing.actions.close import close
from routing.actions.desk import tell_desk_at_night
from routing.actions.life import tell_by_text
from routing.actions.respond import DESK_STATES
from routing.actions.timeline import say
from routing.models import Incident
from routing.news_words import recovered
from routing.people import woken


def recover(incident: Incident, *, now: datetime) -> None:
    """The source cleared its last alert. The caller holds the lock."""
    told = woken(incident)
    from_desk = incident.status in DESK_STATES
    incident.resolved_by_source = True
    close(incident, reason="Recovered by itself.", by=None, now=now)
    say(incident, "resolved", "Recovered by itself.", now=now, shown_to_client=True)
    for member in told:
        tell_by_text(incident, member, lambda subject: recovered(subject, at=now), now=now)
    if from_desk:
        tell_desk_at_night(incident, what="recovered by itself", now=now)
