"""Twilio's webhooks and status words, read by name; parameters we don't know are kept and ignored."""

from collections.abc import Mapping

from delivery.models import AttemptStatus
from delivery.providers.base import InboundCall, InboundText, KeyPress, ProviderStatus, StatusReport
from delivery.segments import xml_safe

TEXT_WORDS = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending"), AttemptStatus.ACCEPTED),
    **dict.fromkeys(("sent", "partially_delivered"), AttemptStatus.SENT),
    **dict.fromkeys(("delivered", "read"), AttemptStatus.DELIVERED),
    "undelivered": AttemptStatus.UNDELIVERED,
    "failed": AttemptStatus.FAILED,
    "canceled": AttemptStatus.CANCELED,
}
CALL_WORDS = {
    **dict.fromkeys(("queued", "initiated"), AttemptStatus.ACCEPTED),
    "ringing": AttemptStatus.RINGING,
    **dict.fromkeys(("in-progress", "answered"), AttemptStatus.ANSWERED),
    "completed": AttemptStatus.COMPLETED,
    "busy": AttemptStatus.BUSY,
    "no-answer": AttemptStatus.NO_ANSWER,
    "failed": AttemptStatus.FAILED,
    "canceled": AttemptStatus.CANCELED,
}
LONGEST_SID = 64
NOBODY_THERE = frozenset(
    {"408", "480", "487"}
)  # SIP: timeout, temporarily unavailable, terminated: nobody answered


def readable(params: Mapping[str, str]) -> dict[str, str]:
    """The parameters without what a database or an XML document refuses (NUL, lone surrogates)."""
    return {xml_safe(name): xml_safe(value) for name, value in params.items()}


def text_status(*, sid: str, word: str, error_code: object) -> ProviderStatus:
    """What a text's status word says."""
    return ProviderStatus(sid, TEXT_WORDS.get(word), word, number_or_none(error_code))


def call_status(
    *, sid: str, word: str, answered_by: str = "", sip: str = "", error_code: object = None
) -> ProviderStatus:
    """What a call's status word says; a failure that only means "nobody there" counts as no answer."""
    status = CALL_WORDS.get(word)
    if status == AttemptStatus.FAILED and sip in NOBODY_THERE:
        status = AttemptStatus.NO_ANSWER
    return ProviderStatus(sid, status, word, number_or_none(error_code), answered_by)


def number_or_none(value: object) -> int | None:
    """A provider's number: it comes as int, as text, as nothing, or as something else."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def parse_text(params: Mapping[str, str]) -> InboundText:
    """An inbound text (telephony.md, 1.5)."""
    given = readable(params)
    return InboundText(
        provider_sid=given.get("MessageSid", "")[:LONGEST_SID],
        from_number=given.get("From", ""),
        to=given.get("To", ""),
        body=given.get("Body", ""),
        media_count=number_or_none(given.get("NumMedia")) or 0,
        opt_out=given.get("OptOutType", "").upper(),
        params=given,
    )


def parse_call(params: Mapping[str, str]) -> InboundCall:
    """A call that asks what to say."""
    given = readable(params)
    return InboundCall(
        provider_sid=given.get("CallSid", "")[:LONGEST_SID],
        from_number=given.get("From", ""),
        to=given.get("To", ""),
        answered_by=given.get("AnsweredBy", ""),
        params=given,
    )


def parse_keys(params: Mapping[str, str]) -> KeyPress:
    """Keys pressed: `#` alone comes as nothing or as `#`, both mean no digit."""
    given = readable(params)
    return KeyPress(
        provider_sid=given.get("CallSid", "")[:LONGEST_SID],
        digits=given.get("Digits", "").strip().strip("#"),
        from_number=given.get("From", ""),
        to=given.get("To", ""),
        answered_by=given.get("AnsweredBy", ""),
        params=given,
    )


def parse_status(params: Mapping[str, str]) -> StatusReport:
    """A status callback of a text (has MessageSid) or of a call (has CallSid)."""
    given = readable(params)
    sequence = number_or_none(given.get("SequenceNumber"))
    return StatusReport(
        now=_status_of_call(given) if given.get("CallSid") else _status_of_text(given),
        sequence=-1 if sequence is None else sequence,
        from_number=given.get("From", ""),
        to=given.get("To", ""),
        params=given,
    )


def _status_of_text(given: Mapping[str, str]) -> ProviderStatus:
    word = given.get("MessageStatus") or given.get("SmsStatus", "")
    sid = given.get("MessageSid", "")[:LONGEST_SID]
    return text_status(sid=sid, word=word, error_code=given.get("ErrorCode"))


def _status_of_call(given: Mapping[str, str]) -> ProviderStatus:
    return call_status(
        sid=given["CallSid"][:LONGEST_SID],
        word=given.get("CallStatus", ""),
        answered_by=given.get("AnsweredBy", ""),
        sip=given.get("SipResponseCode", ""),
        error_code=given.get("ErrorCode"),
    )
