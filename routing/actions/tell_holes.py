"""Owner and managers are told of holes: each morning while there are any, and at once when one came by itself."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Membership, Organization
from accounts.queries import owners, planners
from delivery.actions.write import draft_message, write_all, write_message
from delivery.models import Channel
from hours.interval import Interval, subtract
from hours.wall import local, start_instant
from routing.actions.tell_members import Word, tell_members
from routing.hole_mail import Reader, filled_text, morning_mail, news_mail, soon, soon_text
from routing.holes import Findings, Hole, new_holes
from routing.models import KeptHole
from routing.queries import zone_of
from routing.reach import paging_number, text_phone
from routing.subject import short_name
from routing.written import written

MORNING, EVENING = time(7), time(22)  # between the evening and the morning a text is for tonight's hole alone
SOON = timedelta(hours=24)


def came_by_itself(organization: Organization, before: Findings | None, found: Findings) -> list[Hole]:
    """New since the last look, in the time it looked at, and not kept by somebody."""
    if before is None:
        return []
    return not_kept(organization, new_holes(before, found).holes, until=before.until)


def not_kept(organization: Organization, holes: Iterable[Hole], *, until: datetime) -> list[Hole]:
    """Those that begin before `until` and that nobody has kept until then: who keeps one that never ends saw 60 days of it."""
    begin = [hole for hole in holes if hole.start < until]
    if not begin:
        return []
    since = min(hole.start for hole in begin)
    kept = list(KeptHole.objects.filter(organization=organization, end_at__gt=since))
    return [hole for hole in begin if not _is_kept(replace(hole, end=min(hole.end, until)), kept)]


def _is_kept(hole: Hole, kept: Iterable[KeptHole]) -> bool:
    same = [
        row
        for row in kept
        if row.missing == hole.missing and row.policy_id == (hole.policy and hole.policy.pk)
    ]
    return not subtract(
        [Interval(hole.start, hole.end)], [Interval(row.start_at, row.end_at) for row in same]
    )


def tell_at_once(organization: Organization, new: list[Hole], *, now: datetime) -> None:
    """A mail to each owner and manager."""
    _mail(organization, {row.pk: news_mail(new, _reader(row)) for row in _readers(organization)}, now)


def tell_in_the_morning(
    organization: Organization, found: Findings, mailed: Findings | None, *, day: date, now: datetime
) -> None:
    """One mail a day to each owner and manager, if anything is missing or was mended since the last one."""
    mended = [hole for hole in new_holes(found, mailed).holes if hole.end > now] if mailed else []
    if found or mended:
        words = {row.pk: morning_mail(found, mended, _reader(row)) for row in _readers(organization)}
        _mail(organization, words, now, day=day)


def text_owner(organization: Organization, holes: list[Hole], *, now: datetime) -> bool:
    """One text of what begins within a day; True: nothing is owed any more. By night it waits, unless it is for tonight."""
    near = soon(holes, now, now + SOON)
    owner = owners(organization).first()
    if not near or owner is None:
        return True
    ends = _night_ends(now, zone_of(owner))
    if ends and not soon(near, now, ends):
        return False
    number = paging_number(organization)
    phone = text_phone(owner, number)
    if phone:
        text = soon_text(short_name(organization.name), near, _reader(owner))
        write_message(
            organization=organization, channel=Channel.SMS, address=phone.address, sender=number, purpose="notice",
            body=written(text, limit=2), priority=4, now=now, expires_at=max(hole.end for hole in near),
        )  # fmt: skip
    return True


def tell_filler(owner: Membership, holes: list[Hole], *, by: str, now: datetime) -> None:
    """The owner who is on call now in these holes: by mail, and by text where it begins within a day."""
    organization, zone = owner.organization, zone_of(owner)
    near, ends = soon(holes, now, now + SOON), _night_ends(now, zone)
    waits = ends is not None and not soon(near, now, ends)
    text = filled_text(short_name(organization.name), holes, by=by, reader=_reader(owner))
    word = Word(
        owner,
        _("You are on call where nobody else would be"),
        text,
        (ends if waits else now) if near else None,
    )
    tell_members([word], organization=organization, now=now)


def morning_after(now: datetime, zone: ZoneInfo) -> datetime:
    """The next time at which the morning's mail is due."""
    wall = local(now, zone)
    day = wall.date() if wall.time() < MORNING else wall.date() + timedelta(days=1)
    return start_instant(datetime.combine(day, MORNING), zone)


def _night_ends(now: datetime, zone: ZoneInfo) -> datetime | None:
    """None: it is day."""
    at = local(now, zone).time()
    return morning_after(now, zone) if at < MORNING or at >= EVENING else None


def _readers(organization: Organization) -> list[Membership]:
    return list(planners(organization))


def _reader(row: Membership) -> Reader:
    return Reader(zone_of(row), f"{settings.PUBLIC_BASE_URL}/holes/")


def _mail(
    organization: Organization, words: dict[int, tuple[str, str]], now: datetime, *, day: date | None = None
) -> None:
    people = {row.pk: row for row in _readers(organization)}
    drafts = [
        draft_message(
            organization=organization, channel=Channel.EMAIL, address=people[pk].email, sender=None,
            subject=subject, body=body, purpose="notice", priority=6, now=now,
        )
        for pk, (subject, body) in words.items()
    ]  # fmt: skip
    for draft, pk in zip(drafts, words, strict=True):
        draft.unique_key = f"holes:{organization.pk}:{day.isoformat()}:{pk}" if day else None
    write_all(drafts, now=now)
