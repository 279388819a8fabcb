"""Everything that an incident's page shows, read in a bounded number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from routing.merged import answered_at
from routing.models import Alert, Attachment, Consent, Decision, Incident, Page, RunbookTick, TimelineEntry
from routing.queries import mark_of, merged_ones, pages_of, place_zone
from sla.models import RunbookStep
from web.deadlines import Deadline, deadlines
from web.file_words import standing_of
from web.live import stamp_of

LINES_SHOWN = 200


class Marked(Protocol):
    """What `routing.queries.with_marks` adds."""

    newest_line: int | None
    page_marks: list[str]
    attempt_marks: list[str]
    files: list[dict[str, Any]]


@dataclass(frozen=True)
class Step:
    """A runbook step on this incident. `due_at`: counted from when it was taken, while it is open; `is_late`: not done by then."""

    row: RunbookStep
    tick: RunbookTick | None
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class Steps:
    """Those of the runbook it has, and what was ticked of one it had before more was known."""

    now: list[Step]
    before: list[RunbookTick]


@dataclass(frozen=True)
class Merged:
    """An incident that belongs to this one: whoever reported it is owed an answer of their own."""

    row: Incident
    is_answered: bool
    promised_at: datetime | None


@dataclass(frozen=True)
class File:
    """A photo or a file; `number`: of the incident it came with; `is_shown`: there is a small picture of it."""

    pk: int
    number: int
    name: str
    size: int
    is_clients: bool
    is_readable: bool
    is_shown: bool
    standing: str


@dataclass(frozen=True)
class Sheet:
    """One incident, whole. `zone` is the client's; decisions and timeline are newest first."""

    incident: Incident
    zone: ZoneInfo
    decisions: list[Decision]
    deadlines: list[Deadline]
    pages: list[Page]
    timeline: list[TimelineEntry]
    alerts: list[Alert]
    steps: Steps
    merged: list[Merged]
    charge: Consent | None
    files: list[File]

    @property
    def decision(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None


def sheet_of(incident: Incident, now: datetime) -> Sheet:
    """Read the parts of an incident that its organization's members may see: all of them."""
    decisions = list(incident.decisions.order_by("-id"))
    timeline = incident.timeline.select_related("member__user").order_by("-id")
    return Sheet(
        incident=incident,
        zone=place_zone(incident),
        decisions=decisions,
        deadlines=deadlines(incident, decisions[0] if decisions else None, now),
        pages=list(pages_of(incident)),
        timeline=list(timeline[:LINES_SHOWN]),
        alerts=list(incident.alerts.select_related("integration").order_by("first_seen_at")[:50]),
        steps=steps_of(incident, now),
        merged=[] if incident.merged_into_id else _merged(incident),
        charge=charge_of(incident, decisions),
        files=list(map(file_of, cast(Marked, incident).files)),
    )


def file_of(fact: dict[str, Any]) -> File:
    row = Attachment(**{name: value for name, value in fact.items() if name != "number"})
    shown = row.is_readable and row.look_name != ""
    return File(
        row.pk, fact["number"], row.name, row.size, row.member_id is None, row.is_readable, shown, standing_of(row)
    )  # fmt: skip


def stamp_of_incident(incident: Incident, now: datetime) -> str:
    """Of an incident `with_marks`: changes when the page would, or when the minute in its countdowns went by."""
    marks = cast(Marked, incident)
    return _stamp(incident, marks.newest_line, marks.page_marks, marks.attempt_marks, now)


def stamp_of_sheet(sheet: Sheet, now: datetime) -> str:
    """The same stamp, from what the page has read."""
    newest = sheet.timeline[0].pk if sheet.timeline else None
    sent = [page.message for page in sheet.pages if page.message]
    attempts = [attempt for message in sent for attempt in message.attempts.all()]
    return _stamp(sheet.incident, newest, map(mark_of, sheet.pages), map(mark_of, attempts), now)


def _stamp(
    incident: Incident, newest: int | None, pages: Iterable[str], attempts: Iterable[str], now: datetime
) -> str:
    state = (
        incident.status,
        incident.due_at,
        incident.taken_by_id,
        incident.responded_at,
        incident.contact_phone,
        incident.priority,
        cast(Marked, incident).files,
    )
    return stamp_of(state, newest, sorted(pages), sorted(set(attempts)), now.replace(second=0, microsecond=0))


def steps_of(incident: Incident, now: datetime) -> Steps:
    """In order; none without a runbook: where something was ticked it has one."""
    if incident.runbook_id is None:
        return Steps([], [])
    ticks = list(incident.ticks.select_related("member__user", "runbook").order_by("at", "id"))
    mine = {tick.position: tick for tick in ticks if tick.runbook_id == incident.runbook_id}
    rows = RunbookStep.objects.filter(runbook=incident.runbook_id)
    steps = [_step(row, mine.get(row.position), incident, now) for row in rows]
    return Steps(steps, [tick for tick in ticks if tick.runbook_id != incident.runbook_id])


def _step(row: RunbookStep, tick: RunbookTick | None, incident: Incident, now: datetime) -> Step:
    due_at = _due_at(row, incident)
    return Step(row, tick, due_at, tick is None and due_at is not None and due_at < now)


def _merged(incident: Incident) -> list[Merged]:
    rows = merged_ones(incident)
    return [Merged(row, answered_at(row) is not None, row.promised_at) for row in rows]  # type: ignore[attr-defined]


def charge_of(incident: Incident, decisions: Iterable[Decision]) -> Consent | None:
    """The newest question about a charge, with its receipt; looked for only where the plan asks for one."""
    if not any(decision.outcome == "consent" for decision in decisions):
        return None
    return incident.consents.select_related("receipt", "contact").order_by("-id").first()


def _due_at(step: RunbookStep, incident: Incident) -> datetime | None:
    if step.deadline_minutes is None or incident.taken_at is None or incident.resolved_at is not None:
        return None
    return incident.taken_at + timedelta(minutes=step.deadline_minutes)
