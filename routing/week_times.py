"""When the week's mail goes out: a weekday and an hour on the organization's clock. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hours.wall import local, start_instant

WEEK = timedelta(days=7)
LATE = timedelta(hours=6)  # a mail that could not be written by then waits for the next week


def week_to_mail(
    *, now: datetime, zone: ZoneInfo, day: int | None, hour: int
) -> tuple[date, datetime] | None:
    """The Monday of the week whose mail is due, and since when; None: none is. `day`: 0 is Monday, None: there is no mail."""
    if day is None:
        return None
    today = local(now, zone).date()
    monday = today - timedelta(days=today.weekday())
    for week_on in (monday, monday - WEEK):  # a mail of late on Sunday may be written on Monday
        since = start_instant(datetime.combine(week_on + timedelta(days=day), time(hour)), zone)
        if since <= now < since + LATE:
            return week_on, since
    return None
