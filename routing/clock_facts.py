"""What an incident's targets are: from when each counts, when it was promised, what stops it and what holds it up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hours.calendar import Calendar
from routing.merged import answered_at, ended_at, taken_at
from routing.models import ClockPause, Decision, Incident, TimelineEntry
from routing.queries import last_decision
from sla.clock import due_by
from sla.facts import Runs, Targets
from sla.priority import Priority
from sla.stored_facts import facts_for
from sla.stored_targets import targets_of_version
from sla.target_clock import Pause, Promise, Reading, read

TOLD_THE_CLIENT = ("update", "responded")  # lines of the timeline
OF_RECEIPT = ("received", "client identified")  # facts that are decided as of when it came in


@dataclass(frozen=True, slots=True)
class Target:
    """One target of an incident. `pauses`: none where it never pauses."""

    kind: str
    runs: Runs
    promise: Promise
    stopped_at: datetime | None
    pauses: tuple[Pause, ...]
    decision_id: int

    def read(self, now: datetime) -> Reading:
        return read(self.promise, pauses=self.pauses, stopped_at=self.stopped_at, now=now)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What all targets of an incident share."""

    decision: Decision
    spans: Targets
    calendar: Calendar | None
    start: datetime


def targets_of(incident: Incident) -> list[Target]:
    """By the decision that counts; none without one, and none that it has no time for."""
    basis = _basis(incident)
    return list(_targets(incident, basis)) if basis else []


def _basis(incident: Incident) -> _Basis | None:
    decision = last_decision(incident)
    if decision is None or decision.tier_version_id is None:
        return None
    spans = targets_of_version(decision.tier_version_id).get(Priority(decision.priority))
    if spans is None:
        return None
    calendar = None if spans.runs is Runs.ALWAYS else _calendar(incident)
    return _Basis(decision, spans, calendar, _start(incident, decision, spans))


def _calendar(incident: Incident) -> Calendar:
    return facts_for(incident.organization, incident.client, incident.site, incident.received_at).calendar


def _start(incident: Incident, decision: Decision, spans: Targets) -> datetime:
    """What waits for the desk counts from its opening; around the clock it is what the target leaves of its due time."""
    if decision.next_opening_at:
        return decision.next_opening_at
    if spans.runs is Runs.ALWAYS and decision.response_due_at:
        return decision.response_due_at - spans.response
    return incident.received_at if decision.fact in OF_RECEIPT else decision.at


def _targets(incident: Incident, basis: _Basis) -> Iterator[Target]:
    decision, end = basis.decision, ended_at(incident)
    pauses = _pauses(incident)
    if decision.acknowledge_due_at:
        yield _target("acknowledge", basis, decision.acknowledge_due_at, taken_at(incident) or end)
    if decision.response_due_at:
        yield _target("response", basis, decision.response_due_at, answered_at(incident) or end)
    told_at = _client_told_at(incident)
    if told_at and decision.update_due_at:
        again = due_by(told_at, basis.spans.update, basis.spans.runs, basis.calendar)
        yield from [_target("update", basis, again, end, pauses, start=told_at)] if again else []
    elif incident.reported_by_person and decision.update_due_at:
        yield _target("update", basis, decision.update_due_at, end, pauses)
    if decision.resolution_due_at:
        yield _target("resolution", basis, decision.resolution_due_at, end, pauses)


def _target(
    kind: str, basis: _Basis, due_at: datetime, stopped_at: datetime | None, pauses: tuple[Pause, ...] = (),
    start: datetime | None = None,
) -> Target:  # fmt: skip
    promise = Promise(start or basis.start, due_at, basis.calendar)
    return Target(kind, basis.spans.runs, promise, stopped_at, pauses, basis.decision.pk)


def _client_told_at(incident: Incident) -> datetime | None:
    """When one of ours last spoke or wrote to the client: each update makes the next one due."""
    lines = TimelineEntry.objects.filter(incident=incident, kind__in=TOLD_THE_CLIENT)
    return lines.order_by("-id").values_list("at", flat=True).first()


def _pauses(incident: Incident) -> tuple[Pause, ...]:
    rows = ClockPause.objects.filter(incident=incident).select_related("paused_by__user").order_by("since")
    return tuple(Pause(row.since, row.until, str(row.paused_by), row.reason, row.evidence) for row in rows)
