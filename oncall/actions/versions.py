"""Storing what a layer is from an instant on: the past stays, what was planned for later gives way."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import Membership
from oncall.models import Layer, LayerVersion, Participant, Restriction
from oncall.queries import versions_of
from oncall.revision import carrying_on
from oncall.spec import Counting, LayerSpec
from oncall.stored_specs import layer_spec

NEVER = DateTimeTZRange(empty=True)  # what a version holds that gave way before it began


def write_version(layer: Layer, version: LayerSpec) -> LayerVersion:
    """`version` from its instant on, in place of whatever the layer was to be; it carries on unless told its turn."""
    zone = layer.schedule.time_zone
    before = [layer_spec(row, zone) for row in versions_of(layer)]
    version = carrying_on(before, version)
    if version.effective_from is not None:
        end_versions(layer, version.effective_from)
    return _stored(layer, version, "" if version.zone.key == zone else version.zone.key)


def end_versions(layer: Layer, at: datetime) -> None:
    """Nothing of the layer holds from that instant on; what was to begin later never does."""
    for row in versions_of(layer):
        if row.held.lower >= at:
            LayerVersion.objects.filter(pk=row.pk).update(held=NEVER)
        elif row.held.upper is None or row.held.upper > at:
            LayerVersion.objects.filter(pk=row.pk).update(held=DateTimeTZRange(row.held.lower, at))


def rewrite_version(row: LayerVersion, on_clock_of: str, now: datetime, **changed: Any) -> LayerVersion:
    """The same version with something `changed`, from now on (or from when it begins), with whoever has the turn."""
    version = replace(layer_spec(row, on_clock_of), **changed)
    if row.held.lower < now:
        version = replace(version, effective_from=now, first_turn=None)
    return write_version(row.layer, version)


def _stored(layer: Layer, version: LayerSpec, time_zone: str) -> LayerVersion:
    ends = version.ends_at
    row = LayerVersion.objects.create(
        layer=layer, held=DateTimeTZRange(version.effective_from, version.effective_until), precedence=version.precedence,
        time_zone=time_zone, turn_length=version.length, turn_unit=version.unit.value,
        starts_on=version.starts_at.date(), starts_time=version.starts_at.time(),
        ends_on=ends and ends.date(), ends_time=ends and ends.time(),
        first_turn=version.first_turn, counts_covered_turns=version.count_turns == Counting.COVERED,
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(version=row, group=place, member_id=int(str(person)))
        for place, group in enumerate(version.participants)
        for person in group
    )
    Restriction.objects.bulk_create(
        Restriction(
            version=row, days=sorted(window.days), start_minute=window.start_minute, end_minute=window.end_minute
        )
        for window in version.restrictions
    )  # fmt: skip
    return row


def told(version: LayerSpec, names: dict[int, str]) -> dict[str, Any]:
    """A version as the audit keeps it."""
    return {
        "name": version.name,
        "people": [[names.get(int(str(one)), str(one)) for one in group] for group in version.participants],
        "turn": f"{version.length} {version.unit}",
        "starts_at": version.starts_at.isoformat(),
        "ends_at": version.ends_at and version.ends_at.isoformat(),
        "time_zone": version.zone.key,
        "precedence": version.precedence,
        "restrictions": [[sorted(w.days), w.start_minute, w.end_minute] for w in version.restrictions],
        "count_turns": version.count_turns.value,
    }


def names_of(versions: Iterable[LayerSpec]) -> dict[int, str]:
    """The names of everybody in these versions."""
    ids = {int(str(person)) for one in versions for group in one.participants for person in group}
    return {row.pk: str(row) for row in Membership.objects.filter(pk__in=ids).select_related("user")}
