"""A written sheet: what an agreement promises as a document, made of sections with sentences and a table. Pure.

Web page, PDF and what a client accepts are all made from the same Sheet. Its canonical text is what is kept, and the
digest of that text is what tells two sheets apart.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Table:
    """Every row has as many cells as there are heads."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """`key` names it for programs; a table may be missing or have no rows."""

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """The rows, each cell with the head of its column."""
        return [list(zip(self.table.head, row, strict=True)) for row in self.table.rows] if self.table else []


@dataclass(frozen=True)
class Sheet:
    """Written `on` a local date of the client for one version of a tier."""

    organization: str
    client: str
    tier: str
    version: int
    on: date
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        return f"What {self.organization} promises {self.client}"


def canonical(sheet: Sheet) -> str:
    """The one text of this sheet: JSON with sorted keys."""
    told = {**asdict(sheet), "on": sheet.on.isoformat()}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_sheet(text: str) -> Sheet:
    """The sheet behind its canonical text."""
    told = json.loads(text)
    return Sheet(
        organization=told["organization"], client=told["client"], tier=told["tier"], version=told["version"],
        on=date.fromisoformat(told["on"]), sections=tuple(_section(each) for each in told["sections"]),
    )  # fmt: skip


def changed_titles(earlier: Sheet, later: Sheet, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The titles of the sections that differ or are missing on one side, leaving out the keys in `but`."""
    old, new = _by_key(earlier), _by_key(later)
    differ = [key for key in {**old, **new} if key not in but and old.get(key) != new.get(key)]
    return tuple((new.get(key) or old[key]).title for key in differ)


def _by_key(sheet: Sheet) -> dict[str, Section]:
    return {section.key: section for section in sheet.sections}


def _section(told: Mapping[str, Any]) -> Section:
    return Section(told["key"], told["title"], tuple(told["sentences"]), _table(told["table"]))


def _table(told: Mapping[str, Any] | None) -> Table | None:
    return Table(tuple(told["head"]), tuple(tuple(row) for row in told["rows"])) if told else None
