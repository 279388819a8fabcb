"""The state machines of the engine as tables: the database's triggers are generated from them. Pure."""

from enum import StrEnum


class IncidentStatus(StrEnum):
    """Where an incident stands. All but `resolved` carry a due time."""

    HELD = "held"
    QUEUED = "queued"
    AT_DESK = "at_desk"
    TRIGGERED = "triggered"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class PageStatus(StrEnum):
    """Where a page stands; queued, sending and waiting follow its message."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELED = "canceled"


INCIDENT_MOVES: dict[str, tuple[str, ...]] = {
    "held": ("triggered", "queued", "at_desk", "acknowledged", "resolved"),
    "queued": ("at_desk", "triggered", "acknowledged", "resolved"),
    "at_desk": ("acknowledged", "triggered", "queued", "resolved"),
    "triggered": ("acknowledged", "snoozed", "queued", "at_desk", "resolved"),
    "acknowledged": (
        "triggered",
        "snoozed",
        "resolved",
        "held",
        "queued",
        "at_desk",
    ),  # the last three: undone
    "snoozed": ("triggered", "acknowledged", "resolved"),
    "resolved": ("held", "queued", "at_desk", "triggered", "acknowledged", "snoozed"),  # the last two: undone
}
PAGE_OPEN = ("queued", "sending", "waiting")
PAGE_ENDS = ("acknowledged", "rejected", "failed", "expired", "canceled")
PAGE_MOVES: dict[str, tuple[str, ...]] = {
    "queued": ("sending", "waiting", *PAGE_ENDS),
    "sending": ("queued", "waiting", *PAGE_ENDS),
    "waiting": ("queued", *PAGE_ENDS),
    "failed": ("acknowledged", "rejected", "waiting"),
    "expired": ("acknowledged", "rejected"),
    "canceled": ("acknowledged", "rejected"),
    "rejected": ("acknowledged",),
}
