"""A line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line: what, how much, and what is wanted of it."""

    what: str
    value: str
    wanted: str
    well: bool
