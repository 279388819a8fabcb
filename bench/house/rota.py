"""Who answers: schedules of layers with a past and a future, overrides, policies, the fallback."""

from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import Membership, Organization
from bench.house.size import Size
from oncall.models import (
    EscalationPolicy,
    EscalationStep,
    FallbackEntry,
    Layer,
    LayerVersion,
    Override,
    OverridePerson,
    Participant,
    Restriction,
    Schedule,
    StepTarget,
    Swap,
    SwapAsked,
)
from routing.models import Handoff

YEAR = timedelta(days=365)
GROUPS, STEPS, LAYERS = 8, 3, 3


def make_rota(
    organization: Organization, people: list[Membership], size: Size, now: datetime
) -> list[Schedule]:
    rows = Schedule.objects.bulk_create(
        Schedule(organization=organization, name=f"Schedule {number}", time_zone="America/New_York")
        for number in range(size.schedules)
    )
    layers = Layer.objects.bulk_create(
        Layer(schedule=row, name=f"Layer {number}") for row in rows for number in range(LAYERS)
    )
    _versions(layers, people, now)
    _overrides(rows, people, size, now)
    _swaps(rows, people, size, now)
    _handoffs(rows, people, size, now)
    return rows


def _versions(layers: list[Layer], people: list[Membership], now: datetime) -> None:
    """What each layer was, is, and will be in a month; the first of a schedule always has somebody."""
    month = timedelta(days=30)
    spans = ((now - YEAR, now - month), (now - month, now + month), (now + month, None))
    rows = LayerVersion.objects.bulk_create(
        LayerVersion(
            layer=layer, held=DateTimeTZRange(*span), precedence=number % LAYERS * 10, turn_length=1, turn_unit="week",
            starts_on=date(2024, 1, 2), starts_time=time(9),
        )
        for number, layer in enumerate(layers)
        for span in spans
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(version=row, group=group, member=people[(number * 3 + group) % len(people)])
        for number, row in enumerate(rows)
        for group in range(GROUPS)
    )
    Restriction.objects.bulk_create(
        Restriction(version=row, days=[5, 6], start_minute=0, end_minute=1440)
        for row in rows
        if row.precedence > 0
    )


def _overrides(
    schedules: list[Schedule], people: list[Membership], size: Size, now: datetime
) -> list[Override]:
    """Each second one sets who it is, the others put one in another's place; one after the other, from tomorrow on."""
    rows = Override.objects.bulk_create(
        Override(
            schedule=schedule, kind="set" if number % 2 else "replace",
            subject=None if number % 2 else people[number % len(people)],
            stand_in=None if number % 2 else people[(number + 1) % len(people)], made_by=people[0],
            start_at=now + timedelta(days=number + 1), end_at=now + timedelta(days=number + 1, hours=8), created_at=now,
        )
        for schedule in schedules
        for number in range(size.each)
    )  # fmt: skip
    OverridePerson.objects.bulk_create(
        OverridePerson(override=row, member=member)
        for row in rows
        if row.kind == "set"
        for member in people[:2]
    )
    return rows


def _swaps(schedules: list[Schedule], people: list[Membership], size: Size, now: datetime) -> None:
    """Each of the first asks everyone, in each schedule; every second one is over."""
    far = now + timedelta(days=2)
    rows = Swap.objects.bulk_create(
        Swap(
            organization=schedule.organization, schedule=schedule, asker=people[number % len(people)], audience="everyone",
            start_at=far, end_at=far + timedelta(hours=8), created_at=now, expires_at=far, note="The children are ill",
            status="asked" if number % 2 else "expired", due_at=far if number % 2 else None,
            ended_at=None if number % 2 else now,
        )
        for schedule in schedules[:2]
        for number in range(min(size.each, len(people)))
    )  # fmt: skip
    SwapAsked.objects.bulk_create(
        SwapAsked(swap=row, member=member) for row in rows for member in people if member != row.asker
    )


def _handoffs(schedules: list[Schedule], people: list[Membership], size: Size, now: datetime) -> None:
    """Each of the first began a while ago in each schedule, and has not confirmed."""
    began = now - timedelta(minutes=20)
    Handoff.objects.bulk_create(
        Handoff(
            organization=schedule.organization, schedule=schedule, member=person, starts_at=began, created_at=began,
            told_at=began, asked_at=began, missed_told_at=now,
        )
        for schedule in schedules
        for person in people[: size.each]
    )  # fmt: skip


def make_policies(
    organization: Organization, people: list[Membership], schedules: list[Schedule], size: Size
) -> list[EscalationPolicy]:
    """Each asks a schedule and a member at every step; behind them all stands the fallback."""
    rows = EscalationPolicy.objects.bulk_create(
        EscalationPolicy(organization=organization, name=f"Nights {number}", rounds=2)
        for number in range(size.each)
    )
    steps = EscalationStep.objects.bulk_create(
        EscalationStep(organization=organization, policy=row, position=position, wait_seconds=240)
        for row in rows
        for position in range(1, STEPS + 1)
    )
    StepTarget.objects.bulk_create(
        target
        for number, step in enumerate(steps)
        for target in (
            StepTarget(step=step, schedule=schedules[number % len(schedules)]),
            StepTarget(step=step, member=people[number % len(people)]),
        )
    )
    FallbackEntry.objects.bulk_create(
        FallbackEntry(organization=organization, position=position, member=member)
        for position, member in enumerate(people[: size.each], start=1)
    )
    return rows
