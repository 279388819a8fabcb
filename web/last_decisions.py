"""The decision that counts for each of several incidents, in one query."""

from collections.abc import Iterable

from routing.models import Decision, Incident


def last_decisions(rows: Iterable[Incident]) -> dict[int, Decision]:
    """By incident id; an incident without any is not in it."""
    newest = Decision.objects.filter(incident__in=[row.pk for row in rows]).order_by("incident_id", "-id")
    return {decision.incident_id: decision for decision in newest.distinct("incident_id")}
