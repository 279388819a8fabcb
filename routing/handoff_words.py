"""Texts about coming on call. Pure; see `routing.words`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from routing.words import Text, clock, date_and_clock

MOST_LISTED = 3
TITLE_LENGTH = 40  # of one incident among others
NAME_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's shift. Instants are UTC; `zone` is the reader's; `ends_at` None: not within six weeks."""

    organization: str  # short name
    place: str  # the schedules
    starts_at: datetime
    ends_at: datetime | None
    zone: ZoneInfo

    @property
    def until(self) -> str:
        """` until Tue 10 Mar 09:00 EDT`"""
        return f" until {date_and_clock(self.ends_at, self.zone)}" if self.ends_at else ""

    @property
    def parts(self) -> dict[str, str]:
        return {
            "org": self.organization, "place": self.place, "title": "", "until": self.until,
            "from": date_and_clock(self.starts_at, self.zone), "began": clock(self.starts_at, self.zone),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenOne:
    """What is still open. `holder`: who has it, or ""."""

    priority: str
    client: str
    title: str
    holder: str


def open_words(rows: Sequence[OpenOne], count: int) -> str:
    """`2 open: P1 Northwind Dental: Core switch down (Bob has it); P2 ...`"""
    if not count:
        return "Nothing is open."
    listed = "; ".join(_one(row) for row in rows[:MOST_LISTED])
    more = f"; {count - len(rows[:MOST_LISTED])} more" if count > MOST_LISTED else ""
    return f"{count} open: {listed}{more}."


def _one(row: OpenOne) -> str:
    holder = f" ({row.holder} has it)" if row.holder else ""
    client = row.client or "client not identified"
    return f"{row.priority} {client[:NAME_LENGTH]}: {row.title[:TITLE_LENGTH].rstrip(' .')}{holder}"


def ahead(turn: Turn, *, code: str, link: str) -> Text:
    """Some hours before, or the evening before."""
    pattern = f"{{org}}: You are on call from {{from}}{{until}}, {{place}}. Reply {code or 1} to confirm. Not possible? {'{link}' if link else 'Tell us now.'}"
    return pattern, {**turn.parts, "link": link}


def begins(turn: Turn, *, open_ones: str, code: str, is_confirmed: bool) -> Text:
    """At the handoff. Who confirmed before is not asked again. `open_ones`: "" is for who is told nothing of them."""
    ask = "" if is_confirmed else f" Reply {code or 1} to confirm."
    title = " {title}" if open_ones else ""
    return f"{{org}}: You are on call now{{until}}, {{place}}.{title}{ask}", {
        **turn.parts,
        "title": open_ones,
    }


def follows(turn: Turn, *, who: str) -> Text:
    """To a shadow of these schedules."""
    return "{org}: {who} is on call now{until}, {place}. You follow along: nothing to do.", {
        **turn.parts,
        "who": who,
    }


def confirmed(turn: Turn, *, has_begun: bool) -> Text:
    if has_begun:
        return "Thanks, you have it{until}.", turn.parts
    return "Thanks. You are on call from {from}{until}.", turn.parts


def confirmed_not_taken(turn: Turn, rows: Sequence[tuple[str, str, str]]) -> Text:
    """Pages wait on the same phone. rows: (code, client, title) of what the 1 did not take."""
    codes = " or ".join(code for code, _, _ in rows)
    listed = "; ".join(
        f"{code} {client[:16].rstrip()}: {title[:TITLE_LENGTH]}" for code, client, title in rows
    )
    pattern = f"Thanks, you have the shift{{until}}. Not taken yet: {{title}}. Reply {codes} to take it."
    return pattern, {**turn.parts, "title": listed.rstrip(".")}


def unclear(turn: Turn, *, code: str) -> Text:
    ask = f"Reply {code or 1} to confirm that you are on call"
    return (
        f"Not understood. {ask}, {{place}}, from {{from}}{{until}}. Not possible? Tell a manager now.",
        turn.parts,
    )


def not_confirmed(turn: Turn, *, who: str) -> Text:
    """To who goes off, and to managers at night."""
    pattern = "{org}: {who} has not confirmed the shift that began {began}, {place}. {who} stays on call; you may still be asked."
    return pattern, {**turn.parts, "who": who}


def to_manager(turn: Turn, *, who: str) -> Text:
    pattern = "{org}: {who} has not confirmed the shift that began {began}, {place}. {who} stays on call: the schedule decides. Ring {who}, or put somebody else on."
    return pattern, {**turn.parts, "who": who}


def confirmed_late(turn: Turn, *, who: str) -> Text:
    """To who went off and was told otherwise."""
    return "{org}: {who} has confirmed the shift that began {began}, {place}. Nothing to do.", {
        **turn.parts,
        "who": who,
    }


def withdrawn(turn: Turn) -> Text:
    """The schedule was changed after they were told."""
    return "{org}: The schedule was changed: you are not on call from {from}, {place}.", turn.parts
