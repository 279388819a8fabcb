"""Where an incident's targets stand, by what was worked out last: read with the incident itself, and cheap."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from routing.merged import answered_at, ended_at, taken_at
from routing.models import Decision, Incident, TargetClock
from sla.target_clock import State

FIELDS = (
    "kind", "decision_id", "starts_at", "due_at", "at_risk_at", "paused_at", "left_seconds", "at_risk_told_at",
    "breach_told_at",
)  # fmt: skip
PROMISED = ("acknowledge", "response", "resolution")  # what a decision says by itself


@dataclass(frozen=True, slots=True)
class Standing:
    """One target. `at_risk_at` None: not worked out yet, which takes a minute; `left` while it is paused."""

    kind: str
    due_at: datetime
    done_at: datetime | None
    at_risk_at: datetime | None = None
    paused_at: datetime | None = None
    left: timedelta | None = None
    at_risk_told: bool = False
    breach_told: bool = False

    def state(self, now: datetime) -> State:
        if self.done_at is not None:
            return State.STOPPED
        if self.paused_at is not None:
            return State.PAUSED
        if now > self.due_at:
            return State.BREACHED
        return State.AT_RISK if self.at_risk_at and now >= self.at_risk_at else State.RUNNING


def with_clocks(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Annotates `clocks`, what `standings` reads: no question more."""
    kept = TargetClock.objects.filter(incident=OuterRef("pk")).order_by("id")
    return rows.annotate(
        clocks=ArraySubquery(kept.values(told=JSONObject(**{name: name for name in FIELDS})))
    )


def is_kept(incident: Incident, decision: Decision | None) -> bool:
    """Whether what was worked out last is of the decision that counts; also where it promised no time at all."""
    if decision is None or decision.tier_version_id is None:
        return True
    if not any(getattr(decision, f"{kind}_due_at") for kind in PROMISED):
        return True
    return any(row["decision_id"] == decision.pk for row in _told(incident))


def standings(incident: Incident, decision: Decision | None) -> list[Standing]:
    """Taking it, answering, telling more, restoring: those that have a time. The incident is one `with_clocks`."""
    if decision is None:
        return []
    kept = {row["kind"]: row for row in _told(incident) if row["decision_id"] == decision.pk}
    return list(_standings(incident, decision, kept))


def solve_by(incident: Incident) -> datetime | None:
    """When it is to be solved, as pauses moved it; None: that was not promised, or its time stands still."""
    decision = Decision.objects.filter(incident=incident).order_by("-pk").first()
    if decision is None:
        return None
    row = TargetClock.objects.filter(incident=incident, kind="resolution", decision_id=decision.pk).first()
    if row is None:
        return decision.resolution_due_at
    return None if row.paused_at else row.due_at


def _standings(incident: Incident, decision: Decision, kept: Mapping[str, Any]) -> Iterator[Standing]:
    end = ended_at(incident)
    stops = {
        "acknowledge": taken_at(incident) or end,
        "response": answered_at(incident) or end,
        "update": end,
        "resolution": end,
    }
    for kind, done_at in stops.items():
        promised = getattr(decision, f"{kind}_due_at") if kind in PROMISED else None
        if kind in kept:
            one = _standing(kept[kind], done_at)
            if (
                kind != "update" or done_at is None or done_at > one.due_at
            ):  # over before one was due: none was sent
                yield one
        elif promised is not None:
            yield Standing(kind, promised, done_at)


def _standing(row: Mapping[str, Any], done_at: datetime | None) -> Standing:
    left = row["left_seconds"]
    return Standing(
        kind=row["kind"], due_at=_at(row["due_at"]), done_at=done_at, at_risk_at=_at(row["at_risk_at"]),
        paused_at=_at(row["paused_at"]) if row["paused_at"] else None,
        left=None if left is None else timedelta(seconds=left), at_risk_told=bool(row["at_risk_told_at"]),
        breach_told=bool(row["breach_told_at"]),
    )  # fmt: skip


def _told(incident: Incident) -> Iterable[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = incident.clocks  # type: ignore[attr-defined]
    return found


def _at(told: str) -> datetime:
    return datetime.fromisoformat(told)
