"""The notice of holes: how many there are, the most urgent ones, as of when, and whether somebody looks again now."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organization
from routing.hole_groups import Group, groups_of
from routing.hole_queries import hole_brief
from routing.models import HoleSnapshot
from routing.stored_holes import found_in

NONE = {"first": 0, "behind": 0, "slow": 0}


@dataclass(frozen=True)
class Notice:
    """`first`: how often nobody can be reached; `behind`: how often nobody else stands behind; `slow`: asked too late."""

    first: int
    behind: int
    slow: int
    groups: list[Group]
    as_of: datetime | None
    is_old: bool

    def __bool__(self) -> bool:
        return bool(self.first or self.behind or self.slow)


def notice_of(organization: Organization) -> Notice:
    """From the snapshot. One query."""
    return notice_in(hole_brief(organization))


def notice_in(row: HoleSnapshot) -> Notice:
    found = found_in(row.brief)
    return Notice(
        **row.brief.get("times", NONE),
        groups=groups_of(found.holes) if found else [], as_of=row.computed_at,
        is_old=row.computed_at is None or row.is_old,  # type: ignore[attr-defined]
    )  # fmt: skip
