"""The provider seam: what a company that sends for us must be able to do, and the shapes that cross the seam."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from delivery.models import AttemptStatus


@dataclass(frozen=True, slots=True)
class OutgoingText:
    """A text to send. `validity_seconds` 1..36000: not delivered any more after that. No `status_url`: no callbacks."""

    from_number: str
    to: str
    body: str
    validity_seconds: int
    status_url: str


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """A call to place; what is spoken is fetched from `answer_url` when it is answered, else from `fallback_url`."""

    from_number: str
    to: str
    answer_url: str
    status_url: str
    ring_seconds: int
    fallback_url: str = ""


@dataclass(frozen=True, slots=True)
class SpokenCall:
    """A call that carries its own words (TwiML, at most 4000 characters): it needs nothing of ours to be up."""

    from_number: str
    to: str
    twiml: str
    ring_seconds: int


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail in plain text. `message_id` (without angle brackets) is the same when it is sent again."""

    to: str
    subject: str
    body: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; `status` is what it said first."""

    provider_sid: str
    status: AttemptStatus


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """What the provider says now. `status` None: a word we don't know, kept in `word`. `answered_by` of calls only."""

    provider_sid: str
    status: AttemptStatus | None
    word: str
    error_code: int | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A message or call that the provider's list shows for a request of ours whose answer was lost."""

    provider_sid: str
    status: ProviderStatus
    copies: int  # how many equal ones the list shows; this is the newest


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text that came in; the body may be empty (pictures only)."""

    provider_sid: str
    from_number: str
    to: str
    body: str
    media_count: int
    opt_out: str  # STOP, START or HELP where the provider read it as that, else empty
    params: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class InboundCall:
    """A call whose prompt is asked for: one that came in, or one of ours that was answered."""

    provider_sid: str
    from_number: str
    to: str
    answered_by: str
    params: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A status callback. `sequence` is -1 where the provider numbers nothing (texts)."""

    now: ProviderStatus
    sequence: int
    from_number: str
    to: str
    params: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyPress:
    """Keys pressed in a prompt; `digits` without the closing `#`, empty when only that was pressed."""

    provider_sid: str
    digits: str
    from_number: str
    to: str
    answered_by: str
    params: Mapping[str, str] = field(repr=False)


class Provider(Protocol):
    """A company that sends texts and places calls. Every method may raise `errors.DeliveryError`, and nothing else."""

    def send_text(self, text: OutgoingText) -> Accepted: ...
    def place_call(self, call: OutgoingCall) -> Accepted: ...

    def speak(self, call: SpokenCall) -> Accepted:
        """A call without webhooks, for when our own web may be down."""

    def cancel_call(self, provider_sid: str) -> bool:
        """End a call that was not answered yet; False if there was nothing left to end."""

    def fetch_text(self, provider_sid: str) -> ProviderStatus: ...
    def fetch_call(self, provider_sid: str) -> ProviderStatus: ...

    def find_text(self, text: OutgoingText, *, since: datetime, known: frozenset[str]) -> Found | None:
        """The newest equal text created since, whose sid is not among those we know already."""

    def find_call(self, call: OutgoingCall, *, since: datetime, known: frozenset[str]) -> Found | None: ...

    def register_number(self, number: str, *, text_url: str, call_url: str) -> bool:
        """Point the number's webhooks here; False if they did already."""

    def parse_text(self, params: Mapping[str, str]) -> InboundText: ...
    def parse_call(self, params: Mapping[str, str]) -> InboundCall: ...
    def parse_status(self, params: Mapping[str, str]) -> StatusReport: ...
    def parse_keys(self, params: Mapping[str, str]) -> KeyPress: ...


class MailProvider(Protocol):
    """What sends mail. May raise `errors.DeliveryError`, and nothing else."""

    def send_mail(self, mail: OutgoingMail) -> Accepted: ...
