"""Writing down who worked on an incident from when to when: proposed when it ends, corrected by a person. Nothing is rewritten."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import Actor, record
from accounts.models import Membership
from accounts.refusal import Refused
from hours.interval import Interval
from routing.actions.lock import locked
from routing.models import Incident, WorkEntry
from routing.work_bands import bands_of
from routing.worked import TOLD, Told, of_length, stretches, unwritten, whole
from sla.own_calendar import Calendars, calendars_of

LONGEST = timedelta(days=7)
LONGEST_NOTE, LONGEST_NAME = 500, 80
KEPT = (
    "organization_id", "member_id", "started_at", "ended_at", "note", "billable", "proposed", "written_by", "written_at",
)  # fmt: skip
Intervals = list[Interval]


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody says: who worked from when to when; `billable` None leaves it to the rule."""

    member: Membership | None
    started_at: datetime
    ended_at: datetime
    billable: bool | None = None
    note: str = ""


def write_work(*, incident_id: int, work: Work, actor: Actor, now: datetime) -> WorkEntry:
    """Add what was worked. Raises Refused, naming the field."""
    with _told(work), transaction.atomic():
        incident = locked(incident_id)
        row = _write(incident, work, actor, now)
        _record(incident, actor, "work.written", None, row, now)
    return row


def correct_work(*, entry: WorkEntry, work: Work, actor: Actor, now: datetime) -> WorkEntry:
    """Another one stands in its place. Raises Refused, naming the field, and where somebody was quicker."""
    return _replaced(entry, work, "work.corrected", actor, now)


def confirm_work(*, entry: WorkEntry, actor: Actor, now: datetime) -> WorkEntry:
    """A person says that what was proposed is right. Raises Refused where somebody was quicker."""
    work = Work(entry.member, entry.started_at, entry.ended_at, entry.billable, entry.note)
    return _replaced(entry, work, "work.confirmed", actor, now)


def take_work_out(*, entry: WorkEntry, actor: Actor, now: datetime) -> None:
    """It was no work after all. Raises Refused where somebody was quicker."""
    with transaction.atomic():
        incident = locked(entry.incident_id)
        _archive(entry, now)
        _record(incident, actor, "work.removed", entry, None, now)


def _replaced(entry: WorkEntry, work: Work, verb: str, actor: Actor, now: datetime) -> WorkEntry:
    with _told(work), transaction.atomic():
        incident = locked(entry.incident_id)
        _archive(entry, now)
        row = _write(incident, work, actor, now, replaces=entry)
        _record(incident, actor, verb, entry, row, now)
    return row


def propose_work(
    incident: Incident, *, by: Membership | None, minutes: int | None, billable: bool | None, name: str, now: datetime
) -> None:  # fmt: skip
    """It is over: what its timeline says of who had it, but what is written down already. What `by` says of their own
    minutes stands in place of their stretches. The caller holds the lock.
    """
    told, written = _stretches(incident, now), _counted(incident, now)
    more: Any = {
        "billable": billable, "written_by": name[:LONGEST_NAME], "written_at": now, "calendars": _calendars(incident),
    }  # fmt: skip
    rows = []
    if minutes is not None:
        worker = by.pk if by else incident.taken_by_id
        said = of_length(minutes, worked=told.pop(worker or 0, []), until=now)
        rows = _rows(incident, worker, [said] if said else [], written, **more)
    for member, parts in told.items():
        rows += _rows(incident, member, parts, written, proposed=True, **more)
    WorkEntry.objects.bulk_create(rows)


def take_proposals_back(incident: Incident, *, at: datetime, now: datetime) -> None:
    """The end at `at` was undone: what was written with it does not hold. The caller holds the lock."""
    incident.work.filter(written_at=at, archived_at=None, replaces=None).update(archived_at=now)


def _calendars(incident: Incident) -> Calendars:
    return calendars_of(incident.organization, around=incident.received_at)


def _counted(incident: Incident, now: datetime) -> dict[int | None, Intervals]:
    """By member, what no entry is proposed for again: what is written of it, and of what was found to be the same; and what
    is theirs in the incident that it is made part of.
    """
    goes_on = incident.merged_into
    same = [incident.pk, *filter(None, [incident.merged_into_id])]
    theirs = _stretches(goes_on, now) if goes_on else {}
    found: defaultdict[int | None, Intervals] = defaultdict(list, theirs.items())
    rows = WorkEntry.objects.filter(
        Q(incident__in=same) | Q(incident__merged_into__in=same), archived_at=None
    )
    for row in rows:
        found[row.member_id].append(Interval(row.started_at, row.ended_at))
    return found


