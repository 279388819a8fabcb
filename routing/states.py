"""The state machines of the engine as tables: the database's triggers are generated from them. Pure."""

from enum import StrEnum


class IncidentStatus(StrEnum):
    """Where an incident stands. All but `resolved` carry a due time."""

    HELD = "held"
    QUEUED = "queued"
    AT_DESK = "at_desk"
    AWAITING_CONSENT = "awaiting_consent"
    TRIGGERED = "triggered"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class ConsentStatus(StrEnum):
    """Where the question stands whether somebody at the client accepts a charge."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"  # or: the client would rather wait
    LAPSED = "lapsed"  # nobody said anything in time
    OVERTAKEN = "overtaken"  # somebody took it, or it was over, before anybody said anything
    WITHDRAWN = "withdrawn"  # accepted, and taken back before a technician had it


WITHDRAWN = "consent withdrawn"  # the fact of a decision that takes an earlier one's promise back


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
    "held": ("triggered", "queued", "at_desk", "awaiting_consent", "acknowledged", "resolved"),
    "queued": ("at_desk", "awaiting_consent", "triggered", "acknowledged", "resolved"),
    "at_desk": ("acknowledged", "awaiting_consent", "triggered", "queued", "resolved"),
    "awaiting_consent": ("triggered", "queued", "acknowledged", "resolved"),
    "triggered": ("acknowledged", "snoozed", "queued", "at_desk", "resolved"),
    "acknowledged": (
        "triggered",
        "snoozed",
        "resolved",
        "held",
        "queued",
        "at_desk",
        "awaiting_consent",
    ),  # the last four: undone
    "snoozed": ("triggered", "acknowledged", "resolved"),
    "resolved": (
        "held",
        "queued",
        "at_desk",
        "triggered",
        "acknowledged",
        "snoozed",
        "awaiting_consent",
    ),  # the last three: undone
}
CONSENT_MOVES: dict[str, tuple[str, ...]] = {
    "open": ("accepted", "refused", "lapsed", "overtaken"),
    "accepted": ("withdrawn",),
    "overtaken": ("open",),  # what overtook it was undone
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


class WhyHeld(StrEnum):
    """Why a request wakes nobody yet."""

    UNIDENTIFIED = "unidentified"  # by the shared form: nobody knows who it is
    DOUBTFUL = "doubtful"  # it may be a machine's
    MACHINE = "machine"  # it looks like a machine's


class HeldEnd(StrEnum):
    """How a request that was held went on."""

    PROVED = "proved"  # a code came back
    RELEASED = "released"  # somebody of ours let it through
    WAITED = "waited"  # nobody said anything: it went on as if it had been proved
    LEFT = "left"  # nobody said anything: the desk has it
    SPAM = "spam"  # somebody of ours said so


class FileState(StrEnum):
    """Where a file stands that was sent with a request."""

    ARRIVED = "arrived"  # it is being made harmless, and nobody sees it yet
    KEPT = "kept"
    REFUSED = "refused"
    FORGOTTEN = "forgotten"  # its time is over: the bytes are gone


class FileScan(StrEnum):
    """What the scanner said of a file."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    INFECTED = "infected"


LET_THROUGH = "a person sent it"  # the fact of the first decision that counts of a request that was held
