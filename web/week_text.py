"""A week's business hours as a person types them, a line for each weekday: `08:00-12:00, 13:00-17:00`."""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from hours.weekly import DAY_MINUTES, WeeklyWindow, clock_text, weekly_window

WHOLE_DAY = {"24 h", "24h", "all day", "24"}
CLOSED = {"", "closed", "-", "–"}
CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s*(?:([ap])\.?m\.?)?")
BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b)\s*")


def day_texts(windows: Iterable[WeeklyWindow]) -> list[str]:
    """Seven texts, Monday first, to be read back by `read_week`."""
    ordered = sorted(windows, key=lambda each: each.start_minute)
    return [", ".join(_text(each) for each in ordered if day in each.days) for day in range(7)]


def read_clock(text: str) -> str:
    """17:00 for 17, 17.00, 1700, 5 pm or 5:00 p.m.; any other text as it stands."""
    match = CLOCK.fullmatch(text.casefold().strip())
    if not match:
        return text
    hour, half = int(match[1]), match[3]
    if half and not 1 <= hour <= 12:
        return text
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{match[2] or '00'}"


def read_day(text: str) -> list[tuple[int, int]]:
    """The windows of one weekday in minutes. Raises ValueError that says what would be right."""
    plain = text.casefold().strip()
    if plain in CLOSED:
        return []
    if plain in WHOLE_DAY:
        return [(0, DAY_MINUTES)]
    return [_window(part.strip()) for part in re.split(r",|;|\band\b", plain)]


def windows_of(days: Sequence[Iterable[tuple[int, int]]]) -> tuple[WeeklyWindow, ...]:
    """Weekly windows of seven days; days with the same hours share one."""
    found: dict[tuple[int, int], set[int]] = {}
    for day, spans in enumerate(days):
        for span in spans:
            found.setdefault(span, set()).add(day)
    return tuple(WeeklyWindow(frozenset(on), *span) for span, on in sorted(found.items()))


def _window(text: str) -> tuple[int, int]:
    ends = [read_clock(part) for part in BETWEEN.split(text)]
    if len(ends) != 2 or not all(re.fullmatch("[0-9]{2}:[0-9]{2}", each) for each in ends):
        raise ValueError(_("Write it like 08:00-17:00, or 08:00-12:00, 13:00-17:00. Closed: leave it empty."))
    read = weekly_window(days=[0], start=ends[0], end=ends[1])
    return read.start_minute, read.end_minute


def _text(window: WeeklyWindow) -> str:
    return f"{clock_text(window.start_minute)}-{clock_text(window.end_minute)}"
