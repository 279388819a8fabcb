"""Lengths of time as people write them in a form: `30 min`, `1 h 30 min`, `2 days`. Pure but for the reader's language."""

import re
from datetime import timedelta

from django.utils.translation import gettext as _

UNITS = {
    "s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1),
}  # fmt: skip
WORD = re.compile(r"([0-9]{1,5})\s*([a-z]+)\s*,?\s*")
LETTERS = re.compile(r"s(ec(onds?)?)?|m(in(utes?)?)?|h(rs?|ours?)?|d(ays?)?|business")
LONGEST = timedelta(days=365)


class UnreadableSpan(ValueError):
    """The message says what would be right."""


def span_text(span: timedelta) -> str:
    """The exact length, to be read back by `read_span`."""
    seconds = int(span.total_seconds())
    parts = [
        (seconds // 86400, "day" if seconds // 86400 == 1 else "days"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "min"),
        (seconds % 60, "s"),
    ]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def read_span(text: str) -> timedelta:
    """Raises UnreadableSpan."""
    plain = text.casefold().replace("business", " ").strip()
    found, total = WORD.findall(plain), timedelta(0)
    if not found or WORD.sub("", plain).strip():
        raise UnreadableSpan(_("Write it like 30 min, 4 h or 1 day."))
    for number, unit in found:
        if not LETTERS.fullmatch(unit):
            raise UnreadableSpan(_("Write it like 30 min, 4 h or 1 day."))
        total += int(number) * UNITS[unit[0]]
    if not timedelta(0) < total <= LONGEST:
        raise UnreadableSpan(_("It lasts more than nothing and at most a year."))
    return total
