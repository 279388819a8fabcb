"""More is known of an incident: it gets the runbook that fits now, and what was ticked stays done."""

from datetime import datetime

from routing.actions.timeline import say
from routing.models import Incident
from sla.alert_classes import class_word
from sla.models import Runbook
from sla.queries import runbook_for
from sla.runbook_match import Case, fits, place


def follow_runbook(incident: Incident, *, now: datetime) -> bool:
    """Set, unsaved, the runbook that fits, and say so. The caller has the lock. False: it keeps the one it has.

    It keeps a former version of the one that fits, what was archived since while nothing fits better, and, where nothing
    fits at all, steps that were begun.
    """
    found = runbook_for(
        incident.organization, incident.client, service_line=incident.service_line, alert_class=incident.alert_class
    )  # fmt: skip
    is_begun = found is None and incident.ticks.exists()
    if found == incident.runbook or _is_kept(incident, found) or is_begun:
        return False
    incident.runbook = found
    if found is None:
        say(incident, "runbook", "No runbook is for that.", now=now)
        return True
    say(incident, "runbook", f"Its runbook is now: {found.title}.", now=now)
    _carry_ticks(incident, found)
    return True


def _is_kept(incident: Incident, found: Runbook | None) -> bool:
    mine = incident.runbook
    if mine is None or not fits(_case(mine), _known(incident)):
        return False
    return (
        found is None or mine.replaced_by_id == found.pk or place(_case(mine))[:3] <= place(_case(found))[:3]
    )


def _case(row: Runbook) -> Case:
    return Case(row.client_id, row.service_line, row.alert_class, row.pk)


def _known(incident: Incident) -> Case:
    return Case(incident.client_id, incident.service_line, class_word(incident.alert_class))


def _carry_ticks(incident: Incident, to: Runbook) -> None:
    """A step in the same words is the same deed: its tick goes along. The others stay where they were made."""
    done = {tick.step_text.casefold(): tick for tick in incident.ticks.order_by("-id")}
    taken = set(incident.ticks.filter(runbook=to).values_list("position", flat=True))
    for step in to.steps.exclude(position__in=taken):
        tick = done.pop(step.text.casefold(), None)
        if tick is not None and tick.runbook_id != to.pk:
            tick.runbook, tick.position = to, step.position
            tick.save(update_fields=["runbook", "position"])
