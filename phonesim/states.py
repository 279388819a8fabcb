"""The words for what a text, a call and a phone are doing. Twilio's own where Twilio has one."""

from enum import StrEnum


class Direction(StrEnum):
    """Which way a text or call went, seen from the account."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"


class TextState(StrEnum):
    """A text's life: queued, sending, sent, delivered; or one of the bad ends. `received` came in."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"


class CallState(StrEnum):
    """A call's life: queued, initiated, ringing, in-progress, completed; or it never connects."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


class OnCall(StrEnum):
    """What a phone does when it is called. RING waits for a person at the page or the control API."""

    RING = "ring"
    ANSWER = "answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    REJECT = "reject"
    OFF = "off"


class OnText(StrEnum):
    """What a phone (or its carrier) does with a text. SILENT: no receipt ever; QUEUE: it never leaves Twilio."""

    DELIVER = "deliver"
    UNDELIVERED = "undelivered"
    OFF = "off"
    LANDLINE = "landline"
    FILTERED = "filtered"
    SILENT = "silent"
    QUEUE = "queue"


REFUSED_TEXTS = {OnText.UNDELIVERED: 30008, OnText.OFF: 30003, OnText.LANDLINE: 30006, OnText.FILTERED: 30007}


NOT_DIALLED = frozenset({CallState.QUEUED, CallState.INITIATED})
NOT_ANSWERED = NOT_DIALLED | {CallState.RINGING}
CALL_ALIVE = NOT_ANSWERED | {CallState.IN_PROGRESS}
TEXT_MOVING = frozenset({TextState.QUEUED, TextState.SENDING, TextState.SENT})
