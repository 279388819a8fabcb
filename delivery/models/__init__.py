"""The wire: contact methods and their verification, senders, the outbox of messages and its attempts."""

from delivery.models.channels import Channel, ChannelState
from delivery.models.contact_methods import ContactMethod, Verification
from delivery.models.outbox import (
    ATTEMPT_ENDS,
    MESSAGE_ENDS,
    MESSAGE_MOVES,
    Attempt,
    AttemptStatus,
    Message,
    MessageStatus,
    ProviderEvent,
)
from delivery.models.senders import OptOut, PhoneNumber, ProviderAccount

__all__ = [
    "ATTEMPT_ENDS",
    "Attempt",
    "AttemptStatus",
    "Channel",
    "ChannelState",
    "ContactMethod",
    "MESSAGE_ENDS",
    "MESSAGE_MOVES",
    "Message",
    "MessageStatus",
    "OptOut",
    "PhoneNumber",
    "ProviderAccount",
    "ProviderEvent",
    "Verification",
]
