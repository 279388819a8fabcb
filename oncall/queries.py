"""Reading who answers: schedules, policies, notification rules; scoped to an organization."""

from collections import defaultdict
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import Membership, Organization
from delivery.models import ContactMethod
from delivery.queries import contact_methods
from oncall.models import (
    EscalationPolicy,
    EscalationStep,
    FallbackEntry,
    Layer,
    LayerVersion,
    NotificationRule,
    Override,
    OverridePerson,
    Participant,
    Schedule,
    StepTarget,
)
from oncall.ways import Way


def schedules(organization: Organization) -> QuerySet[Schedule]:
    return Schedule.objects.filter(organization=organization, archived_at=None).order_by("name")


def schedules_since(organization: Organization, since: datetime) -> QuerySet[Schedule]:
    """With those that were archived after `since`: until then people were on call in them."""
    in_use = Q(archived_at=None) | Q(archived_at__gt=since)
    return Schedule.objects.filter(in_use, organization=organization).order_by("name")


def get_schedule(organization: Organization, schedule_id: int) -> Schedule:
    """Raises Schedule.DoesNotExist, also for another organization's."""
    return schedules(organization).select_related("organization").get(pk=schedule_id)


def get_layer(schedule: Schedule, layer_id: int) -> LayerVersion:
    """A layer as it is, or will be after the last planned change. Raises LayerVersion.DoesNotExist."""
    found = _versions().filter(layer__schedule=schedule, layer=layer_id).last()
    if found is None:
        raise LayerVersion.DoesNotExist
    return found


def versions_of(layer: Layer) -> list[LayerVersion]:
    """All that the layer was, is and will be, in that order; what gave way before it began is not among it."""
    return list(_versions().filter(layer=layer))


def newest_version(layer: Layer) -> LayerVersion | None:
    """What the layer is, or will be after the last planned change."""
    return _versions().filter(layer=layer).last()


def newest_versions(schedule: Schedule) -> list[LayerVersion]:
    """Each layer's newest version, the strongest first; layers that have ended too."""
    rows = {row.layer_id: row for row in _versions().filter(layer__schedule=schedule)}
    return sorted(rows.values(), key=lambda row: (-row.precedence, row.layer.name))


def layers_in_force(schedule: Schedule, now: datetime) -> list[LayerVersion]:
    """The newest versions of the layers that have not been ended, the strongest first."""
    return [row for row in newest_versions(schedule) if row.held.upper is None or row.held.upper > now]


def _versions() -> QuerySet[LayerVersion]:
    people = Participant.objects.select_related("member__user")
    rows = LayerVersion.objects.filter(held__isempty=False).select_related("layer__schedule__organization")
    return rows.prefetch_related(Prefetch("participants", queryset=people), "restrictions").order_by(
        "held", "pk"
    )


def policies_naming(schedule: Schedule) -> QuerySet[EscalationPolicy]:
    """The policies in use that page whoever is on call in the schedule."""
    rows = policies(schedule.organization).filter(steps__targets__schedule=schedule)
    return rows.distinct()


def policy_ids_naming(schedule: Schedule) -> set[int]:
    """The same by their ids. One query."""
    return set(policies_naming(schedule).order_by().values_list("pk", flat=True))


def policies(organization: Organization) -> QuerySet[EscalationPolicy]:
    found = EscalationPolicy.objects.filter(organization=organization, archived_at=None).order_by("name")
    return found.prefetch_related(Prefetch("steps", queryset=_steps()))


def steps_of(policy: EscalationPolicy) -> QuerySet[EscalationStep]:
    """A policy's steps in order, with whom they ask. Two queries."""
    return _steps().filter(policy=policy)


def _steps() -> QuerySet[EscalationStep]:
    targets = StepTarget.objects.select_related("schedule", "member__user")
    return EscalationStep.objects.prefetch_related(Prefetch("targets", queryset=targets))


def get_policy(organization: Organization, policy_id: int) -> EscalationPolicy:
    """Raises EscalationPolicy.DoesNotExist, also for another organization's."""
    return policies(organization).select_related("organization").get(pk=policy_id)


def in_order_of_paging(organization: Organization) -> QuerySet[Schedule]:
    """By the earliest step of any policy that pages them: the primary comes before the backup; the unused come last."""
    steps = EscalationStep.objects.filter(targets__schedule=OuterRef("pk"), policy__archived_at=None)
    first = Subquery(steps.order_by("position").values("position")[:1])
    return schedules(organization).order_by(first.asc(nulls_last=True), "name")


def fallback_members(organization: Organization) -> list[Membership]:
    """The organization's last chain in order; archived members are skipped."""
    rows = FallbackEntry.objects.filter(organization=organization, member__archived_at=None)
    return [row.member for row in rows.select_related("member__user").order_by("position")]


def overrides_between(schedule: Schedule, since: datetime, until: datetime) -> QuerySet[Override]:
    rows = Override.objects.filter(schedule=schedule, canceled_at=None, start_at__lt=until, end_at__gt=since)
    people = Prefetch("people", queryset=OverridePerson.objects.select_related("member__user"))
    return rows.select_related("subject__user", "stand_in__user", "made_by__user").prefetch_related(people)


def get_override(schedule: Schedule, override_id: int) -> Override:
    """Raises Override.DoesNotExist, also for another schedule's."""
    return Override.objects.select_related("schedule__organization").get(schedule=schedule, pk=override_id)


Ways = dict[str, tuple[Way, ...]]


def ways_of(member: Membership) -> Ways:
    """A member's own rules by priority, in order; those of archived phones have ended. Without any: not in it."""
    return phones_and_ways(member)[1]


def phones_and_ways(member: Membership) -> tuple[list[ContactMethod], Ways]:
    """All contact methods of a member that are not archived, and the rules that name them. One query."""
    rules = NotificationRule.objects.filter(contact_method=OuterRef("pk"), member=member)
    told = JSONObject(priority="priority", channel="channel", delay="delay_seconds")
    rows = list(contact_methods([member]).annotate(told=ArraySubquery(rules.values(said=told))))
    found: defaultdict[str, list[Way]] = defaultdict(list)
    for row in rows:
        for rule in row.told:
            found[rule["priority"]].append(Way(rule["delay"], rule["channel"], row.pk))
    return [*rows], {priority: tuple(sorted(ways)) for priority, ways in found.items()}


def fallback_phones(organization: Organization) -> QuerySet[ContactMethod]:
    """The verified phones of everybody in the last chain."""
    chain = FallbackEntry.objects.filter(organization=organization, member__archived_at=None)
    phones = ContactMethod.objects.filter(organization=organization, kind=ContactMethod.Kind.PHONE)
    return phones.filter(
        member__in=chain.values("member"), archived_at=None, verified_at__isnull=False
    ).order_by("pk")


def fallback_place(member: Membership) -> int | None:
    """Where a member stands in the last chain, counted from 1; None: not in it."""
    found = [row.pk for row in fallback_members(member.organization)]
    return found.index(member.pk) + 1 if member.pk in found else None
