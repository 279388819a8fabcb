"""The targets of a tier's version, from its rows."""

from datetime import timedelta
from functools import lru_cache

from sla.facts import Runs, Targets
from sla.models import SlaTarget, SlaTierVersion
from sla.priority import Priority


@lru_cache(maxsize=512)
def targets_of_version(version_id: int) -> dict[Priority, Targets]:
    """By priority; versions never change, so they are kept."""
    return targets_told(SlaTierVersion.objects.prefetch_related("targets").get(pk=version_id))


def targets_told(row: SlaTierVersion) -> dict[Priority, Targets]:
    return {Priority(t.priority): Targets(*_spans(t), Runs(t.runs)) for t in row.targets.all()}


def _spans(row: SlaTarget) -> tuple[timedelta, timedelta, timedelta, timedelta]:
    return (
        timedelta(seconds=row.acknowledge_seconds),
        timedelta(seconds=row.response_seconds),
        timedelta(seconds=row.update_seconds),
        timedelta(seconds=row.resolution_seconds),
    )
