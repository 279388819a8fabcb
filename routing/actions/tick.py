"""A runbook step is done, or was ticked by mistake and is open again; the timeline keeps both."""

from datetime import datetime

from accounts.audit import Actor
from accounts.models import Membership
from routing.actions.respond import NotPossible, acting, life_of
from routing.actions.timeline import say
from routing.models import Incident, RunbookTick


def tick(
    *, incident_id: int, position: int, by: Membership, actor: Actor, now: datetime, runbook_id: int | None = None
) -> Incident:  # fmt: skip
    """Ticking twice changes nothing. `runbook_id`: whose steps were looked at. NotPossible where it is another one by now."""
    with acting(incident_id, "ticked", actor, now, reason=str(position)) as incident:
        _refuse_another(incident, runbook_id)
        step = incident.runbook.steps.filter(position=position).first() if incident.runbook else None
        if step is None:
            raise NotPossible(f"The runbook has no step {position}.")
        row, new = RunbookTick.objects.get_or_create(
            incident=incident, runbook=step.runbook, position=position,
            defaults={"step_text": step.text, "member": by, "at": now},
        )  # fmt: skip
        if new:
            say(incident, "ticked", f"Done: {row.step_text}", now=now, member=by)
        life_of(incident, by, now)
        incident.save()
    return incident


def untick(
    *, incident_id: int, position: int, by: Membership, actor: Actor, now: datetime, runbook_id: int | None = None
) -> Incident:  # fmt: skip
    """Take a tick back. NotPossible where there is none: somebody was faster; or where it has another runbook by now."""
    with acting(incident_id, "unticked", actor, now, reason=str(position)) as incident:
        _refuse_another(incident, runbook_id)
        row = incident.ticks.filter(runbook=incident.runbook_id, position=position).first()
        if row is None:
            raise NotPossible(f"Step {position} is not ticked.")
        say(incident, "unticked", f"Not done after all: {row.step_text}", now=now, member=by)
        row.delete()
    return incident


def _refuse_another(incident: Incident, runbook_id: int | None) -> None:
    """Step 2 of one runbook is not step 2 of another."""
    if runbook_id not in (None, incident.runbook_id):
        raise NotPossible(
            f"{incident.reference} has another runbook by now. Nothing was ticked: look at its steps."
        )
