"""The morning's mail to the owners about last night: once for an organization and morning, also after an outage."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import Organization
from accounts.queries import owners
from delivery.actions.write import draft_message, write_all
from delivery.models import Channel
from hours.calendar import open_intervals
from hours.interval import Interval
from routing import night_words as words
from routing.actions.desk import desk_calendar
from routing.models import NightMail
from routing.night import night_of
from routing.night_times import A_DAY, night_began, night_to_mail
from sla.queries import desk_of


def mail_night(organization: Organization, *, now: datetime) -> bool:
    """Write the mails that are due; the row of the morning is the first thing that is written, also for a quiet night."""
    zone = ZoneInfo(organization.time_zone)
    due = night_to_mail(now=now, zone=zone, hour=organization.night_mail_hour)
    live_at = organization.went_live_at
    if due is None or live_at is None or live_at > due[1] or _is_written(organization, due[0]):
        return False
    with transaction.atomic():
        told = _told_last(organization)
        _, is_new = NightMail.objects.get_or_create(
            organization=organization, morning_on=due[0], defaults={"until": now}
        )
        if is_new:
            _write(organization, due[0], told, zone, now)
    return is_new


def _is_written(organization: Organization, morning_on: date) -> bool:
    return NightMail.objects.filter(organization=organization, morning_on=morning_on).exists()


def _told_last(organization: Organization) -> tuple[date, datetime] | None:
    rows = NightMail.objects.filter(organization=organization).order_by("-morning_on")
    return rows.values_list("morning_on", "until").first()


def _write(
    organization: Organization, morning_on: date, told: tuple[date, datetime] | None, zone: ZoneInfo, now: datetime
) -> None:  # fmt: skip
    hours = _desk_hours(organization, now)
    since = night_began(morning_on=morning_on, now=now, zone=zone, desk_hours=hours, told=told)
    missed = told is not None and told[0] < morning_on - A_DAY
    night = night_of(organization, since=since, until=now, missed=missed)
    if night.is_quiet and not organization.night_mail_when_quiet:
        return
    subject = words.subject(night, organization.name)
    body = words.body(night, zone=zone, link=f"{settings.PUBLIC_BASE_URL}/incidents/?status=desk&sort=due")
    mails = [
        draft_message(
            organization=organization, channel=Channel.EMAIL, address=owner.email, sender=None, purpose="notice",
            priority=7, subject=subject, body=body, now=now,
        )
        for owner in owners(organization).order_by("pk")
    ]  # fmt: skip
    write_all(mails, now=now)


def _desk_hours(organization: Organization, now: datetime) -> list[Interval]:
    desk = desk_of(organization)
    return open_intervals(desk_calendar(desk, around=now), now - 2 * A_DAY, now) if desk else []
