"""A text from a phone that was asked to confirm a shift: what it does, and what is said back."""

from collections.abc import Sequence
from datetime import datetime

from accounts.audit import Actor
from accounts.models import Organization
from routing import handoff_words as words
from routing.actions.handoff_confirm import confirm
from routing.actions.handoff_tell import turn_of
from routing.actions.verbs import Answer
from routing.handoff_queries import asked_on, codes_of, pages_lately, untaken_on
from routing.handoff_reply import Asked, Means, meant_by
from routing.models import Handoff
from routing.replies import Command, Meaning
from routing.words import Text


def answer_for_shift(
    said: Meaning, *, phone: str, organization: Organization, now: datetime
) -> Answer | None:
    """None: it means pages, as ever."""
    rows = asked_on(phone, organization, now)
    if not rows:
        return None
    codes, paged = codes_of(rows), pages_lately(phone, organization, now)
    asked = [Asked(codes.get(row.pk, ""), row.asked_at, row.asks_bare) for row in rows if row.asked_at]
    meaning = meant_by(said, asked, paged)
    if meaning is Means.PAGES:
        return None
    chosen = _chosen(rows, codes, said.code if isinstance(said, Command) else None)
    if meaning is Means.UNCLEAR:
        code = "" if chosen[0].asks_bare else _code(chosen, codes)
        return Answer("unclear", words.unclear(turn_of(_newest(chosen)), code=code), 2)
    _confirm(chosen, now)
    untaken = untaken_on(phone, organization, now) if paged else []
    return Answer("confirmed", _thanks(_newest(chosen), untaken, now), 2)


def _chosen(rows: Sequence[Handoff], codes: dict[int, str], code: str | None) -> list[Handoff]:
    """The code's, with what was asked in the same text; without a code all."""
    named = next((row for row in rows if code is not None and codes.get(row.pk) == code), None)
    return list(rows) if named is None else [row for row in rows if _together(row, named)]


def _newest(rows: Sequence[Handoff]) -> list[Handoff]:
    """Those of the text that came last."""
    last = max(rows, key=lambda row: (row.asked_at, row.pk))
    return [row for row in rows if _together(row, last)]


def _together(one: Handoff, other: Handoff) -> bool:
    return (one.member_id, one.starts_at) == (other.member_id, other.starts_at)


def _code(rows: Sequence[Handoff], codes: dict[int, str]) -> str:
    return next((codes[row.pk] for row in rows if row.pk in codes), "")


def _confirm(rows: Sequence[Handoff], now: datetime) -> None:
    for member in {row.member_id: row.member for row in rows}.values():
        ids = [row.pk for row in rows if row.member_id == member.pk]
        confirm(ids=ids, how="text", actor=Actor.member(member), now=now)


def _thanks(rows: Sequence[Handoff], untaken: list[tuple[str, str, str]], now: datetime) -> Text:
    turn = turn_of(rows)
    if untaken:
        return words.confirmed_not_taken(turn, untaken)
    return words.confirmed(turn, has_begun=rows[0].starts_at <= now)
