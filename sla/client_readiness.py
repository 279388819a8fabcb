"""Whether a client is ready for the night: what is missing, the worst first. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Lack(StrEnum):
    """What is missing; each has one thing that mends it."""

    AGREEMENT = "agreement"
    PERSON = "person"
    RUNBOOK = "runbook"
    APPROVER = "approver"
    BILLED = "billed"
    SHEET = "sheet"
    IDS = "ids"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class OnFile:
    """What is there. `sells_call_outs`: by a tier that rules today; `is_accepted`: every agreement that rules."""

    has_agreement: bool
    has_phone: bool
    bare_lines: bool  # promised a technician at night with no runbook for it
    sells_call_outs: bool
    has_approver: bool
    has_billed: bool
    is_accepted: bool
    is_known_to_tools: bool  # by an id, or another name; or no tool sends alerts for several clients
    has_links: bool


def lacks(found: OnFile) -> tuple[Lack, ...]:
    return tuple(_lacks(found))


def _lacks(found: OnFile) -> Iterator[Lack]:
    if not found.has_agreement:
        yield Lack.AGREEMENT
    if not found.has_phone:
        yield Lack.PERSON
    if found.bare_lines:
        yield Lack.RUNBOOK
    if found.sells_call_outs and not found.has_approver:
        yield Lack.APPROVER
    if found.sells_call_outs and not found.has_billed:
        yield Lack.BILLED
    if found.has_agreement and not found.is_accepted:
        yield Lack.SHEET
    if not found.is_known_to_tools:
        yield Lack.IDS
    if not found.has_links:
        yield Lack.LINKS
