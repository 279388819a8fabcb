"""Tiers as pages to read: what each version promises, who is on it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from accounts.permissions import Act
from sla.facts import TierFacts
from sla.lookups import agreements_on, archived_tiers, get_tier, tiers_in_use
from sla.models import SlaTier, SlaTierVersion
from sla.stored_tiers import tier_facts
from web.found import or_404
from web.tier_grid import GridRow, TargetRow, grid_rows, target_rows
from web.visit import Visit, members_only, show


@dataclass(frozen=True)
class ShownTier:
    """One version, to be read as a grid."""

    tier: TierFacts
    grid: list[GridRow]
    targets: list[TargetRow]


@dataclass(frozen=True)
class Listed:
    """A tier in the list: its newest version, and the agreements on that one and on earlier ones."""

    tier: SlaTier
    newest: SlaTierVersion
    on_newest: int
    on_older: int


@members_only(Act.VIEW)
def tier_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = [listed(tier) for tier in tiers_in_use(visit.organization, visit.now)]
    context = {
        "room": "setup",
        "sold": [row for row in rows if row.tier.kind == SlaTier.Kind.ORDINARY],
        "always": [row for row in rows if row.tier.kind != SlaTier.Kind.ORDINARY],
        "archived": archived_tiers(visit.organization),
    }
    return show(request, visit, "tiers/list.html", context)


@members_only(Act.VIEW)
def tier_page(request: HttpRequest, visit: Visit, tier_id: int) -> HttpResponse:
    """`?version=2` shows an earlier one."""
    tier = found_tier(visit, tier_id)
    version = _version(tier, request.GET.get("version", ""))
    context = {
        "room": "setup", "row": listed(tier), "version": version, "shown": shown(tier, version),
        "agreements": agreements_on(tier, visit.now),
    }  # fmt: skip
    return show(request, visit, "tiers/page.html", context)


def found_tier(visit: Visit, tier_id: int) -> SlaTier:
    """Raises Http404, also for another organization's and for one that is archived."""
    return or_404(get_tier, visit.organization, tier_id, visit.now)


def listed(tier: SlaTier) -> Listed:
    newest, *older = tier.versions.all()
    return Listed(tier, newest, _count(newest), sum(_count(each) for each in older))


def shown(tier: SlaTier, version: SlaTierVersion) -> ShownTier:
    facts = tier_facts(version.pk, tier.name, tier.kind)
    return ShownTier(facts, grid_rows(facts), target_rows(facts))


def _count(version: SlaTierVersion) -> int:
    return int(getattr(version, "agreement_count", 0))


def _version(tier: SlaTier, asked: str) -> SlaTierVersion:
    """The newest unless another is asked for. Raises Http404."""
    versions = list(tier.versions.all())
    if not asked:
        return versions[0]
    for version in versions:
        if str(version.number) == asked:
            return version
    raise Http404
