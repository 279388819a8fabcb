"""The board: who is on call, what is open and due, what waits for the desk, where nobody will be, how we are."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Max, OuterRef, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.http import HttpRequest, HttpResponse

from accounts.models import Organization
from accounts.permissions import Act
from routing.health import STALE_SECONDS, Health, health_for
from routing.models import Incident, Page
from routing.queries import held_back, last_decisions, open_incidents
from routing.reach import paging_number
from routing.standings import with_clocks
from routing.states import IncidentStatus
from web.deadlines import Deadline, next_deadline
from web.demo_mail import has_demo_mail
from web.duty import duties
from web.hole_notice import notice_of
from web.live import stamp_of, unless_seen
from web.visit import Visit, members_only, show

SHOWN = 200
FAR = datetime.max.replace(tzinfo=UTC)
FACTS = (
    "id", "status", "due_at", "taken_by_id", "responded_at", "priority", "round", "step", "fallback_round",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What the board hangs on, read in one question: `changes`, and how many requests are held."""

    changes: tuple[object, ...]
    held: int


@dataclass(frozen=True)
class Row:
    """An open incident on the board; `calling`: whose phones are being tried."""

    incident: Incident
    deadline: Deadline | None
    calling: list[str]


@members_only(Act.VIEW)
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    engine = health_for(visit.organization, visit.now)
    seen = seen_of_board(visit)
    context = board_context(visit, engine, seen) | {"room": "board", "stamp": _stamp(visit, engine, seen)}
    return show(request, visit, "board/page.html", context)


@members_only(Act.VIEW)
def board_live(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The board's body again, or 304."""
    engine = health_for(visit.organization, visit.now)
    seen = seen_of_board(visit)
    stamp = _stamp(visit, engine, seen)

    def fresh() -> HttpResponse:
        return show(request, visit, "board/_live.html", board_context(visit, engine, seen) | {"stamp": stamp})

    return unless_seen(request, stamp, fresh)


def open_now(visit: Visit) -> list[Incident]:
    """What is open, each with `calling`: the names of those whose phones are being tried, as they were called."""
    pages = Page.objects.filter(incident=OuterRef("pk"), ended_at=None, kind=Page.Kind.PAGE).order_by("id")
    name = Coalesce(
        NullIf("member__partner_name", Value("")), NullIf("member__user__name", Value("")), "member__user__email",
        output_field=CharField(),
    )  # fmt: skip
    calling = ArraySubquery(pages.annotate(called=name).values("called"))
    rows = open_incidents(visit.organization).exclude(pk__in=held_back(visit.organization))
    return list(with_clocks(rows).annotate(calling=calling)[:SHOWN])


def board_context(visit: Visit, engine: Health, seen: Seen) -> dict[str, object]:
    found = open_now(visit)
    both = rows_of(found, visit.now)
    rows = [row for row in both if row.incident.status != IncidentStatus.QUEUED]
    waiting = [row for row in both if row.incident.status == IncidentStatus.QUEUED]
    on_duty = duties(visit.organization, visit.now)
    return {
        "rows": rows,
        "untaken": sum(row.incident.status == IncidentStatus.TRIGGERED for row in rows),
        "waiting": sorted(waiting, key=lambda row: row.incident.due_at or FAR),
        "held": seen.held,
        "duties": on_duty,
        "has_gaps": any(duty.gaps for duty in on_duty),
        "holes": notice_of(visit.organization),
        "health": engine,
        "sender": paging_number(visit.organization),
        "sweep_is_seen": engine.sweep_age_seconds is not None and engine.sweep_age_seconds < STALE_SECONDS,
        "phones_url": settings.PHONESIM_URL,
        "has_demo_mail": has_demo_mail() and visit.membership.role == "owner",
    }


def seen_of_board(visit: Visit) -> Seen:
    """Incidents, overrides, holes and held requests."""
    found = open_incidents(visit.organization).values(said=JSONObject(**{fact: fact for fact in FACTS}))
    held = held_back(visit.organization).order_by().annotate(one=Value(1)).values("one")
    row = Organization.objects.filter(pk=visit.organization.pk).values_list(
        ArraySubquery(found[:SHOWN]),
        "hole_snapshot__edition",
        Max("schedules__overrides__id"),
        Max("schedules__overrides__canceled_at"),
        ArraySubquery(held),
    )
    *changes, ones = row[0]
    return Seen(tuple(changes), len(ones))


def _stamp(visit: Visit, engine: Health, seen: Seen) -> str:
    """Changes when the board would: with what it hangs on, our health, or the minute in its countdowns."""
    minute = visit.now.replace(second=0, microsecond=0)
    return stamp_of(seen.changes, seen.held, engine.reasons, minute, visit.membership.pk)


def rows_of(found: list[Incident], now: datetime) -> list[Row]:
    """By the next open deadline, the most urgent of equal ones first; what has none comes last."""
    decisions = last_decisions(found)
    rows = [
        Row(each, next_deadline(each, decisions.get(each.pk), now), list(dict.fromkeys(each.calling)))  # type: ignore[attr-defined]
        for each in found
    ]
    return sorted(rows, key=_promise)


def _promise(row: Row) -> tuple[datetime, str, int]:
    return row.deadline.due_at if row.deadline else FAR, row.incident.priority, row.incident.pk
