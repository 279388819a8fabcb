"""Where an incident stands in its runbook."""

from routing.models import Incident
from sla.models import RunbookStep


def first_step(incident: Incident) -> RunbookStep | None:
    """The first that nobody ticked; none without a runbook, or when all are done."""
    if incident.runbook_id is None:
        return None
    ticked = incident.ticks.filter(runbook=incident.runbook_id).values("position")
    return RunbookStep.objects.filter(runbook=incident.runbook_id).exclude(position__in=ticked).first()


def first_words(incident: Incident) -> str:
    """What comes first, as texts and calls say it."""
    step = first_step(incident)
    return step.text if step else ""
