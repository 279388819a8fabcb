"""The morning's mail: what came last night, who took it, which times were kept, what it costs, what waits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from routing.words import clock, date_and_clock

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """One target: what was to be done, when it was due, and when it was done (None: not yet)."""

    kind: str
    due_at: datetime
    done_at: datetime | None
    is_missed: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One incident of the night. `charge`: "" where nothing is charged; `is_proposed`: nobody has said how long it took;
    `accepted_by`: who at the client accepted it, "" where nobody did; `billable` None: nobody decided it.
    """

    reference: str
    priority: str
    client: str
    summary: str
    received_at: datetime
    source: str
    taken_by: str
    taken_at: datetime | None
    resolved_at: datetime | None
    minutes: int | None
    billable: bool | None
    charge: str
    is_proposed: bool
    accepted_by: str
    kept: Sequence[Kept]
    link: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at the desk, with what comes next of it."""

    reference: str
    priority: str
    client: str
    summary: str
    kind: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Night:
    """All of it. `called`: who was called, and how many pages each had; `waiting` in the order of its promises."""

    since: datetime
    until: datetime
    cases: Sequence[Case]
    called: Sequence[tuple[str, int]]
    waiting: Sequence[Waiting]
    still_open: int
    mornings_missed: bool = False

    @property
    def is_quiet(self) -> bool:
        return not self.cases and not self.called

    @property
    def missed(self) -> int:
        return sum(any(one.is_missed for one in case.kept) for case in self.cases)


DONE = {
    "acknowledge": "taken",
    "response": "client answered",
    "update": "client updated",
    "resolution": "solved",
}


def subject(night: Night, organization: str) -> str:
    """`Last night at Harbor Pine IT: 3 incidents, 1 with a missed time`"""
    if night.is_quiet:
        return f"Last night at {organization}: quiet"
    said = f"Last night at {organization}: {_count(len(night.cases), 'incident')}"
    return f"{said}, {night.missed} with a missed time" if night.missed else f"{said}, every time kept"


def body(night: Night, *, zone: ZoneInfo, link: str) -> str:
    """In the organization's zone, each time with its own."""
    if night.is_quiet:
        return f"Nothing came and nobody was called. {_count(len(night.waiting), 'incident')} at the desk: {link}\n"
    span = f"From {date_and_clock(night.since, zone)} to {date_and_clock(night.until, zone)}."
    missed = " No mail went out on the mornings before: this has all since the last one."
    blocks = [span + (missed if night.mornings_missed else "")]
    blocks += [_case(each, zone) for each in night.cases[:MOST_LINES]]
    blocks += _more(len(night.cases))
    if night.called:
        names = ", ".join(f"{name} {_count(pages, 'page')}" for name, pages in night.called)
        blocks.append(f"Called: {names}.")
    blocks.append(_waiting(night.waiting, zone))
    blocks.append(f"{_count(night.still_open, 'incident')} of the night still open. {link}")
    return "\n\n".join(blocks) + "\n"


def _case(case: Case, zone: ZoneInfo) -> str:
    came = f"Came {date_and_clock(case.received_at, zone)}{f' from {case.source}' if case.source else ''}."
    lines = [f"{case.reference}  {case.priority}  {case.client}: {case.summary}", came + _taken(case, zone)]
    if case.resolved_at or case.minutes is not None:
        lines.append(_done(case, zone))
    lines.append(_kept(case.kept, zone))
    return "\n".join([*(line for line in lines if line), case.link])


def _taken(case: Case, zone: ZoneInfo) -> str:
    if case.taken_at is None:
        return " Nobody has it." if case.resolved_at is None else ""
    return f" {case.taken_by} took it at {clock(case.taken_at, zone)}."


def _done(case: Case, zone: ZoneInfo) -> str:
    solved = f"Solved {date_and_clock(case.resolved_at, zone)}." if case.resolved_at else ""
    checked = " (to be checked)" if case.is_proposed else ""
    worked = "" if case.minutes is None else f" {case.minutes} min worked{checked}, {_billable(case)}."
    return (solved + worked).strip()


def _billable(case: Case) -> str:
    accepted = f", accepted by {case.accepted_by}" if case.accepted_by else ""
    if case.billable is None:
        return f"not decided whether billable{f' ({case.charge}{accepted})' if accepted else ''}"
    if not case.billable:
        return "not billable" + (f", although the charge was{accepted[1:]}" if accepted else "")
    return (f"billable: {case.charge}" if case.charge else "billable, no rate known") + accepted


def _kept(kept: Sequence[Kept], zone: ZoneInfo) -> str:
    """Those that were missed by name; the others are counted."""
    missed = [f"{DONE[one.kind]} {_when_done(one, zone)}" for one in kept if one.is_missed]
    met = [DONE[one.kind] for one in kept if one.done_at and not one.is_missed]
    said = [f"Missed: {', '.join(missed)}."] if missed else []
    return " ".join([*said, *([f"In time: {', '.join(met)}."] if met else [])])


def _when_done(one: Kept, zone: ZoneInfo) -> str:
    due = f"by {clock(one.due_at, zone)}"
    return f"{due} ({clock(one.done_at, zone)})" if one.done_at else f"{due} (not yet)"


def _waiting(waiting: Sequence[Waiting], zone: ZoneInfo) -> str:
    if not waiting:
        return "Nothing waits at the desk."
    lines = [
        f"- {each.reference} {each.priority} {each.client}: {each.summary}{_next(each, zone)}"
        for each in waiting
    ]
    return "\n".join(
        ["Waits at the desk, the next promise first:", *lines[:MOST_LINES], *_more(len(waiting))]
    )


def _next(waiting: Waiting, zone: ZoneInfo) -> str:
    return f" ({DONE[waiting.kind]} by {date_and_clock(waiting.due_at, zone)})" if waiting.due_at else ""


def _more(count: int) -> list[str]:
    return [f"And {count - MOST_LINES} more."] if count > MOST_LINES else []


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
