"""A runbook step was ticked by mistake: it is open again, and the timeline keeps both."""

from datetime import datetime

from accounts.audit import Actor
from accounts.models import Membership
from routing.actions.respond import NotPossible, acting
from routing.actions.timeline import say
from routing.models import Incident


def untick(*, incident_id: int, position: int, by: Membership, actor: Actor, now: datetime) -> Incident:
    """Take a tick back. NotPossible where there is none: somebody was faster."""
    with acting(incident_id, "unticked", actor, now, reason=str(position)) as incident:
        row = incident.ticks.filter(position=position).first()
        if row is None:
            raise NotPossible(f"Step {position} is not ticked.")
        say(incident, "unticked", f"Not done after all: {row.step_text}", now=now, member=by)
        row.delete()
    return incident
