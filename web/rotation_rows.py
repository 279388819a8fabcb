"""The rows of a rotation's form: people in their order, weekly windows. What was typed stays, whatever it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from hours.weekly import WeeklyWindow, clock_text, weekly_window
from web.rows import keys_of, moved, new_key

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


def people_of(data: QueryDict) -> list[PersonRow]:
    return [
        PersonRow(key, data.get(f"person-{key}", "")[:20], f"together-{key}" in data)
        for key in keys_of(data, "people", most=MOST_PEOPLE)
    ]


def windows_of(data: QueryDict) -> list[WindowRow]:
    return [
        WindowRow(
            key, frozenset(data.getlist(f"days-{key}")), data.get(f"start-{key}", "")[:20],
            data.get(f"end-{key}", "")[:20], f"all_day-{key}" in data,
        )
        for key in keys_of(data, "windows", most=MOST_WINDOWS)
    ]  # fmt: skip


def pressed(
    deed: str, people: Sequence[PersonRow], windows: Sequence[WindowRow]
) -> tuple[list[PersonRow], list[WindowRow]]:
    """The rows after one of the form's small buttons: `add-person`, `up-person:3`, `remove-window:0` ..."""
    verb, _colon, key = deed.partition(":")
    act, _dash, kind = verb.partition("-")
    if verb == "add-person":
        return [*people, PersonRow(new_key(people))][:MOST_PEOPLE], list(windows)
    if verb == "add-window":
        return list(people), [*windows, WindowRow(new_key(windows))][:MOST_WINDOWS]
    if kind == "window":
        return list(people), moved(windows, act, key)
    return moved(people, act, key), list(windows)


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
            key, frozenset(map(str, window.days)), clock_text(window.start_minute), clock_text(window.end_minute % 1440),
            window.is_all_day,
        )
        for key, window in enumerate(windows)
    ]  # fmt: skip
