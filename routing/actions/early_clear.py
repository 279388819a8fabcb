"""A clear that overtook its alert: on the way here, or among us, when several hands work off what waited (D4)."""

from datetime import datetime, timedelta

from routing.inbound import generic
from routing.inbound.signal import EventAction, Signal
from routing.models import Handling, InboundEvent

REMEMBERED = timedelta(minutes=2)
WAITED = timedelta(seconds=1)  # handled so long after its receipt, others may have been handled before it
MOST = 50


def earlier_clear(event: InboundEvent, signal: Signal, *, now: datetime) -> InboundEvent | None:
    """The clear of this key that found nothing to clear and is not older than the signal: by the sender's own clock, or,
    where it came after it, by ours.

    What came before it without times of the sender counts for nothing: then it is paged.
    """
    if signal.dedup_key is None or (signal.occurred_at is None and now - event.received_at < WAITED):
        return None
    rows = InboundEvent.objects.filter(
        integration=event.integration_id, handling__outcome=Handling.Outcome.IGNORED,
        received_at__gte=event.received_at - REMEMBERED,
    ).select_related("integration")  # fmt: skip
    return next((row for row in rows.order_by("-received_at")[:MOST] if _clears(row, event, signal)), None)


def _clears(row: InboundEvent, event: InboundEvent, signal: Signal) -> bool:
    said = generic.parse(bytes(row.raw), source_name=row.integration.name)
    if not isinstance(said, Signal) or said.action is not EventAction.RESOLVE:
        return False
    if said.dedup_key != signal.dedup_key:
        return False
    came_after = row.received_at > event.received_at
    if said.occurred_at is None:
        return came_after
    if signal.occurred_at is None:
        return came_after and said.occurred_at >= event.received_at
    return said.occurred_at >= signal.occurred_at
