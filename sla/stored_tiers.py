"""A tier's versions as the oracle is told of them. They never change, so what was read once is kept."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models.functions import JSONObject

from hours.calendar import Band
from sla.facts import CallOut, Cell, Outcome, Rule, ServiceLine, TierFacts, TierKind
from sla.models import SlaTierVersion
from sla.priority import Priority
from sla.stored_targets import targets_told

MOST_KEPT = 512
CELLS = JSONBAgg(
    JSONObject(
        line="rules__service_line",
        band="rules__band",
        priority="rules__priority",
        outcome="rules__outcome",
        contain_only="rules__contain_only",
    )
)


class TierKey(NamedTuple):
    """A version with its tier's name and kind. A tier renamed is another key."""

    version_id: int
    name: str
    kind: str


KEPT: dict[TierKey, TierFacts] = {}


def tiers_told(keys: Iterable[TierKey]) -> Mapping[TierKey, TierFacts]:
    """These versions. Those that were never read before take two queries, however many they are.

    Raises SlaTierVersion.DoesNotExist where one is missing.
    """
    wanted = set(keys)
    known = {key: kept for key in wanted if (kept := KEPT.get(key))}
    if unread := wanted - known.keys():
        known |= _kept(_read(unread))
    return known


def tier_facts(version_id: int, name: str, kind: str) -> TierFacts:
    """One of them."""
    key = TierKey(version_id, name, kind)
    return tiers_told([key])[key]


def call_out_of(row: SlaTierVersion) -> CallOut:
    """What a technician costs by this version."""
    return CallOut(
        row.rate_cents or 0, row.currency, row.minimum_minutes, row.increment_minutes, row.terms_url, row.terms_version,
        row.business_hours_percent, row.after_hours_percent, row.weekend_percent, row.holiday_percent,
    )  # fmt: skip


def _kept(fresh: dict[TierKey, TierFacts]) -> dict[TierKey, TierFacts]:
    if len(KEPT) + len(fresh) > MOST_KEPT:
        KEPT.clear()
    KEPT.update(fresh)
    return fresh


def _read(keys: Collection[TierKey]) -> dict[TierKey, TierFacts]:
    rows = SlaTierVersion.objects.filter(pk__in={key.version_id for key in keys}).annotate(cells=CELLS)
    by_id = {row.pk: row for row in rows.prefetch_related("targets")}
    for key in keys:
        if key.version_id not in by_id:
            raise SlaTierVersion.DoesNotExist(f"{key.name} has no version {key.version_id}.")
    return {key: _told(by_id[key.version_id], key) for key in keys}


def _told(row: Any, key: TierKey) -> TierFacts:
    return TierFacts(
        id=row.pk,
        name=key.name,
        kind=TierKind(key.kind),
        version=row.number,
        rules=dict(_rule(cell) for cell in row.cells if cell["line"]),
        targets=targets_told(row),
        call_out=call_out_of(row) if row.call_out_sold else None,
    )


def _rule(cell: dict[str, Any]) -> tuple[Cell, Rule]:
    place = ServiceLine(cell["line"]), Band(cell["band"]), Priority(cell["priority"])
    return place, Rule(Outcome(cell["outcome"]), cell["contain_only"])
