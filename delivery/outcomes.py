"""Why a message ended as it did, in one word each, and which of those words mean a dead end. Pure.

A dead end (engine.md, promise 7) moves a page on at once; silence waits for the person's next rule.
"""

from datetime import datetime, timedelta
from enum import StrEnum

TOO_FAST = timedelta(seconds=5)


class Reason(StrEnum):
    """`Message.reason` and `Attempt.reason`; the words on the timeline are made from these."""

    NONE = ""
    ANSWERED = "answered"  # a key was pressed in the call
    NO_RECEIPT = "no_receipt"  # the carrier took the text and never said more
    NO_ANSWER = "no_answer"
    BUSY = "busy"  # or declined
    VOICEMAIL = "voicemail"
    NO_KEY = "no_key"  # answered, heard, no key pressed
    PICKED_UP_AT_ONCE = (
        "picked_up_at_once"  # answered within 5 s of ringing without a key: a machine, or a phone that is off
    )
    UNDELIVERED = "undelivered"
    PHONE_OFF = "phone_off"
    FILTERED = "filtered"
    OPTED_OUT = "opted_out"
    LANDLINE = "landline"
    INVALID_ADDRESS = "invalid_number"
    BLOCKED = "blocked"
    COUNTRY_BLOCKED = "country_blocked"
    NOT_REGISTERED = "not_registered"
    CHANNEL_OFF = "channel_off"
    NO_SENDER = "no_sender"
    BAD_TEXT = "bad_text"
    BAD_CALLBACK = "bad_callback"
    CREDENTIALS = "credentials"
    TOO_MANY_REQUESTS = "too_many_requests"
    PROVIDER_UNREACHABLE = "provider_unreachable"
    PROVIDER_BUSY = "provider_busy"
    PROVIDER_REFUSED = "provider_refused"
    PROVIDER_UNCLEAR = "provider_unclear"  # nobody knows whether it was sent
    CANCELED = "canceled"
    EXPIRED = "expired"


NOT_DEAD_ENDS = frozenset(
    {Reason.NONE, Reason.ANSWERED, Reason.NO_RECEIPT, Reason.NO_ANSWER, Reason.BUSY, Reason.VOICEMAIL}
    | {Reason.NO_KEY, Reason.CANCELED}
)
FAULTS_OF_OURS = frozenset(
    {Reason.CREDENTIALS, Reason.NO_SENDER, Reason.NOT_REGISTERED, Reason.COUNTRY_BLOCKED, Reason.BAD_CALLBACK}
)


def is_dead_end(reason: str) -> bool:
    """Whether a message that ended so can't have reached a person; an unknown word counts as one."""
    return reason not in NOT_DEAD_ENDS


def of_answered_call(
    *, ringing_at: datetime | None, answered_at: datetime | None, heard_at: datetime | None, answered_by: str
) -> Reason:
    """How a call that was answered, and is over, ended; `answered_by` is the provider's word, often empty."""
    if heard_at:
        return Reason.ANSWERED
    if answered_by.startswith(("machine", "fax")):
        return Reason.VOICEMAIL
    if ringing_at and answered_at and answered_at - ringing_at < TOO_FAST:
        return Reason.PICKED_UP_AT_ONCE
    return Reason.NO_KEY
