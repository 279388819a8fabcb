"""Texts about cover that is asked for. Pure; see `routing.words`."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from routing.words import Text, date_and_clock

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Cover:
    """What a swap is about. Instants are UTC; `back`: what who asks would take in return,
    in another schedule `back_in`.
    """

    organization: str  # short name
    asker: str
    taker: str
    schedule: str
    time: Span
    back: Span | None
    back_in: str
    note: str


def span_words(span: Span, zone: ZoneInfo) -> str:
    """Tue 3 Mar 22:00 EST to Wed 4 Mar 08:00 EST"""
    return f"{date_and_clock(span[0], zone)} to {date_and_clock(span[1], zone)}"


def asked(cover: Cover, zone: ZoneInfo, *, link: str) -> Text:
    """To whoever may take it."""
    back = " In return {who} takes yours, {back}." if cover.back else ""
    note = " {title}." if cover.note else ""
    pattern = f"{{org}}: {{who}} asks if you can be on call instead, {{place}}, {{when}}.{back}{note} Yes or no: {{link}}"
    return pattern, {**_parts(cover, zone), "link": link, "title": cover.note.rstrip(".")}


def still_on(cover: Cover, zone: ZoneInfo, *, why: str) -> Text:
    """To who asked; `why` is a clause: nobody took it."""
    return "{org}: You are still on: {why}. {place}, {when}.", {**_parts(cover, zone), "why": why}


def taken(cover: Cover, zone: ZoneInfo) -> Text:
    """To who asked."""
    back = " You take {taker}'s, {back}." if cover.back else ""
    return f"{{org}}: {{taker}} is on call for you, {{place}}, {{when}}.{back}", _parts(cover, zone)


def yours(cover: Cover, zone: ZoneInfo) -> Text:
    """To who took it."""
    back = " {who} takes yours, {back}." if cover.back else ""
    pattern = f"{{org}}: Thank you. You are on call for {{who}}, {{place}}, {{when}}.{back} Not possible? Tell {{who}} or a manager now."
    return pattern, _parts(cover, zone)


def wants_a_yes(cover: Cover, zone: ZoneInfo, *, link: str) -> Text:
    """To the managers."""
    pattern = "{org}: {taker} would be on call for {who}, {place}, {when}. It waits for your yes: {link}"
    return pattern, {**_parts(cover, zone), "link": link}


def waits(cover: Cover, zone: ZoneInfo) -> Text:
    """To who asked, while a manager has not said yes."""
    pattern = "{org}: {taker} would be on call for you, {place}, {when}. A manager has to say yes; until then you are on."
    return pattern, _parts(cover, zone)


def not_needed(cover: Cover, zone: ZoneInfo, *, why: str) -> Text:
    """To who would have taken it."""
    return "{org}: You are not on call for {who}: {why}. {place}, {when}.", {
        **_parts(cover, zone),
        "why": why,
    }


def _parts(cover: Cover, zone: ZoneInfo) -> dict[str, str]:
    back = span_words(cover.back, zone) if cover.back else ""
    return {
        "org": cover.organization, "who": cover.asker, "taker": cover.taker, "place": cover.schedule, "title": "",
        "when": span_words(cover.time, zone), "back": f"{cover.back_in}, {back}" if cover.back_in else back,
    }  # fmt: skip
