"""Rows as the API tells them: plain data, members by e-mail, instants in UTC with a Z."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Membership
from delivery.models import Attempt
from oncall.models import Schedule
from oncall.shifts import next_handoff, on_call_at
from oncall.spec import Person, ScheduleSpec
from routing.forecast import WouldPage
from routing.models import Decision, Incident, Page, TimelineEntry
from sla.facts import Verdict

DEADLINES = ("acknowledge_due_at", "response_due_at", "resolution_due_at", "next_opening_at")


def instant(at: datetime | None) -> str | None:
    """RFC 3339, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def address(member: Membership | None) -> str | None:
    """What the API calls a member by."""
    return member.user.email if member else None


def with_all_told(found: QuerySet[Incident]) -> QuerySet[Incident]:
    """The incidents with everything `incident` reads, in a fixed number of queries."""
    pages = Page.objects.filter(kind=Page.Kind.PAGE).select_related("member__user", "message").order_by("id")
    return found.select_related("organization", "client", "taken_by__user").prefetch_related(
        Prefetch("decisions", queryset=Decision.objects.order_by("id")),
        Prefetch("pages", queryset=pages),
        Prefetch("pages__message__attempts", queryset=Attempt.objects.order_by("number")),
        Prefetch("timeline", queryset=TimelineEntry.objects.order_by("id")),
    )


def incident(row: Incident) -> dict[str, Any]:
    """An incident from `with_all_told`, whole."""
    return {
        "number": row.number,
        "reference": row.reference,
        "status": row.status,
        "summary": row.summary,
        "client": row.client.code if row.client else None,
        "service_line": row.service_line,
        "priority": row.priority,
        "received_at": instant(row.received_at),
        "decisions": [decision(one) for one in row.decisions.all()],
        "acknowledged_by": address(row.taken_by),
        "acknowledged_at": instant(row.taken_at),
        "responded_at": instant(row.responded_at),
        "resolved_at": instant(row.resolved_at),
        "due_at": instant(row.due_at),
        "pages": [page(one) for one in row.pages.all()],
        "timeline": [
            {"at": instant(one.at), "kind": one.kind, "text": one.text} for one in row.timeline.all()
        ],
    }


def decision(row: Decision) -> dict[str, Any]:
    """`agreement`: the tier and version agreed on, null without an agreement."""
    return {
        "at": instant(row.at),
        "outcome": row.outcome,
        "band": row.band,
        "reasons": list(row.reasons),
        "agreement": row.tier_name if row.agreement_id else None,
        **{name: instant(getattr(row, name)) for name in DEADLINES},
    }


def page(row: Page) -> dict[str, Any]:
    """A page with the requests made to the provider for it; one that failed at once has none."""
    attempts = row.message.attempts.all() if row.message else ()
    return {
        "to": address(row.member),
        "channel": row.channel,
        "status": row.status,
        "reason": row.reason,
        "attempts": [{"at": instant(one.started_at), "status": one.status} for one in attempts],
    }


def verdict(found: Verdict, *, at: datetime) -> dict[str, Any]:
    """A decision that was only asked about."""
    return {
        "at": instant(at),
        "outcome": found.outcome.value,
        "band": found.band.value,
        "reasons": list(found.reasons),
        "agreement": f"{found.tier_name} v{found.tier_version}" if found.agreement_id else None,
        **{name: instant(getattr(found, name)) for name in DEADLINES},
    }


def would_page(one: WouldPage) -> dict[str, Any]:
    """A page that would go out; step 0 is the fallback."""
    return {
        "member": address(one.member),
        "channel": one.channel,
        "step": one.step,
        "round": one.round,
        "offset_seconds": one.offset_seconds,
    }


def on_call(
    schedule: Schedule, spec: ScheduleSpec, at: datetime, members: Mapping[int, Membership]
) -> dict[str, Any]:
    """Who is on call in a schedule, and until when that stays so; null: for more than a year."""
    people = on_call_at(spec, at).people
    return {
        "schedule": schedule.name,
        "on_call": [members[key].user.email for key in map(id_of, people) if key in members],
        "until": instant(next_handoff(spec, at)),
    }


def id_of(person: Person) -> int:
    """A person of a schedule's spec as the membership id it is."""
    return int(str(person))
