"""Fields that take exactly what the interface says: no number for a text, no naive instant, and words for what is right."""

import re
from datetime import UTC, date, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from delivery.segments import plain
from hours.weekly import parse_clock

RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,6})?\d*([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Text(serializers.CharField):
    """Text, trimmed; a number or a truth value is not taken for one."""

    default_error_messages = {"invalid": "Must be text.", "blank": "Must not be empty."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Tidy(Text):
    """Text as people write it, without control, bidirectional and other invisible characters."""

    def to_internal_value(self, data: Any) -> str:
        return plain(super().to_internal_value(data)).strip()


class Line(Tidy):
    """Tidy text on one line."""

    def to_internal_value(self, data: Any) -> str:
        return " ".join(super().to_internal_value(data).split())


class Whole(serializers.IntegerField):
    """A whole number written as one."""

    default_error_messages = {"invalid": "Must be a whole number."}

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Truth(serializers.BooleanField):
    """true or false, no words or numbers for them."""

    default_error_messages = {"invalid": "Must be true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class OneOf(serializers.ChoiceField):
    """One of a few words; the refusal lists them."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            raise serializers.ValidationError(f"Must be one of {', '.join(map(str, self.choices))}.")
        return data


@extend_schema_field({"type": "string", "format": "date-time"})
class Instant(serializers.Field[datetime, Any, str, Any]):
    """An RFC 3339 instant with its offset, as UTC; between 1970 and 2200."""

    default_error_messages = {
        "invalid": "Must be an instant with an offset: 2026-03-03T02:14:00-05:00 or 2026-03-03T07:14:00Z.",
        "far": "Must lie between the years 1970 and 2200.",
    }

    def to_internal_value(self, data: Any) -> datetime:
        found = RFC_3339.fullmatch(data) if isinstance(data, str) else None
        if found is None:
            self.fail("invalid")
        return self.in_range("".join([found[1], "T", found[2], found[3] or "", found[4].upper()]))

    def in_range(self, text: str) -> datetime:
        """The instant in UTC; a wall clock or an offset that is none (25:00, 60 seconds) is refused as unreadable."""
        try:
            instant = datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            self.fail("invalid")
        except OverflowError:
            self.fail("far")
        if not EARLIEST <= instant < LATEST:
            self.fail("far")
        return instant


@extend_schema_field({"type": "string", "format": "date"})
class LocalDate(serializers.Field[date, Any, str, Any]):
    """A date of the calendar, without a time; between 1970 and 2200."""

    default_error_messages = {
        "invalid": "Must be a date: 2026-03-03.",
        "far": "Must lie between the years 1970 and 2200.",
    }

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not DATE.fullmatch(data):
            self.fail("invalid")
        try:
            found = date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if not EARLIEST.date() <= found < LATEST.date():
            self.fail("far")
        return found


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"})
class Clock(serializers.Field[int, Any, str, Any]):
    """A time of the day on the wall clock, 00:00 to 24:00, as minutes."""

    default_error_messages = {"invalid": "Must be a time of the day: 17:00, from 00:00 to 24:00."}

    def to_internal_value(self, data: Any) -> int:
        try:
            return parse_clock(data if isinstance(data, str) else "")
        except ValueError:
            self.fail("invalid")
