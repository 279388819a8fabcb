"""What our own doors store: the client's form and a member's report, as JSON of ours. Pure."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from routing.doubt import Doubt
from routing.inbound.clean import SUMMARY_LENGTH, one_line, safe
from routing.states import WhyHeld

DETAILS_LENGTH = 5000
CLAIM_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Report:
    """A person's report. Ids are of rows of the same organization, checked by the door that stored them; 0: none."""

    summary: str
    details: str
    priority: str
    service_line: str
    channel: str
    client_id: int
    site_id: int
    contact_id: int
    contact_name: str
    contact_phone: str
    contact_email: str
    reporter_id: int
    language: str = ""
    doubt: Doubt | None = None

    def as_bytes(self) -> bytes:
        told = {name: getattr(self, name) for name in self.__slots__}
        told["doubt"] = asdict(self.doubt) if self.doubt else None
        return json.dumps(told, sort_keys=True).encode()


def read_report(raw: bytes) -> Report:
    """The stored report read back, made harmless."""
    stored = json.loads(raw)
    return Report(
        summary=one_line(stored["summary"], SUMMARY_LENGTH) or "Report without title",
        details=safe(str(stored["details"]))[:DETAILS_LENGTH],
        priority=stored["priority"],
        service_line=stored["service_line"],
        channel=stored["channel"],
        client_id=stored["client_id"],
        site_id=stored["site_id"],
        contact_id=stored["contact_id"],
        contact_name=one_line(stored["contact_name"], 80),
        contact_phone=one_line(stored["contact_phone"], 40),
        contact_email=one_line(stored["contact_email"], 254),
        reporter_id=stored["reporter_id"],
        language=one_line(stored.get("language", ""), 8),
        doubt=_doubt(stored.get("doubt")),
    )


def _doubt(stored: dict[str, Any] | None) -> Doubt | None:
    if not stored:
        return None
    return Doubt(
        WhyHeld(stored["why"]), tuple(stored["signs"]), one_line(stored.get("claim", ""), CLAIM_LENGTH)
    )
