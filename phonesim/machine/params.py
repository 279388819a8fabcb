"""What Twilio says in its webhooks, by name: the sets of telephony.md 1.3, 1.5 and 1.6."""

from datetime import UTC, datetime
from email.utils import format_datetime

from phonesim.phone_numbers import places
from phonesim.records import Call, Message
from phonesim.states import CALL_ALIVE, CallState, Direction

API_VERSION = "2010-04-01"


def rfc2822(at: float) -> str:
    """Fri, 24 May 2019 17:44:46 +0000"""
    return format_datetime(datetime.fromtimestamp(int(at), UTC))


def text_status(text: Message, *, account: str, word: str = "") -> dict[str, str]:
    """A text's status callback. `word` in place of the true status."""
    status = word or text.status
    params = {
        "MessageSid": text.sid,
        "SmsSid": text.sid,
        "MessageStatus": status,
        "SmsStatus": status,
        "To": text.to,
        "From": text.from_number,
        "AccountSid": account,
        "ApiVersion": API_VERSION,
    }
    if text.error_code is not None:
        params["ErrorCode"] = str(text.error_code)
    if status in ("delivered", "undelivered"):
        done = datetime.fromtimestamp(text.updated_at, UTC)
        params["RawDlrDoneDate"] = f"{done:%y%m%d%H%M}"
    return params


def text_received(text: Message, *, account: str) -> dict[str, str]:
    """An inbound text."""
    return {
        **places("To", text.to),
        **places("From", text.from_number),
        "MessageSid": text.sid,
        "SmsMessageSid": text.sid,
        "SmsSid": text.sid,
        "SmsStatus": "received",
        "NumMedia": "0",
        "NumSegments": str(text.segments),
        "Body": text.body,
        "To": text.to,
        "From": text.from_number,
        "AccountSid": account,
        "ApiVersion": API_VERSION,
    }


def call_now(call: Call, *, account: str, status: str = "") -> dict[str, str]:
    """What every webhook of a call says."""
    return {
        "CallSid": call.sid,
        "AccountSid": account,
        "From": call.from_number,
        "To": call.to,
        "Caller": call.from_number,
        "Called": call.to,
        "CallStatus": status or call.state,
        "Direction": call.direction,
        "ApiVersion": API_VERSION,
        **places("From", call.from_number),
        **places("To", call.to),
        **places("Caller", call.from_number),
        **places("Called", call.to),
        **({"AnsweredBy": call.answered_by} if call.answered_by else {}),
        **({"StirVerstat": "TN-Validation-Passed-A"} if call.direction == Direction.INBOUND else {}),
    }


def call_event(call: Call, *, account: str, at: float, sequence: int, sip: int | None) -> dict[str, str]:
    """A call's status callback. `Duration` is in billed minutes, `CallDuration` in seconds."""
    params = {
        **call_now(call, account=account),
        "Timestamp": rfc2822(at),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
    }
    if call.state not in CALL_ALIVE:
        params["CallDuration"] = str(call.seconds)
        params["Duration"] = str(-(-call.seconds // 60))
        params["SipResponseCode"] = str(sip or (200 if call.state == CallState.COMPLETED else 487))
    return params
