"""Something that was to wait is wanted now."""

from datetime import datetime
from uuid import UUID

from delivery import nudge
from delivery.models import Message, MessageStatus


def hurry_message(message_id: UUID, *, now: datetime) -> bool:
    """A message that still waits for its time is due at once; False if it has left, or ended."""
    waiting = Message.objects.filter(pk=message_id, status=MessageStatus.QUEUED, due_at__gt=now)
    won = waiting.update(due_at=now, nudged_at=None) == 1
    if won:
        nudge.nudge(nudge.Task.SEND, message_id)
    return won
