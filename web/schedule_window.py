"""Which two weeks of a schedule are shown, and the way to those before and after."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date

from hours.wall import first_instant, local

SHOWN = timedelta(days=14)
A_WEEK = timedelta(days=7)
FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)  # nobody plans beyond


@dataclass(frozen=True)
class Window:
    """Two weeks from the first instant of a local date."""

    first: date
    today: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        return first_instant(self.first, self.zone)

    @property
    def until(self) -> datetime:
        return first_instant(self.first + SHOWN, self.zone)

    @property
    def is_coming(self) -> bool:
        return self.first == self.today

    @property
    def earlier(self) -> date:
        return self.first - A_WEEK

    @property
    def later(self) -> date:
        return self.first + A_WEEK


def window_of(text: str, *, zone: ZoneInfo, now: datetime) -> Window:
    """From the date that was asked for; from today where that is none, or out of all reason."""
    today = local(now, zone).date()
    return Window(_asked(text) or today, today, zone)


def _asked(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and FIRST <= found <= LAST else None
