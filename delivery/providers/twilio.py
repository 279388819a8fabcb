"""Twilio. The one file that knows its client; its traps are in telephony.md, 1.14. Proven against phonesim only."""

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from delivery.providers import errors, forms
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
from delivery.providers.transport import Answer, Transport

CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
CLOCK_SKEW = timedelta(seconds=5)
LISTED = 20
MOST_CLIENTS = 15
LONGEST_CALL_SECONDS = 3600
NOT_IN_PROGRESS = 21220


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where and as whom to send."""

    base_url: str
    account_sid: str
    auth_token: str
    read_seconds: float


class _Clients(threading.local):
    """One client per process, thread and account, of a few: its HTTP session is shared state and survives no fork."""

    def __init__(self) -> None:
        self.made: dict[tuple[int, Credentials], Client] = {}

    def get(self, credentials: Credentials) -> Client:
        key = (os.getpid(), credentials)
        if key not in self.made:
            kept = {old: client for old, client in self.made.items() if old[0] == key[0]}
            self.made = {**dict(list(kept.items())[-MOST_CLIENTS:]), key: _client(credentials)}
        return self.made[key]


_clients = _Clients()


def _client(credentials: Credentials) -> Client:
    """`environment` must not be empty, or the client reads TWILIO_EDGE and TWILIO_REGION from the real one."""
    transport = Transport(base_url=credentials.base_url, read_seconds=credentials.read_seconds)
    return Client(
        credentials.account_sid, credentials.auth_token, http_client=transport, environment={"_": ""}
    )


def load_client() -> object:
    """Load what the client loads at its first request, which takes it half a second; nothing is sent."""
    nobody = Credentials("http://127.0.0.1", "AC", "", 1.0)
    return _client(nobody).messages


@contextmanager
def _translated() -> Iterator[None]:
    """Every way in which the client fails, as DeliveryError. An answer that can't be read (200 with HTML) is A."""
    try:
        yield
    except TwilioException as error:
        status, code = _told(error)
        fault = errors.of_answer(http_status=status, code=code) if status else errors.UNCLEAR
        raise errors.failure(fault, code=code, detail=str(error)[:200]) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise errors.failure(errors.UNCLEAR, detail=f"unreadable answer: {type(error).__name__}") from error


def _told(error: TwilioException) -> tuple[int | None, int | None]:
    """HTTP status and the provider's code; a list that failed has them only in the answer it carries along."""
    answer = next((one for one in error.args if isinstance(one, Answer)), None)
    if answer is None:
        return getattr(error, "status", None), forms.number_or_none(getattr(error, "code", None))
    try:
        code = json.loads(answer.text)["code"]
    except (ValueError, TypeError, KeyError):
        code = None
    return answer.status_code, forms.number_or_none(code)


