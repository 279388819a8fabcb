"""What is said of a target that is about to be missed, or was: to whoever has it, to managers, to the desk. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from routing.words import Subject, Text, clock, date_and_clock

DEEDS = {
    "acknowledge": "take it", "response": "answer the client", "update": "update the client", "resolution": "solve it",
}  # fmt: skip
NOT_DONE = {
    "acknowledge": "Nobody took it", "response": "The client has no answer", "update": "The client has no update",
    "resolution": "It is not solved",
}  # fmt: skip


def at_risk_text(subject: Subject, *, kind: str, due_at: datetime) -> Text:
    """To whoever is up with it: three quarters of the time are over."""
    pattern = "{who}: {deed} by {by}, a quarter of the time is left. {title} ({code})"
    return pattern, {**_parts(subject), "deed": DEEDS[kind], "by": clock(due_at, subject.zone)}


def breached_text(subject: Subject, *, kind: str, due_at: datetime) -> Text:
    """To whoever is up with it: the time is over."""
    pattern = "{who}: the time to {deed} was over at {by}. {title} ({code})"
    return pattern, {**_parts(subject), "deed": DEEDS[kind], "by": clock(due_at, subject.zone)}


def _parts(subject: Subject) -> dict[str, str]:
    return {"who": subject.who_first, "title": subject.title, "code": subject.code}


def line(*, kind: str, due_at: datetime, breached: bool, zone: ZoneInfo) -> str:
    """For the timeline: `At risk: solve it by 06:44 EST.`"""
    if breached:
        return f"Missed: {NOT_DONE[kind].lower()} by {clock(due_at, zone)}."
    return f"At risk: a quarter of the time to {DEEDS[kind]} is left, until {clock(due_at, zone)}."


def mail_subject(*, reference: str, client: str, kind: str, breached: bool) -> str:
    """`HP-1042 Northwind Dental: at risk: solve it`"""
    return f"{reference} {client}: {'missed' if breached else 'at risk'}: {DEEDS[kind]}"[:200]


def mail_body(
    *, kind: str, due_at: datetime, breached: bool, zone: ZoneInfo, summary: str, holder: str, link: str
) -> str:
    """What happened, who has it, where to look; nothing in it wants an answer."""
    when = date_and_clock(due_at, zone)
    said = f"{NOT_DONE[kind]}: that was due {when}." if breached else f"Due {when}: {DEEDS[kind]}."
    has_it = f"{holder} has it." if holder else "Nobody has it."
    return f"{said}\n{has_it}\n\n{summary}\n{link}\n"
