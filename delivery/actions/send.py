"""The one verb of the outbox: do what is due for a message. May be called by anybody, at any time, any number of times."""

from datetime import datetime
from uuid import UUID

from delivery.actions.claim import Work, claim
from delivery.actions.deliver import deliver, deliver_untried
from delivery.actions.poll import poll
from delivery.actions.reconcile import reconcile

HOW = {Work.DELIVER: deliver, Work.RECONCILE: reconcile, Work.POLL: poll}


def send(message_id: UUID, *, now: datetime) -> bool:
    """Send it, find out what became of it, or ask how it is; True if this call did it, False if there was nothing to do.

    Must not run inside a transaction. A crash at any point is picked up when the lease is over.
    """
    if deliver_untried(message_id, now=now):
        return True
    claimed = claim(message_id, now=now)
    if claimed is None:
        return False
    HOW[claimed.work](claimed, now=now)
    return True
