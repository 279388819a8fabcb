"""The words of a written sheet: plain English, whoever reads it and wherever, so that its digest means one text. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hours.calendar import Band
from hours.dated import DatedWindow, HolidayDay
from hours.weekly import DAY_MINUTES, WeeklyWindow, by_day, clock_text
from sla.facts import CallOut, Runs, ServiceLine
from sla.money import exact
from sla.priority import Priority
from sla.reasons import day
from sla.sheet_grid import Deed

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BANDS = {
    Band.BUSINESS_HOURS: "in business hours",
    Band.AFTER_HOURS: "after hours",
    Band.WEEKEND: "at the weekend",
    Band.HOLIDAY: "on holidays",
}
LINES = {
    ServiceLine.HELP_DESK: "help desk",
    ServiceLine.MONITORING: "monitoring",
    ServiceLine.SECURITY: "security",
}
DEEDS = {
    Deed.CALL: "we call a technician at once",
    Deed.CONTAIN: "we call a technician at once, only to stop it from spreading",
    Deed.DESK: "our desk sees to it in its hours",
    Deed.DESK_ELSE_CALL: "our desk sees to it; while our desk is closed we call a technician at once",
    Deed.ASK: "not part of the plan",
    Deed.ASK_ELSE_CALL: "not part of the plan; while our desk is closed we call a technician all the same",
}
EXAMPLES = {
    Priority.P1: "Everyone stopped: no server, no internet, no phones, or an attack that is going on.",
    Priority.P2: "A team stopped, or a program that everyone needs: accounting is down, one floor has no network.",
    Priority.P3: "One person cannot work: a computer does not start, a login does not work.",
    Priority.P4: "Not urgent: a question, a wish, a new computer for somebody next week.",
}
COUNTED = {
    Runs.ALWAYS: "all hours",
    Runs.HOURS: "business hours only",
    Runs.DAYS: "business days, to the end of the day",
}


def listed(words: Iterable[str]) -> str:
    """a, b and c"""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def sentence(words: str) -> str:
    """With a capital letter, and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def weekday(on: date) -> str:
    """Sat 4 July 2026"""
    return f"{WEEKDAYS[on.weekday()][:3]} {day(on)}"


def week(windows: Iterable[WeeklyWindow]) -> str:
    """Monday to Friday 08:00 to 17:00; Saturday 09:00 to 12:00"""
    return "; ".join(f"{days(each.days)} {_hours(each)}" for each in by_day(windows)) or "never"


def days(of_week: Iterable[int]) -> str:
    """Runs as "Monday to Friday", two or single ones by name."""
    runs: list[list[int]] = []
    for each in sorted(of_week):
        if runs and runs[-1][-1] == each - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return listed([_run(run) for run in runs]) if runs else "none"


def holiday(of: HolidayDay) -> tuple[str, str]:
    """Its name, and what is closed then."""
    return of.name or "Holiday", _closed(of.closed_from, of.closed_until)


def opening(window: DatedWindow) -> tuple[str, str]:
    return (
        window.name or "Opening",
        f"open {clock_text(window.start_minute)} to {clock_text(window.end_minute)}",
    )


def closing(window: DatedWindow) -> tuple[str, str]:
    return window.name or "Closing", _closed(window.start_minute, window.end_minute)


def span(length: timedelta, runs: Runs) -> str:
    """30 minutes, 4 hours, 1 hour 30 minutes; 2 business days"""
    if runs is Runs.DAYS:
        return _count(length.days, "business day")
    return minutes(int(length.total_seconds()) // 60) if length >= timedelta(minutes=1) else "at once"


def minutes(number: int) -> str:
    hours, rest = divmod(number, 60)
    parts = [_count(hours, "hour")] * bool(hours) + [_count(rest, "minute")] * bool(rest)
    return " ".join(parts) or "0 minutes"


def rate(sold: CallOut) -> str:
    """180.00 USD per hour plus tax, at least 1 hour, then in steps of 15 minutes"""
    amount = exact(sold.rate_cents, sold.currency)
    return f"{amount} per hour plus tax, at least {minutes(sold.minimum_minutes)}, then in steps of {minutes(sold.increment_minutes)}{_percents(sold)}"


def _percents(sold: CallOut) -> str:
    """; after hours 150 %, on holidays 200 % of that rate"""
    other = [f"{BANDS[band]} {percent} %" for band, percent in sold.percents.items() if percent != 100]
    return f"; {listed(other)} of that rate" if other else ""


def terms(sold: CallOut) -> list[str]:
    """The terms it is ordered by: https://msp.example/terms, version 2026-01."""
    version = f", version {sold.terms_version}" if sold.terms_version else ""
    return [f"The terms it is ordered by: {sold.terms_url}{version}."] if sold.terms_url else []


def priorities(of: Sequence[Priority]) -> str:
    return listed([each.value for each in of])


def lasts(starts_on: date, ends_on: date | None) -> str:
    return f"from {day(starts_on)} to {day(ends_on)}" if ends_on else f"from {day(starts_on)}, without an end"


def _run(run: list[int]) -> str:
    first, last = WEEKDAYS[run[0]], WEEKDAYS[run[-1]]
    if len(run) == 1:
        return first
    return f"{first} and {last}" if len(run) == 2 else f"{first} to {last}"


def _hours(window: WeeklyWindow) -> str:
    if window.is_all_day:
        return "all day"
    next_day = " of the next day" if window.end_minute <= window.start_minute else ""
    return f"{clock_text(window.start_minute)} to {clock_text(window.end_minute)}{next_day}"


def _closed(start: int, end: int) -> str:
    if (start, end) == (0, DAY_MINUTES):
        return "closed all day"
    return f"closed {clock_text(start)} to {clock_text(end)}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
