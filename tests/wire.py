"""A provider for nights without processes: it takes everything, keeps it in a list and reports what the phones do.

It stands at the wire only: everything of ours above `delivery.providers` is real. What it reports are Twilio's own
parameters, read by our own parser.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from delivery.models import AttemptStatus
from delivery.providers import forms
from delivery.providers.base import (
    Accepted,
    Found,
    InboundCall,
    InboundText,
    KeyPress,
    OutgoingCall,
    OutgoingText,
    ProviderStatus,
    SpokenCall,
    StatusReport,
)
from delivery.providers.errors import DeliveryError

ATTEMPT = re.compile(r"/([0-9a-f-]{36})/status/")


@dataclass
class Sent:
    """One text or call as a phone got it. `read`: a test has looked at it."""

    kind: str
    sid: str
    to: str
    from_number: str
    body: str
    at: datetime
    attempt: UUID | None
    read: bool = False
    says: dict[str, str] = field(default_factory=dict)


@dataclass
class Manners:
    """What a phone does by itself. Texts: delivered, or undelivered with this error code. Calls ring out, or `calls`."""

    text_error: int | None = None
    calls: str = "no-answer"  # no-answer, busy, failed, machine
    refused: DeliveryError | None = None


@dataclass
class Report:
    """A status callback on its way."""

    at: datetime
    sent: Sent
    params: dict[str, str]


class Wire:
    """The provider protocol over lists. `clock` is read for when things happen."""

    def __init__(self, clock: "HasNow") -> None:
        self.clock = clock
        self.sent: list[Sent] = []
        self.reports: list[Report] = []
        self.manners: dict[str, Manners] = {}
        self.hung_up: list[str] = []

    def of(self, address: str) -> Manners:
        return self.manners.setdefault(address, Manners())

    def send_text(self, text: OutgoingText) -> Accepted:
        sent = self._take("text", text.from_number, text.to, text.body, text.status_url)
        error = self.of(text.to).text_error
        word = (
            {"MessageStatus": "undelivered", "ErrorCode": str(error)}
            if error
            else {"MessageStatus": "delivered"}
        )
        self._report(sent, 0, {"MessageSid": sent.sid, **word})
        return Accepted(sent.sid, AttemptStatus.ACCEPTED)

    def place_call(self, call: OutgoingCall) -> Accepted:
        sent = self._take("call", call.from_number, call.to, call.answer_url, call.status_url)
        self.rings(sent, call.ring_seconds)
        return Accepted(sent.sid, AttemptStatus.ACCEPTED)

    def speak(self, call: SpokenCall) -> Accepted:
        sent = self._take("call", call.from_number, call.to, call.twiml, "")
        return Accepted(sent.sid, AttemptStatus.ACCEPTED)

    def _take(self, kind: str, from_number: str, to: str, body: str, status_url: str) -> Sent:
        refused = self.of(to).refused
        if refused:
            raise refused
        found = ATTEMPT.search(status_url)
        sid = f"{'SM' if kind == 'text' else 'CA'}{len(self.sent):032x}"
        sent = Sent(kind, sid, to, from_number, body, self.clock.now, UUID(found[1]) if found else None)
        self.sent.append(sent)
        return sent

    def rings(self, sent: Sent, ring_seconds: int) -> None:
        """The course of a call nobody interferes with."""
        how = self.of(sent.to).calls
        ends = {"no-answer": float(ring_seconds), "busy": 2.0, "failed": 1.0, "machine": 14.0}[how]
        self.call_report(sent, 1, "ringing")
        if how == "machine":
            self.call_report(sent, 8, "in-progress")
            self.call_report(sent, ends, "completed", AnsweredBy="machine_start")
            return
        self.call_report(sent, ends, how)

    def call_report(self, sent: Sent, after: float, word: str, **more: str) -> None:
        number = sum(1 for report in self.reports if report.sent is sent)
        taken = int(sent.says.get("SequenceNumber", "-1")) + 1 + number
        params = {"CallSid": sent.sid, "CallStatus": word, "SequenceNumber": str(taken), **more}
        self._report(sent, after, params)

    def _report(self, sent: Sent, after: float, params: dict[str, str]) -> None:
        self.reports.append(Report(self.clock.now + timedelta(seconds=after), sent, params))

    def take_back(self, sent: Sent) -> None:
        """Somebody does something with the call: its course is another one now."""
        self.reports = [report for report in self.reports if report.sent is not sent]

    def cancel_call(self, provider_sid: str) -> bool:
        self.hung_up.append(provider_sid)
        return True

    def fetch_text(self, provider_sid: str) -> ProviderStatus:
        return forms.parse_status(self._says(provider_sid, {"MessageSid": provider_sid})).now

    def fetch_call(self, provider_sid: str) -> ProviderStatus:
        return forms.parse_status(self._says(provider_sid, {"CallSid": provider_sid})).now

    def _says(self, sid: str, unknown: dict[str, str]) -> dict[str, str]:
        return next((sent.says for sent in self.sent if sent.sid == sid and sent.says), unknown)

    def find_text(self, text: OutgoingText, *, since: datetime, known: frozenset[str]) -> Found | None:
        return None

    def find_call(self, call: OutgoingCall, *, since: datetime, known: frozenset[str]) -> Found | None:
        return None

    def register_number(self, number: str, *, text_url: str, call_url: str) -> bool:
        return False

    def parse_text(self, params: Mapping[str, str]) -> InboundText:
        return forms.parse_text(params)

    def parse_call(self, params: Mapping[str, str]) -> InboundCall:
        return forms.parse_call(params)

    def parse_status(self, params: Mapping[str, str]) -> StatusReport:
        return forms.parse_status(params)

    def parse_keys(self, params: Mapping[str, str]) -> KeyPress:
        return forms.parse_keys(params)


class HasNow:
    """Something with a present instant."""

    now: datetime