def _stretches(incident: Incident, now: datetime) -> dict[int, Intervals]:
    lines = incident.timeline.filter(kind__in=TOLD).order_by("id").values_list("at", "kind", "member")
    return stretches([Told(*line) for line in lines], until=now)


def placed_elsewhere(incident: Incident, now: datetime) -> None:
    """It is another client's or site's: what is written down lies in the bands of that calendar. The caller holds the lock."""
    rows = list(incident.work.filter(archived_at=None))
    if not rows:
        return
    calendars = _calendars(incident)
    for row in rows:
        _archive(row, now)
        bands = bands_of(incident, Interval(row.started_at, row.ended_at), calendars)
        kept = {field: getattr(row, field) for field in KEPT}
        WorkEntry.objects.create(incident=incident, replaces=row, **kept, **bands)


def _rows(
    incident: Incident, member: int | None, parts: Intervals, written: dict[int | None, Intervals], calendars: Calendars,
    **more: object,
) -> list[WorkEntry]:  # fmt: skip
    return [
        WorkEntry(
            organization_id=incident.organization_id, incident=incident, member_id=member, started_at=part.start,
            ended_at=part.end, **bands_of(incident, part, calendars), **more,
        )
        for part in unwritten(parts, written.get(member, ()))
    ]  # fmt: skip


def _write(
    incident: Incident, work: Work, actor: Actor, now: datetime, replaces: WorkEntry | None = None
) -> WorkEntry:
    _refuse_bad(work, now)
    if work.started_at < incident.received_at - LONGEST:
        raise Refused(started_at=_("Work begins a week before the incident came, at the earliest."))
    part = Interval(whole(work.started_at), whole(work.ended_at))
    return WorkEntry.objects.create(
        organization_id=incident.organization_id, incident=incident, member=work.member, started_at=part.start,
        ended_at=part.end, **bands_of(incident, part, _calendars(incident)), note=work.note, billable=work.billable, written_by=actor.name[:LONGEST_NAME],
        written_at=now, replaces=replaces,
    )  # fmt: skip


def _refuse_bad(work: Work, now: datetime) -> None:
    if whole(work.ended_at) <= whole(work.started_at):
        raise Refused(ended_at=_("Work ends after it began, a minute at least."))
    if work.ended_at > now:
        raise Refused(ended_at=_("This has not happened yet: say when it ended, now at the latest."))
    if work.ended_at - work.started_at > LONGEST:
        raise Refused(ended_at=_("At most seven days in one entry: write longer work in several."))
    if len(work.note) > LONGEST_NOTE or "\x00" in work.note:
        raise Refused(note=_("At most 500 characters of text."))


def _archive(entry: WorkEntry, now: datetime) -> None:
    if not WorkEntry.objects.filter(pk=entry.pk, archived_at=None).update(archived_at=now):
        raise Refused(entry=_("Somebody corrected this entry meanwhile. Look at it again."))


def _record(
    incident: Incident, actor: Actor, verb: str, before: WorkEntry | None, after: WorkEntry | None, now: datetime
) -> None:  # fmt: skip
    record(
        organization=incident.organization, actor=actor, verb=verb, object_kind="incident", object_id=incident.number,
        now=now, before=work_state(before) if before else None, after=work_state(after) if after else None,
    )  # fmt: skip


def work_state(row: WorkEntry) -> dict[str, object]:
    """What the audit tells of an entry."""
    return {
        "member": str(row.member or ""), "started_at": row.started_at.isoformat(), "ended_at": row.ended_at.isoformat(),
        "billable": row.billable, "note": row.note,
    }  # fmt: skip


@contextmanager
def _told(work: Work) -> Iterator[None]:
    """The database's no to one person at work twice at once, in words."""
    try:
        yield
    except IntegrityError as error:
        if "nobody_works_twice_at_once" not in str(error):
            raise
        raise Refused(
            started_at=_("%(name)s has an entry on this incident that overlaps. Correct that one instead.")
            % {"name": work.member or _("Somebody")}
        ) from error
