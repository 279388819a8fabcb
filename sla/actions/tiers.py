"""Making tiers: a tier's promises are in its versions, which never change."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from sla.charges import WHOLE
from sla.facts import CallOut, Cell, Outcome, Rule, Targets
from sla.grid import TierDefault, problems
from sla.models import CoverageRule, SlaTarget, SlaTier, SlaTierVersion
from sla.priority import Priority
from sla.stored_tiers import tier_facts

SECOND = timedelta(seconds=1)
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Promise:
    """What one version of a tier says: all 48 rules, the targets of all priorities, the price of a call-out if sold."""

    rules: Mapping[Cell, Rule]
    targets: Mapping[Priority, Targets]
    call_out: CallOut | None = None


def create_tier(
    *, organization: Organization, name: str, promise: Promise, actor: Actor, now: datetime
) -> SlaTier:
    """A tier of one's own with its first version. Raises Refused, naming the field."""
    _refuse_bad(name, promise)
    with _names_told(name), transaction.atomic():
        version = add_tier(organization=organization, tier=_written(name, promise), now=now)
        record(
            organization=organization, actor=actor, verb="tier.created", object_kind="tier",
            object_id=version.tier_id, after=promise_state(name, promise), now=now,
        )  # fmt: skip
    return version.tier


def save_tier(
    *,
    tier: SlaTier,
    name: str,
    promise: Promise,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> SlaTierVersion | None:
    """The next version, where the promise differs from the newest one; a new name holds for all versions.

    None: only the name, or nothing, was changed. Raises Refused, naming the field; Stale where somebody saved since
    this was `seen`.
    """
    _refuse_bad(name, promise)
    with _names_told(name), transaction.atomic():
        row = SlaTier.objects.select_for_update(no_key=True).select_related("organization").get(pk=tier.pk)
        newest = newest_promise(row)
        before = promise_state(row.name, newest)
        refuse_stale(
            organization=row.organization, object_kind="tier", object_id=row.pk, state=tier_edition(row),
            seen=seen,
        )  # fmt: skip
        row.name = name
        row.save(update_fields=["name"])
        changed = promise_state(name, promise) != promise_state(name, newest)
        version = add_version(row, _written(name, promise), now=now) if changed else None
        record_edit(
            organization=row.organization, actor=actor, verb="tier.edited", object_kind="tier", object_id=row.pk,
            before=before, after=promise_state(name, promise), now=now,
        )  # fmt: skip
    return version


def archive_tier(*, tier: SlaTier, actor: Actor, now: datetime) -> bool:
    """Offer it no more; agreements on it go on. Raises Refused for the two tiers that always exist; False: done before."""
    if tier.kind != SlaTier.Kind.ORDINARY:
        raise Refused(tier=_("This tier answers where no agreement does: it can be edited, not archived."))
    return _set_archived(tier, now, "tier.archived", actor=actor, now=now)


def restore_tier(*, tier: SlaTier, actor: Actor, now: datetime) -> bool:
    """Offer it again. False: somebody did before."""
    return _set_archived(tier, None, "tier.restored", actor=actor, now=now)


def newest_promise(tier: SlaTier) -> Promise:
    """What a tier says today. Raises SlaTierVersion.DoesNotExist for one without a version."""
    facts = tier_facts(tier.versions.latest("number").pk, tier.name, tier.kind)
    return Promise(facts.rules, facts.targets, facts.call_out)


def promise_state(name: str, promise: Promise) -> dict[str, object]:
    """What the audit tells of a version, a line for each cell."""
    sold = promise.call_out
    return {
        "name": name,
        "call_out": [sold.rate_cents, sold.currency, sold.minimum_minutes, sold.increment_minutes]
        if sold
        else None,
        "terms": [sold.terms_url, sold.terms_version] if sold and sold.terms_url else None,
        **_percents_told(sold),
        **{
            " ".join(cell): f"{rule.outcome}{', contain only' if rule.contain_only else ''}"
            for cell, rule in promise.rules.items()
        },
        **{
            f"targets {priority}": [
                *(int(span.total_seconds()) for span in (each.acknowledge, each.response, each.update)),
                int(each.resolution.total_seconds()),
                str(each.runs),
            ]
            for priority, each in promise.targets.items()
        },
    }


def _percents_told(sold: CallOut | None) -> dict[str, int]:
    """Only where some band costs more or less than the rate."""
    percents = _percents(sold)
    return percents if set(percents.values()) - {WHOLE} else {}


def tier_edition(tier: SlaTier) -> dict[str, object]:
    """What tells one state of a tier from the next: its name and the number of its newest version."""
    return {"name": tier.name, "newest": max((each.number for each in tier.versions.all()), default=None)}


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
        increment_minutes=sold.increment_minutes if sold else 15, terms_url=sold.terms_url if sold else "",
        terms_version=sold.terms_version if sold else "", **_percents(sold),
    )  # fmt: skip
    CoverageRule.objects.bulk_create(coverage_rules(version, tier.rules))
    SlaTarget.objects.bulk_create(targets(version, tier.targets))
    return version


def _percents(sold: CallOut | None) -> dict[str, int]:
    return {f"{band}_percent": percent for band, percent in sold.percents.items()} if sold else {}


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


def _written(name: str, promise: Promise) -> TierDefault:
    return TierDefault(name, promise.rules, call_out=promise.call_out, targets=promise.targets)


def _refuse_bad(name: str, promise: Promise) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise Refused(name=_("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME})
    if wrong := problems(promise.rules, promise.targets):
        raise Refused(grid=" ".join(wrong[:3]))
    asks = any(rule.outcome is Outcome.CONSENT for rule in promise.rules.values())
    if asks and promise.call_out is None:
        raise Refused(
            rate=_("Some cells ask for consent to a charge: say what a call-out costs, or choose the desk.")
        )


def _set_archived(
    tier: SlaTier, archived_at: datetime | None, verb: str, *, actor: Actor, now: datetime
) -> bool:
    with transaction.atomic():
        rows = SlaTier.objects.filter(pk=tier.pk, archived_at__isnull=archived_at is not None)
        if not rows.update(archived_at=archived_at):
            return False
        record(
            organization=tier.organization, actor=actor, verb=verb, object_kind="tier", object_id=tier.pk, now=now,
            before={"name": tier.name} if archived_at else None, after=None if archived_at else {"name": tier.name},
        )  # fmt: skip
    return True


@contextmanager
def _names_told(name: str) -> Iterator[None]:
    """The database's no to a name in use, in words."""
    try:
        yield
    except IntegrityError as error:
        if "one_tier_per_name" not in str(error):
            raise
        raise Refused(
            name=_("There is a tier called %(name)s already, maybe an archived one.") % {"name": name}
        ) from error
