"""The targets of what is open, worked out and with pauses."""

from datetime import timedelta

from accounts.models import Membership
from routing.models import ClockPause, Decision, Incident, TargetClock
from sla.models import SlaTierVersion

MINUTE = timedelta(minutes=1)
MINUTES = {"acknowledge": 10, "response": 30, "update": 60, "resolution": 240}


def keep_time(rows: list[Incident], people: list[Membership], *, pauses: int) -> None:
    """Each decided once more by a tier that has targets; as many pauses as told, the last of which lasts."""
    version = SlaTierVersion.objects.filter(organization=rows[0].organization).order_by("pk")[0]
    decisions = Decision.objects.bulk_create(_decision(row, version) for row in rows)
    TargetClock.objects.bulk_create(
        TargetClock(
            organization_id=row.organization_id, incident=row, kind=kind, decision_id=decision.pk, starts_at=row.received_at,
            due_at=row.received_at + minutes * MINUTE, at_risk_at=row.received_at + minutes * MINUTE * 3 / 4,
        )
        for row, decision in zip(rows, decisions, strict=True)
        for kind, minutes in MINUTES.items()
    )  # fmt: skip
    ClockPause.objects.bulk_create(
        ClockPause(
            organization_id=row.organization_id, incident=row, since=row.received_at + (2 * number + 1) * MINUTE,
            until=None if number == pauses - 1 else row.received_at + (2 * number + 2) * MINUTE, reason="client",
            evidence="They look for the key.", paused_by=people[number % len(people)],
        )
        for row in rows
        for number in range(pauses)
    )  # fmt: skip


def _decision(row: Incident, version: SlaTierVersion) -> Decision:
    due = {f"{kind}_due_at": row.received_at + minutes * MINUTE for kind, minutes in MINUTES.items()}
    return Decision(
        organization_id=row.organization_id, incident=row, at=row.received_at, fact="now worse", outcome="page",
        band="after_hours", covered=True, priority=row.priority, reasons=["It is night."], tier_name="Gold v1",
        tier_version=version, **due,
    )  # fmt: skip