class Twilio:
    """The provider Twilio, and whatever speaks its REST API at `credentials.base_url`."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials

    @property
    def _rest(self) -> Client:
        return _clients.get(self.credentials)

    def send_text(self, text: OutgoingText) -> Accepted:
        with _translated():
            made = self._rest.messages.create(
                to=text.to,
                from_=text.from_number,
                body=text.body,
                validity_period=min(max(text.validity_seconds, 1), 36_000),
                **({"status_callback": text.status_url} if text.status_url else {}),
            )
            return _accepted(_text(made))

    def place_call(self, call: OutgoingCall) -> Accepted:
        with _translated():
            made = self._rest.calls.create(
                to=call.to,
                from_=call.from_number,
                url=call.answer_url,
                method="POST",
                timeout=call.ring_seconds,
                time_limit=LONGEST_CALL_SECONDS,
                **_callbacks_of(call),
            )
            return _accepted(_call(made))

    def speak(self, call: SpokenCall) -> Accepted:
        with _translated():
            made = self._rest.calls.create(
                to=call.to, from_=call.from_number, twiml=call.twiml, timeout=call.ring_seconds
            )
            return _accepted(_call(made))

    def cancel_call(self, provider_sid: str) -> bool:
        """Only an unanswered call can be canceled: 21220 says that it is answered or over (benign)."""
        try:
            with _translated():
                self._rest.calls(provider_sid).update(status="canceled")
        except errors.DeliveryError as error:
            if error.code != NOT_IN_PROGRESS:
                raise
            return False
        return True

    def fetch_text(self, provider_sid: str) -> ProviderStatus:
        with _translated():
            return _text(self._rest.messages(provider_sid).fetch())

    def fetch_call(self, provider_sid: str) -> ProviderStatus:
        with _translated():
            return _call(self._rest.calls(provider_sid).fetch())

    def find_text(self, text: OutgoingText, *, since: datetime, known: frozenset[str]) -> Found | None:
        """Not filtered by date: a queued text has no DateSent, and would be missed."""
        with _translated():
            listed = self._rest.messages.list(to=text.to, limit=LISTED)
            ours = [one for one in listed if one.from_ == text.from_number and one.body == text.body]
            return _newest(ours, _text, since=since, known=known)

    def find_call(self, call: OutgoingCall, *, since: datetime, known: frozenset[str]) -> Found | None:
        """A listed call's sender is `_from`, a listed text's `from_`: so the client has it."""
        with _translated():
            listed = self._rest.calls.list(to=call.to, limit=LISTED)
            ours = [one for one in listed if one._from == call.from_number]
            return _newest(ours, _call, since=since, known=known)

    def register_number(self, number: str, *, text_url: str, call_url: str) -> bool:
        with _translated():
            rows = self._rest.incoming_phone_numbers.list(phone_number=number, limit=LISTED)
            row = next((one for one in rows if one.phone_number == number), None)
            if row is None:
                raise errors.failure(errors.TABLE[21606], detail=f"{number} is not a number of this account")
            if (row.sms_url, row.sms_method, row.voice_url, row.voice_method) == (
                text_url,
                "POST",
                call_url,
                "POST",
            ):
                return False
            row.update(sms_url=text_url, sms_method="POST", voice_url=call_url, voice_method="POST")
            return True

    def parse_text(self, params: Mapping[str, str]) -> InboundText:
        return forms.parse_text(params)

    def parse_call(self, params: Mapping[str, str]) -> InboundCall:
        return forms.parse_call(params)

    def parse_status(self, params: Mapping[str, str]) -> StatusReport:
        return forms.parse_status(params)

    def parse_keys(self, params: Mapping[str, str]) -> KeyPress:
        return forms.parse_keys(params)


def _callbacks_of(call: OutgoingCall) -> dict[str, Any]:
    fallback = {"fallback_url": call.fallback_url, "fallback_method": "POST"} if call.fallback_url else {}
    if not call.status_url:
        return fallback
    return {**fallback, "status_callback": call.status_url, "status_callback_event": CALL_EVENTS}


def _text(row: Any) -> ProviderStatus:
    return forms.text_status(sid=row.sid or "", word=row.status or "", error_code=row.error_code)


def _call(row: Any) -> ProviderStatus:
    return forms.call_status(sid=row.sid or "", word=row.status or "", answered_by=row.answered_by or "")


def _accepted(now: ProviderStatus) -> Accepted:
    """Success without a sid (an empty 201) is no success: nobody knows."""
    if not now.provider_sid:
        raise errors.failure(errors.UNCLEAR, detail="an answer without a sid")
    return Accepted(now.provider_sid, now.status or forms.TEXT_WORDS["accepted"])


def _newest(
    rows: Iterable[Any], read: Callable[[Any], ProviderStatus], *, since: datetime, known: frozenset[str]
) -> Found | None:
    """The newest outbound row created since, a few seconds of clock skew allowed; the rest are its copies."""
    ours = [
        row
        for row in rows
        if (row.direction or "").startswith("outbound")
        and row.sid not in known
        and row.date_created is not None
        and row.date_created >= since - CLOCK_SKEW
    ]
    if not ours:
        return None
    newest = max(ours, key=lambda row: row.date_created)
    return Found(newest.sid, read(newest), copies=len(ours))
