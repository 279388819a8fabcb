"""How long a worker may hold a message here, and how that time goes by without waiting for it."""

from datetime import timedelta

from django.db.models import F

from delivery.models import Message
from tests.journeys.story import Clock

PATIENCE_SECONDS = 2  # with the provider
LEASE = timedelta(seconds=PATIENCE_SECONDS + 5)


def lease_runs_out(clock: Clock) -> None:
    """Both clocks go on by a lease: the product's, and the database's, which can't be moved; so the leases are."""
    Message.objects.filter(lease_until__isnull=False).update(lease_until=F("lease_until") - LEASE)
    clock.forward(LEASE.total_seconds())
