"""Who hears what of a swap, in each reader's zone; by text where it begins within a day, and nobody is woken for more."""

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Membership
from accounts.queries import planners
from oncall.models import Swap, SwapAsked
from oncall.swapping import text_at
from routing import swap_words as words
from routing.actions.tell_members import Word, tell_members
from routing.queries import zone_of
from routing.subject import short_name
from routing.swap_link import link_to
from routing.swap_words import Cover
from routing.words import Text

Said = Callable[[Cover, ZoneInfo], Text]


def cover_of(swap: Swap) -> Cover:
    back = (swap.back_start_at, swap.back_end_at)
    elsewhere = swap.back_schedule if swap.back_schedule_id != swap.schedule_id else None
    return Cover(
        organization=short_name(swap.organization.name), asker=str(swap.asker), taker=str(swap.taker or ""),
        schedule=swap.schedule.name, time=(swap.start_at, swap.end_at),
        back=(back[0], back[1]) if back[0] and back[1] else None,
        back_in=elsewhere.name if elsewhere else "", note=swap.note,
    )  # fmt: skip


def ask_them(swap: Swap, rows: Iterable[SwapAsked], *, now: datetime) -> None:
    """Each with a link of their own; the texts are remembered, to be taken back."""
    rows, cover = list(rows), cover_of(swap)
    said = [
        Word(
            row.member, f"{swap.asker} asks for cover: {swap.schedule}",
            words.asked(cover, zone_of(row.member), link=link_to(row)), when(swap, row.member, now),
        )
        for row in rows
    ]  # fmt: skip
    texts = tell_members(said, organization=swap.organization, expires_at=swap.expires_at, now=now)
    for row in rows:
        row.text = texts.get(row.member_id)
    SwapAsked.objects.bulk_update(rows, ["text"])


def tell(swap: Swap, reader: Membership | None, subject: str, said: Said, *, now: datetime) -> None:
    """By mail, and by text where it begins within a day."""
    if reader is not None and reader.archived_at is None:
        word = Word(reader, subject, said(cover_of(swap), zone_of(reader)), when(swap, reader, now))
        tell_members([word], organization=swap.organization, now=now)


def tell_at_once(swap: Swap, reader: Membership, subject: str, said: Said, *, now: datetime) -> None:
    """By text at any hour, and by mail."""
    word = Word(reader, subject, said(cover_of(swap), zone_of(reader)), now)
    tell_members([word], organization=swap.organization, now=now)


def tell_still_on(swap: Swap, why: str, *, now: datetime, at_once: bool = False) -> None:
    """Whoever asked stays on call; `why`: a clause. `at_once`: by text at any hour."""
    say = tell_at_once if at_once else tell
    say(
        swap,
        swap.asker,
        f"You are still on: {why}",
        lambda cover, zone: words.still_on(cover, zone, why=why),
        now=now,
    )


def tell_not_needed(swap: Swap, reader: Membership | None, why: str, *, now: datetime) -> None:
    """Whoever said yes does not cover after all; `why`: a clause."""
    tell(
        swap,
        reader,
        "You are not on call",
        lambda cover, zone: words.not_needed(cover, zone, why=why),
        now=now,
    )


def tell_managers(swap: Swap, *, now: datetime) -> None:
    """Whoever may say yes."""
    link, cover = f"{settings.PUBLIC_BASE_URL}/swaps/{swap.pk}/", cover_of(swap)
    subject = f"{swap.taker} for {swap.asker}: your yes is needed"
    said = [
        Word(reader, subject, words.wants_a_yes(cover, zone_of(reader), link=link), when(swap, reader, now))
        for reader in planners(swap.organization)
    ]
    tell_members(said, organization=swap.organization, now=now)


def when(swap: Swap, reader: Membership, now: datetime) -> datetime | None:
    return text_at(start_at=swap.start_at, now=now, local_now=now.astimezone(zone_of(reader)))
