"""Making tiers: a tier's promises are in its versions, which never change."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from accounts.models import Organization
from sla.facts import Cell, Rule, Targets
from sla.grid import TierDefault
from sla.models import CoverageRule, SlaTarget, SlaTier, SlaTierVersion
from sla.priority import Priority

SECOND = timedelta(seconds=1)


def add_tier(*, organization: Organization, tier: TierDefault, now: datetime) -> SlaTierVersion:
    """A tier with its first version: all 48 rules and the targets of all priorities."""
    with transaction.atomic():
        row = SlaTier.objects.create(organization=organization, name=tier.name, kind=tier.kind.value)
        return add_version(row, tier, now=now)


def add_version(row: SlaTier, tier: TierDefault, *, now: datetime) -> SlaTierVersion:
    """The next version of a tier; the earlier ones stay as they are."""
    sold = tier.call_out
    newest = row.versions.aggregate(newest=Max("number"))["newest"] or 0
    version = SlaTierVersion.objects.create(
        organization_id=row.organization_id, tier=row, number=newest + 1, created_at=now, call_out_sold=sold is not None,
        rate_cents=sold.rate_cents if sold else None, currency=sold.currency if sold else "USD",
        minimum_minutes=sold.minimum_minutes if sold else 60,
        increment_minutes=sold.increment_minutes if sold else 15,
    )  # fmt: skip
    CoverageRule.objects.bulk_create(coverage_rules(version, tier.rules))
    SlaTarget.objects.bulk_create(targets(version, tier.targets))
    return version


def coverage_rules(version: SlaTierVersion, rules: Mapping[Cell, Rule]) -> list[CoverageRule]:
    return [
        CoverageRule(
            version=version, service_line=line.value, band=band.value, priority=priority.value,
            outcome=rule.outcome.value, contain_only=rule.contain_only,
        )
        for (line, band, priority), rule in rules.items()
    ]  # fmt: skip


def targets(version: SlaTierVersion, each: Mapping[Priority, Targets]) -> list[SlaTarget]:
    return [
        SlaTarget(
            version=version, priority=priority.value, runs=target.runs.value,
            acknowledge_seconds=target.acknowledge // SECOND, response_seconds=target.response // SECOND,
            update_seconds=target.update // SECOND, resolution_seconds=target.resolution // SECOND,
        )
        for priority, target in each.items()
    ]  # fmt: skip
