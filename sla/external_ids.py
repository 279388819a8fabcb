"""What a tool calls a client in its own records: ids, which outlive names. Who the tools are is known one room above."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accounts.audit import Actor

BETWEEN = "|"  # in one cell of a table
LONGEST_ID = 255


@dataclass(frozen=True, slots=True, order=True)
class KnownAs:
    """`source`: what the tool is called, one name for one tool. Written `Datto RMM: 1a2b`."""

    source: str
    word: str

    def __str__(self) -> str:
        return f"{self.source}: {self.word}"


class BadId(ValueError):
    """The message says what would be right."""


class Sources(Protocol):
    """The tools that send alerts, as an import needs them."""

    def names(self) -> tuple[str, ...]:
        """Of those in use: each is one tool's."""

    def ids(self) -> Mapping[int, frozenset[KnownAs]]:
        """Theirs by client, archived clients' too."""

    def learn(self, *, client_id: int, ids: Iterable[KnownAs], actor: Actor, now: datetime) -> None:
        """Keep these beside those the client has."""


def read_id(written: str, names: Iterable[str]) -> KnownAs:
    """One id as people write it. Raises BadId."""
    names = sorted(names, key=len, reverse=True)
    name = next((each for each in names if written.casefold().startswith(f"{each.casefold()}:")), None)
    if name is None:
        there = ", ".join(sorted(names)) or "none yet"
        raise BadId(f"“{written[:80]}” begins with no source's name. Write “source: id”. Sources: {there}.")
    word = written[len(name) + 1 :].strip()
    if not word or len(word) > LONGEST_ID or BETWEEN in word:
        raise BadId(f"An id of {name} has 1 to {LONGEST_ID} characters, and no “{BETWEEN}”.")
    return KnownAs(name, word)
