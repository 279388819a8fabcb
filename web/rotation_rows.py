"""The rows of a rotation's form: people in their order, weekly windows. What was typed stays, whatever it is.

Each row has a key; its fields are named after it (`person-3`), and the repeated field `people` (or `windows`) holds
the keys in the order in which the rows stand. So a row is moved by moving it, with or without JavaScript.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from hours.weekly import WeeklyWindow, weekly_window

KEY = re.compile(r"[0-9]{1,4}", re.ASCII)
MOST_PEOPLE, MOST_WINDOWS = 100, 20


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's place. `together`: on call at the same time as the one above."""

    key: int
    member: str = ""
    together: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One weekly window as it was typed."""

    key: int
    days: frozenset[str] = frozenset()
    start: str = ""
    end: str = ""
    all_day: bool = False
    error: str = ""


Row = TypeVar("Row", PersonRow, WindowRow)


def people_of(data: QueryDict) -> list[PersonRow]:
    return [
        PersonRow(key, data.get(f"person-{key}", "")[:20], f"together-{key}" in data)
        for key in _keys(data, "people", MOST_PEOPLE)
    ]


def windows_of(data: QueryDict) -> list[WindowRow]:
    return [
        WindowRow(
            key, frozenset(data.getlist(f"days-{key}")), data.get(f"start-{key}", "")[:20],
            data.get(f"end-{key}", "")[:20], f"all_day-{key}" in data,
        )
        for key in _keys(data, "windows", MOST_WINDOWS)
    ]  # fmt: skip


def _keys(data: QueryDict, name: str, most: int) -> list[int]:
    found = (int(text) for text in data.getlist(name) if KEY.fullmatch(text))
    return list(dict.fromkeys(found))[:most]


def pressed(
    deed: str, people: Sequence[PersonRow], windows: Sequence[WindowRow]
) -> tuple[list[PersonRow], list[WindowRow]]:
    """The rows after one of the form's small buttons: `add-person`, `up-person:3`, `remove-window:0` ..."""
    verb, _colon, key = deed.partition(":")
    if verb == "add-person":
        return [*people, PersonRow(_new_key(people))][:MOST_PEOPLE], list(windows)
    if verb == "add-window":
        return list(people), [*windows, WindowRow(_new_key(windows))][:MOST_WINDOWS]
    if verb == "remove-window":
        return list(people), [row for row in windows if str(row.key) != key]
    change = PERSON_DEEDS.get(verb)
    return (change(list(people), key) if change else list(people)), list(windows)


def _up(rows: list[PersonRow], key: str) -> list[PersonRow]:
    place = _place(rows, key)
    return _exchanged(rows, place - 1) if place else rows


def _down(rows: list[PersonRow], key: str) -> list[PersonRow]:
    place = _place(rows, key)
    return _exchanged(rows, place) if place is not None and place < len(rows) - 1 else rows


def _remove(rows: list[PersonRow], key: str) -> list[PersonRow]:
    return [row for row in rows if str(row.key) != key]


PERSON_DEEDS: dict[str, Callable[[list[PersonRow], str], list[PersonRow]]] = {
    "up-person": _up,
    "down-person": _down,
    "remove-person": _remove,
}


def _exchanged(rows: list[PersonRow], place: int) -> list[PersonRow]:
    rows[place], rows[place + 1] = rows[place + 1], rows[place]
    return rows


def _place(rows: Sequence[PersonRow], key: str) -> int | None:
    return next((place for place, row in enumerate(rows) if str(row.key) == key), None)


def _new_key(rows: Iterable[PersonRow] | Iterable[WindowRow]) -> int:
    return max((row.key for row in rows), default=-1) + 1


def groups_of(rows: Iterable[PersonRow]) -> Iterator[tuple[int, ...]]:
    """The turns: each begins with a row that is not together with the one above. Rows without anybody are left out."""
    group: tuple[int, ...] = ()
    for row in rows:
        if not row.member:
            continue
        if group and not row.together:
            yield group
            group = ()
        group = (*group, int(row.member))
    if group:
        yield group


def checked_people(rows: Iterable[PersonRow], known: Iterable[int]) -> list[PersonRow]:
    """The rows with what is wrong beside them."""
    choices = {str(pk) for pk in known}
    wrong = _("Choose a member of the organization, or leave it empty.")
    return [replace(row, error="" if row.member in choices | {""} else wrong) for row in rows]


def checked_window(row: WindowRow) -> tuple[WindowRow, WeeklyWindow | None]:
    """The window of a row, or the row with what is wrong."""
    start, end = ("00:00", "24:00") if row.all_day else (row.start, row.end)
    days = [int(day) for day in row.days if day in {"0", "1", "2", "3", "4", "5", "6"}]
    if not days:
        return replace(row, error=_("Tick at least one day.")), None
    try:
        return row, weekly_window(days=days, start=start, end=end)
    except ValueError as wrong:
        return replace(row, error=str(wrong)), None


def rows_of_groups(groups: Iterable[Iterable[object]]) -> list[PersonRow]:
    """A stored rotation as rows."""
    placed = [(member, place > 0) for group in groups for place, member in enumerate(group)]
    return [PersonRow(key, str(member), together) for key, (member, together) in enumerate(placed)]


def rows_of_windows(windows: Iterable[WeeklyWindow]) -> list[WindowRow]:
    return [
        WindowRow(
            key, frozenset(map(str, window.days)), _clock(window.start_minute), _clock(window.end_minute % 1440),
            window.is_all_day,
        )
        for key, window in enumerate(windows)
    ]  # fmt: skip


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
