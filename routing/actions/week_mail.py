"""The week's mail to the team, the desk and the partners: once for an organization and week."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Organization
from accounts.queries import everybody_called, responders
from delivery.actions.write import draft_message, write_all
from delivery.models import Channel, Message
from oncall.models import Schedule
from oncall.queries import in_order_of_paging
from oncall.shifts import gaps, shifts
from oncall.spec import ScheduleSpec
from oncall.stored_specs import schedule_specs
from routing import week_words as words
from routing.hole_words import lack_words
from routing.models import HoleSnapshot, WeekMail
from routing.queries import zone_of
from routing.stored_holes import found_in
from routing.week_times import WEEK, week_to_mail
from routing.week_words import Missing, Roster, Stretch, Week
from sla.queries import desk_of


def mail_week(organization: Organization, *, now: datetime) -> bool:
    """Write the mails that are due, in the caller's transaction; the row of the week is the first thing that is written."""
    due = week_to_mail(
        now=now,
        zone=ZoneInfo(organization.time_zone),
        day=organization.week_mail_day,
        hour=organization.week_mail_hour,
    )
    live_at = organization.went_live_at
    if due is None or live_at is None or live_at > due[1]:
        return False
    _, is_new = WeekMail.objects.get_or_create(
        organization=organization, week_on=due[0], defaults={"written_at": now}
    )
    if is_new:
        _write(organization, now)
    return is_new


def _write(organization: Organization, now: datetime) -> None:
    week = (now, now + WEEK)
    rows = list(in_order_of_paging(organization))
    specs = schedule_specs(rows, since=week[0], until=week[1])
    names = {row.pk: str(row) for row in everybody_called(organization)}
    rosters = {row.pk: _roster(row, specs[row.pk], names, week) for row in rows}
    missing = _missing(organization, week)
    mails: dict[str, Message] = {}
    for reader in responders(organization):
        if reader.user and not reader.user.wants_week_mail:
            continue
        mine = [each for pk, each in rosters.items() if not reader.is_partner or specs[pk].names(reader.pk)]
        if mine or not reader.is_partner:
            shown = [] if reader.is_partner else missing
            mails.setdefault(
                reader.email, _mail(organization, reader.email, zone_of(reader), mine, shown, week)
            )
    desk = desk_of(organization)
    if desk:
        zone = ZoneInfo(desk.calendar.time_zone)
        mails.setdefault(desk.email, _mail(organization, desk.email, zone, rosters.values(), missing, week))
    write_all([mail for address, mail in mails.items() if address], now=now)


def _roster(row: Schedule, spec: ScheduleSpec, names: Mapping[int, str], week: Week) -> Roster:
    found = [
        Stretch(each.start, each.end, tuple(names[int(str(person))] for person in each.people))
        for each in shifts(spec, *week)
    ]
    empty = [Stretch(each.start, each.end, ()) for each in gaps(spec, *week)]
    return Roster(row.name, sorted([*found, *empty], key=lambda each: each.start))


def _missing(organization: Organization, week: Week) -> list[Missing]:
    """As the last look at the schedules found it."""
    snapshot = HoleSnapshot.objects.filter(organization=organization).first()
    found = found_in(snapshot.content) if snapshot else None
    return [
        Missing(max(hole.start, week[0]), min(hole.end, week[1]), lack_words(hole))
        for hole in (found.holes if found else [])
        if hole.start < week[1] and hole.end > week[0]
    ]


def _mail(
    organization: Organization, address: str, zone: ZoneInfo, rosters: Iterable[Roster], missing: list[Missing], week: Week
) -> Message:  # fmt: skip
    return draft_message(
        organization=organization, channel=Channel.EMAIL, address=address, sender=None, purpose="notice", priority=7,
        subject=words.subject(organization.name, *week, zone), now=week[0],
        body=words.body(rosters, missing, week=week, zone=zone, link=f"{settings.PUBLIC_BASE_URL}/schedules/"),
    )  # fmt: skip
