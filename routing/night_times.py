"""When the morning's mail is due, and since when its night lasted. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hours.interval import Interval
from hours.wall import first_instant, local, start_instant

A_DAY = timedelta(days=1)
LATE = timedelta(hours=6)  # a mail that could not be written by then is told with the next morning's
LONGEST = timedelta(days=7)


def night_to_mail(*, now: datetime, zone: ZoneInfo, hour: int | None) -> tuple[date, datetime] | None:
    """The morning whose mail is due, and since when it is; None: none is. `hour` None: there is no mail."""
    if hour is None:
        return None
    today = local(now, zone).date()
    due_at = start_instant(datetime.combine(today, time(hour)), zone)
    return (today, due_at) if due_at <= now < due_at + LATE else None


def night_began(
    *, morning_on: date, now: datetime, zone: ZoneInfo, desk_hours: Iterable[Interval],
    told: tuple[date, datetime] | None,
) -> datetime:  # fmt: skip
    """When the desk closed on the day before, or a day ago; never before the end of what was `told` last.

    Where mornings were missed it begins where the last mail ended, at most a week ago.
    """
    if told and told[0] < morning_on - A_DAY:
        return max(told[1], now - LONGEST)
    midnight = first_instant(morning_on, zone)
    closed = [each.end for each in desk_hours if now - A_DAY < each.end <= midnight]
    began = max(closed, default=now - A_DAY)
    return max(began, told[1]) if told else began
