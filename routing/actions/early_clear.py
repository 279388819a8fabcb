"""A clear that overtook its alert on the way here: remembered for two minutes (hostile-inputs.md, D4)."""

from datetime import timedelta

from routing.inbound import generic
from routing.inbound.signal import EventAction, Signal
from routing.models import Handling, InboundEvent

REMEMBERED = timedelta(minutes=2)
MOST = 50


def earlier_clear(event: InboundEvent, signal: Signal) -> InboundEvent | None:
    """The clear of this key that found nothing to clear and is, by the sender's own clock, not older than the signal.

    Without times of the sender there is none: then it is paged.
    """
    if signal.dedup_key is None or signal.occurred_at is None:
        return None
    rows = InboundEvent.objects.filter(
        integration=event.integration_id, handling__outcome=Handling.Outcome.IGNORED,
        received_at__gte=event.received_at - REMEMBERED, received_at__lte=event.received_at,
    ).select_related("integration")  # fmt: skip
    return next((row for row in rows.order_by("-received_at")[:MOST] if _clears(row, signal)), None)


def _clears(event: InboundEvent, signal: Signal) -> bool:
    said = generic.parse(bytes(event.raw), source_name=event.integration.name)
    if not isinstance(said, Signal) or said.action is not EventAction.RESOLVE:
        return False
    if said.dedup_key != signal.dedup_key or said.occurred_at is None or signal.occurred_at is None:
        return False
    return signal.occurred_at <= said.occurred_at
