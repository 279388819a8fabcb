"""Rows of an editor that a person adds, moves and takes out, with or without JavaScript.

Each row has a key after which its fields are named (`person-3`); a repeated field holds the keys in the order in which
the rows stand. So a row is moved by moving it, and whatever was typed stays.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from django.http import QueryDict

KEY = re.compile(r"[0-9]{1,4}", re.ASCII)


class Keyed(Protocol):
    @property
    def key(self) -> int: ...


Row = TypeVar("Row", bound=Keyed)


def keys_of(data: QueryDict, name: str, *, most: int) -> list[int]:
    """The keys of the rows that were sent, in their order."""
    found = (int(text) for text in data.getlist(name) if KEY.fullmatch(text))
    return list(dict.fromkeys(found))[:most]


def new_key(rows: Iterable[Keyed]) -> int:
    return max((row.key for row in rows), default=-1) + 1


def moved(rows: Sequence[Row], verb: str, key: str) -> list[Row]:
    """The rows after `up`, `down` or `remove` of the one with that key; anything else changes nothing."""
    found = list(rows)
    place = next((place for place, row in enumerate(found) if str(row.key) == key), None)
    if place is None:
        return found
    if verb == "remove":
        del found[place]
    other = place + {"up": -1, "down": 1}.get(verb, 0)
    if other != place and 0 <= other < len(found):
        found[place], found[other] = found[other], found[place]
    return found
