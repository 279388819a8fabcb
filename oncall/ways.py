"""Ways to page a person: this channel of this phone, so long after the step begins. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

AGAIN = (0, 90)  # seconds: two calls, the first at once


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One line of somebody's rules."""

    delay_seconds: int
    channel: str  # sms, voice
    method_id: int


def mark_of(ways: Iterable[Way]) -> str:
    """A short fingerprint of rules: the same as long as nobody changed them."""
    return hashlib.blake2s(repr(sorted(ways)).encode(), digest_size=8).hexdigest()


def call_at_once(channels: Mapping[int, frozenset[str]]) -> tuple[Way, ...]:
    """Calls first: each phone's text and first call at once, a second call soon. `channels`: phone -> what it takes."""
    found = [Way(0, "sms", phone) for phone, takes in channels.items() if "sms" in takes]
    found += [
        Way(delay, "voice", phone) for phone, takes in channels.items() if "voice" in takes for delay in AGAIN
    ]
    return tuple(sorted(found))
