"""Pulling a message forward: what was to be sent later is due now."""

from datetime import datetime
from uuid import UUID

from delivery import nudge
from delivery.actions.write import task_of
from delivery.models import Message, MessageStatus


def hurry_message(message_id: UUID, *, now: datetime) -> bool:
    """Make a message that still waits for its time due now; False if it has left, ended, or is due already."""
    waiting = Message.objects.filter(pk=message_id, status=MessageStatus.QUEUED, due_at__gt=now)
    if not waiting.update(due_at=now, nudged_at=None):
        return False
    nudge.nudge(task_of(Message.objects.get(pk=message_id)), message_id)
    return True
