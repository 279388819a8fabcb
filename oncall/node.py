"""Reading foreign JSON, value by value: each refusal names the field's path and says what would be right."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from hours.wall import UnknownZone, zone
from hours.weekly import parse_clock

MISSING: Final = object()
BODY = "body"  # the path of the whole
LONGEST_TEXT = 200
MICROSECOND_DIGITS = 6
DAY_AND_CLOCK = (
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
)
WALL = re.compile(DAY_AND_CLOCK)
INSTANT = re.compile(rf"{DAY_AND_CLOCK}(?:[Zz]|([+-])([0-9]{{2}}):([0-9]{{2}}))")
UNCLEAN = re.compile("[\0\ud800-\udfff]")
AN_INSTANT = 'an instant with its offset such as "2026-03-08T07:00:00Z", in the years 1 to 9999 of UTC'
A_WALL_TIME = 'a local time without offset such as "2026-01-05T09:00"'

Word = TypeVar("Word", bound=StrEnum)


class BadValue(ValueError):
    """A value cannot be used: `path` names it, `message` says what would be right. Both are plain ASCII."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True)
class Node:
    """A value of parsed JSON and where it stands, such as `layers[0].turn.unit`."""

    value: object
    path: str = ""

    @property
    def given(self) -> bool:
        """Whether there is anything to read; null says nothing, like a field that is absent."""
        return self.value is not MISSING and self.value is not None

    def refuse(self, wanted: str) -> NoReturn:
        """`wanted` continues the sentence "This must be ..."."""
        verb = "must be" if self.given else "is missing: it must be"
        self.reject(f"This {verb} {wanted}.")

    def reject(self, message: str) -> NoReturn:
        raise BadValue(self.path or BODY, message)

    def fields(self, *names: str) -> dict[str, "Node"]:
        """The fields of an object by name, also those that are absent. Others are refused by their name."""
        if not isinstance(self.value, dict):
            self.refuse(f"an object with the fields {', '.join(names)}")
        for name in self.value:
            if name not in names:
                Node(None, self._inner(plain(name))).reject(f"Unknown field; known are {', '.join(names)}.")
        return {name: Node(self.value.get(name, MISSING), self._inner(name)) for name in names}

    def _inner(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def items(self, *, most: int, of: str) -> list["Node"]:
        """The entries of a list."""
        if not isinstance(self.value, list) or len(self.value) > most:
            self.refuse(f"a list of at most {most} {of}")
        return [Node(value, f"{self.path}[{place}]") for place, value in enumerate(self.value)]

    def items_or_none(self, *, most: int, of: str) -> list["Node"]:
        """The entries of a list that may be absent."""
        return self.items(most=most, of=of) if self.given else []

    def text(self) -> str:
        """A text that can be stored and sent: no NUL, no half of a surrogate pair."""
        text = self.value
        if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_TEXT or not is_clean(text):
            self.refuse(f"a text of 1 to {LONGEST_TEXT} characters without NUL or lone surrogates")
        return text

    def whole(self, low: int, high: int) -> int:
        number = self.value
        if not isinstance(number, int) or isinstance(number, bool) or not low <= number <= high:
            self.refuse(f"a whole number from {low} to {high}")
        return number

    def word(self, words: type[Word]) -> Word:
        if not isinstance(self.value, str) or self.value not in tuple(words):
            self.refuse(f"one of {', '.join(words)}")
        return words(self.value)

    def zone(self) -> ZoneInfo:
        if not isinstance(self.value, str):
            self.refuse('the name of a time zone such as "America/New_York"')
        try:
            return zone(self.value)
        except UnknownZone as error:
            self.reject(str(error))

    def clock(self) -> str:
        """A time of day, "00:00" to "24:00"."""
        if not isinstance(self.value, str):
            self.refuse('a time of day such as "17:00"')
        try:
            parse_clock(self.value)
        except ValueError as error:
            self.reject(str(error))
        return self.value

    def instant(self) -> datetime:
        """RFC 3339 with an offset, in UTC; digits beyond microseconds are cut off."""
        match = INSTANT.fullmatch(self.value) if isinstance(self.value, str) else None
        if not match:
            self.refuse(AN_INSTANT)
        sign, hours, minutes = match.groups()[-3:]
        try:
            offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
            there = timezone(-offset if sign == "-" else offset)
            return moment(match.groups()[:7]).replace(tzinfo=there).astimezone(UTC)
        except (ValueError, OverflowError):
            self.refuse(AN_INSTANT)

    def wall(self) -> datetime:
        """A time on a wall clock, naive."""
        match = WALL.fullmatch(self.value) if isinstance(self.value, str) else None
        if not match:
            self.refuse(A_WALL_TIME)
        try:
            return moment(match.groups())
        except ValueError:
            self.refuse(A_WALL_TIME)


def moment(parts: Iterable[str | None]) -> datetime:
    """Year to second and the fraction's digits as a naive datetime; ValueError if there is no such day or time."""
    *numbers, fraction = parts
    digits = (fraction or "")[:MICROSECOND_DIGITS].ljust(MICROSECOND_DIGITS, "0")
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    return datetime(year, month, day, hour, minute, second, int(digits))  # noqa: DTZ001 - a wall clock's


def is_clean(text: str) -> bool:
    return not UNCLEAN.search(text)


def plain(name: object) -> str:
    """A foreign field's name, fit to be shown: ASCII, short."""
    return str(name)[:64].encode("ascii", "backslashreplace").decode()
