"""What a source said, in our words: the one shape every parser makes. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventAction(StrEnum):
    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Signal:
    """One alert as a source told it. `dedup_key` None: every one is new. `priority` from the severity's word."""

    action: EventAction
    summary: str
    priority: str
    severity: str  # the sender's word, as sent
    dedup_key: str | None
    client: str  # the sender's name for the client; "" when none
    site: str
    service_line: str  # "" when the sender names none
    source: str
    alert_class: str
    occurred_at: datetime | None
    client_key: str = ""  # the sender's own id of the client; "" when none
    details: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """A vendor's test or handshake: answered, remembered, pages nobody."""

    note: str


@dataclass(frozen=True, slots=True)
class Unparseable:
    """An alert nobody could read: stored raw, and somebody is told."""

    reason: str


Parsed = Signal | Control | Unparseable
