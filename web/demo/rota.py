"""The demo's schedules, rules and policy: a week each, handoff Tuesday 09:00, the backup is next week's primary."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import Membership, Organization
from delivery.models import ContactMethod
from oncall.models import (
    EscalationPolicy,
    EscalationStep,
    FallbackEntry,
    Layer,
    LayerVersion,
    NotificationRule,
    Participant,
    Schedule,
    StepTarget,
)
from routing.models import Route

HANDOFF = time(9)
TUESDAY = 1
STEP_SECONDS = 60
CALL_AFTER_SECONDS = 20


def load_rota(
    organization: Organization, members: Sequence[Membership], *, now: datetime
) -> EscalationPolicy:
    """`members` in the order of their weeks; the first has the week that is running."""
    primary = _schedule(organization, "Primary", members, now)
    backup = _schedule(organization, "Backup", [*members[1:], members[0]], now)
    for member in members:
        _rules(member)
    policy = EscalationPolicy.objects.create(organization=organization, name="Nights", rounds=2)
    targets = (StepTarget(schedule=primary), StepTarget(schedule=backup), StepTarget(member=members[0]))
    for position, target in enumerate(targets, start=1):
        step = EscalationStep.objects.create(
            organization=organization, policy=policy, position=position, wait_seconds=STEP_SECONDS
        )
        target.step = step
        target.save()
    Route.objects.create(organization=organization, policy=policy)
    return policy


def load_fallback(organization: Organization, members: Sequence[Membership]) -> None:
    """Who stands behind everyone, in order."""
    FallbackEntry.objects.bulk_create(
        FallbackEntry(organization=organization, position=position, member=member)
        for position, member in enumerate(members, start=1)
    )


def _schedule(
    organization: Organization, name: str, members: Sequence[Membership], now: datetime
) -> Schedule:
    schedule = Schedule.objects.create(organization=organization, name=name, time_zone=organization.time_zone)
    begins = _last_handoff(now, ZoneInfo(organization.time_zone))
    version = LayerVersion.objects.create(
        layer=Layer.objects.create(schedule=schedule, name="Weeks"), held=DateTimeTZRange(begins, None), turn_length=1,
        turn_unit="week", starts_on=begins.date(), starts_time=HANDOFF,
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(version=version, group=group, member=member) for group, member in enumerate(members)
    )
    return schedule


def _last_handoff(now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    back = (local.weekday() - TUESDAY) % 7
    handoff = datetime.combine(local.date() - timedelta(days=back), HANDOFF, tzinfo=zone)
    return handoff if handoff <= now else handoff - timedelta(days=7)


def _rules(member: Membership) -> None:
    """Text at once, call twenty seconds later, for P1 and P2."""
    phone = ContactMethod.objects.get(member=member, kind=ContactMethod.Kind.PHONE)
    for priority in ("P1", "P2"):
        for channel, delay in (("sms", 0), ("voice", CALL_AFTER_SECONDS)):
            NotificationRule.objects.create(
                member=member, priority=priority, channel=channel, contact_method=phone, delay_seconds=delay
            )
