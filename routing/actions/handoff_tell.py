"""Word to whoever comes on call, goes off, or must know: by text, by mail to who has no phone that takes texts.

The caller holds the rows it passes, and saves them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel
from hours.wall import LATEST
from routing import handoff_words as words
from routing.actions.codes import code_of_handoff
from routing.handoff_queries import end_of, pages_lately, still_open
from routing.handoff_times import morning_after
from routing.handoff_words import MOST_LISTED, OpenOne, Turn
from routing.models import Handoff, Incident
from routing.queries import zone_of
from routing.reach import paging_number, text_phone
from routing.subject import short_name
from routing.words import Text
from routing.written import written

SEGMENTS = 2
CODE_HELD = timedelta(hours=48)
GOOD_FOR = timedelta(hours=4)  # a text that has not left by then is of no use


def tell_ahead(rows: Sequence[Handoff], *, now: datetime) -> None:
    """One person's handoffs of one instant, in one text that asks for a 1, of no use once they have begun. A partner has
    no page to go to.
    """
    code = _ask(rows, now)
    link = "" if rows[0].member.is_partner else f"{settings.PUBLIC_BASE_URL}/me/"
    for row in rows:
        row.before_told_at = now
    text, until = words.ahead(turn_of(rows), code=code, link=link), rows[0].starts_at
    say(rows[0].member, text, "You come on call soon", until=until, now=now)


def put_off(rows: Sequence[Handoff], *, now: datetime) -> None:
    """What should have been said in the evening, found due in the night."""
    for row in rows:
        row.before_at = morning_after(now, row.starts_at, zone_of(row.member))


def tell_now(rows: Sequence[Handoff], *, now: datetime) -> None:
    """The same at the handoff, with what is open; nothing where they confirmed and nothing is. A partner is told of no
    incident that it was not paged for.
    """
    member, is_confirmed = rows[0].member, all(row.confirmed_at for row in rows)
    found = still_open(member, [row.schedule for row in rows])
    count = 0 if member.is_partner else found.count()
    for row in rows:
        row.told_at = now
    if is_confirmed and not count:
        return
    code = "" if is_confirmed else _ask(rows, now)
    listed = [] if member.is_partner else [_open_one(each) for each in found[:MOST_LISTED]]
    said = "" if member.is_partner else words.open_words(listed, count)
    turn = turn_of(rows)
    text = words.begins(turn, open_ones=said, code=code, is_confirmed=is_confirmed)
    say(member, text, "You are on call now", until=turn.ends_at, now=now)


def _ask(rows: Sequence[Handoff], now: datetime) -> str:
    """Where they are asked and until when they are on is kept; returns the code where a bare 1 would not do."""
    first = rows[0]
    phone = text_phone(first.member, paging_number(first.organization))
    address = phone.address if phone else ""
    bare = not pages_lately(address, first.organization, now)
    for row in rows:
        row.ends_at = end_of(row, now)
        row.phone, row.asked_at, row.asks_bare = address, now, bare
    if bare:
        return ""
    return code_of_handoff(phone=address, handoff=first, until=first.starts_at + CODE_HELD, now=now)


def _open_one(incident: Incident) -> OpenOne:
    return OpenOne(
        priority=incident.priority, client=incident.client.name if incident.client else "", title=incident.summary,
        holder=str(incident.taken_by) if incident.taken_by else "",
    )  # fmt: skip


def turn_of(rows: Sequence[Handoff], reader: Membership | None = None) -> Turn:
    """What these are as one: the schedules' names, and until the first of them ends."""
    ends = [row.ends_at for row in rows if row.ends_at]
    return Turn(
        organization=short_name(rows[0].organization.name), place=" and ".join(str(row.schedule) for row in rows),
        starts_at=rows[0].starts_at, ends_at=min(ends, default=None), zone=zone_of(reader or rows[0].member),
    )  # fmt: skip


def say(
    reader: Membership, text: Text, subject: str, *, now: datetime, until: datetime | None = None
) -> None:
    """By text, or by mail to who has no phone for it. Notices: they wait behind pages. `until`: true no longer than that."""
    phone = text_phone(reader, paging_number(reader.organization))
    if phone is None:
        mail(reader, text, subject, until=until, now=now)
        return
    stale_at = min(now + GOOD_FOR, until or LATEST)
    write_message(
        organization=reader.organization, channel=Channel.SMS, address=phone.address, body=written(text, limit=SEGMENTS),
        purpose="notice", priority=4, expires_at=stale_at, now=now,
    )  # fmt: skip


def mail(
    reader: Membership, text: Text, subject: str, *, now: datetime, until: datetime | None = None, page: str = "/me/"
) -> None:  # fmt: skip
    """With the address of a page, one's own unless told: a mail is not answered. A partner has none, and maybe no address."""
    pattern, parts = text
    if not reader.email:
        return
    link = "" if reader.is_partner else f"\n{settings.PUBLIC_BASE_URL}{page}\n"
    body = f"{pattern.format_map(parts)}\n{link}"
    write_message(
        organization=reader.organization, channel=Channel.EMAIL, address=reader.email, subject=subject, body=body,
        purpose="notice", priority=6, expires_at=until, now=now,
    )  # fmt: skip
