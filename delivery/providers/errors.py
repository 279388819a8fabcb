"""What a provider's error means for us: one table for REST errors and callback codes (telephony.md, 1.9).

R try again, A nobody knows whether it was done, P never for this address, C another channel, X our account or setup.
An unknown code is A from a 5xx answer and C otherwise; never a silent success.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from delivery.outcomes import Reason


class Kind(StrEnum):
    """The class of a fault."""

    RETRY = "R"
    AMBIGUOUS = "A"
    PERMANENT = "P"
    CHANGE = "C"
    CONFIG = "X"


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the table."""

    kind: Kind
    reason: Reason


class DeliveryError(Exception):
    """A provider did not take a message. `code` is the provider's number, None without one."""

    def __init__(self, *, kind: Kind, reason: Reason, code: int | None = None, detail: str = "") -> None:
        super().__init__(f"{reason} ({kind}, code {code}) {detail}".strip())
        self.kind = kind
        self.reason = reason
        self.code = code

    @property
    def permanent(self) -> bool:
        """Whether the same request can never succeed: no retry, and nothing to reconcile."""
        return self.kind not in (Kind.RETRY, Kind.AMBIGUOUS)


def _rows(*rows: tuple[Iterable[int], Kind, Reason]) -> dict[int, Fault]:
    return {code: Fault(kind, reason) for codes, kind, reason in rows for code in codes}


TABLE = _rows(
    ((429, 20429), Kind.RETRY, Reason.TOO_MANY_REQUESTS),
    ((20500, 20503), Kind.AMBIGUOUS, Reason.PROVIDER_UNCLEAR),
    ((401, 20003, 20005, 10001, 20006, 30002, 90010), Kind.CONFIG, Reason.CREDENTIALS),
    ((20404, 404), Kind.CONFIG, Reason.PROVIDER_REFUSED),
    ((21211, 21217, 21201, 21604, 13223), Kind.PERMANENT, Reason.INVALID_ADDRESS),
    ((21614, 30006, 60205), Kind.PERMANENT, Reason.LANDLINE),
    ((21612, 21214, 30003), Kind.CHANGE, Reason.PHONE_OFF),
    ((21408, 21215, 21203, 13227), Kind.CONFIG, Reason.COUNTRY_BLOCKED),
    ((21610, 30004), Kind.PERMANENT, Reason.OPTED_OUT),
    ((21216, 13225), Kind.PERMANENT, Reason.BLOCKED),
    (
        (21212, 21213, 21603, 21606, 21659, 21660, 21661, 21210, 21703, 21704, 21705),
        Kind.CONFIG,
        Reason.NO_SENDER,
    ),
    ((21608, 21219), Kind.CONFIG, Reason.NO_SENDER),
    ((21602, 21617, 21619, 21620), Kind.PERMANENT, Reason.BAD_TEXT),
    ((21609, 21205, 11100), Kind.CONFIG, Reason.BAD_CALLBACK),
    ((21611, 22005, 30001, 10004), Kind.CHANGE, Reason.PROVIDER_BUSY),
    ((30017, 30410), Kind.CHANGE, Reason.PROVIDER_BUSY),
    ((30005,), Kind.PERMANENT, Reason.INVALID_ADDRESS),
    ((30007, 30450), Kind.CHANGE, Reason.FILTERED),
    ((30008,), Kind.CHANGE, Reason.UNDELIVERED),
    ((30022, 30023, 30027), Kind.CHANGE, Reason.PROVIDER_BUSY),
    ((30032, 30033, 30034, 30035, 30024, 30018), Kind.CONFIG, Reason.NOT_REGISTERED),
    ((30036,), Kind.CHANGE, Reason.EXPIRED),
    ((32017,), Kind.CHANGE, Reason.BLOCKED),
    ((90007,), Kind.PERMANENT, Reason.BAD_TEXT),
)
BAD_CALLBACK_CODES = frozenset({21609, 21205, 11100})
UNKNOWN_REFUSAL = Fault(Kind.CHANGE, Reason.PROVIDER_REFUSED)
UNCLEAR = Fault(Kind.AMBIGUOUS, Reason.PROVIDER_UNCLEAR)
UNREACHABLE = Fault(Kind.RETRY, Reason.PROVIDER_UNREACHABLE)
MISCONFIGURED = Fault(Kind.CONFIG, Reason.PROVIDER_REFUSED)


def of_answer(*, http_status: int, code: int | None) -> Fault:
    """The fault of a REST answer that is no success."""
    if code in TABLE:
        return TABLE[code]
    if http_status >= 500:
        return UNCLEAR
    return TABLE.get(http_status, UNKNOWN_REFUSAL if http_status >= 400 else MISCONFIGURED)


def of_callback(code: int | None) -> Fault:
    """The fault behind `ErrorCode` of a callback whose status says that the message failed."""
    return TABLE.get(code or 0, Fault(Kind.CHANGE, Reason.UNDELIVERED))


def failure(fault: Fault, *, code: int | None = None, detail: str = "") -> DeliveryError:
    """The exception for a fault."""
    return DeliveryError(kind=fault.kind, reason=fault.reason, code=code, detail=detail)
