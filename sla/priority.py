"""How much it hurts times how long it can wait: the priority of an incident."""

from enum import StrEnum


class Priority(StrEnum):
    """P1 is the most urgent."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    @property
    def is_urgent(self) -> bool:
        """P1 and P2 may wake people; P3 and P4 are the desk's."""
        return self in URGENT


class Impact(StrEnum):
    """How many cannot work: the whole company, a team, one person."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Urgency(StrEnum):
    """How soon it hurts: work has stopped, it is slowed down, it can wait."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


URGENT = frozenset({Priority.P1, Priority.P2})

PRIORITY_BY_IMPACT_URGENCY = {
    (Impact.HIGH, Urgency.HIGH): Priority.P1,
    (Impact.HIGH, Urgency.MEDIUM): Priority.P2,
    (Impact.HIGH, Urgency.LOW): Priority.P3,
    (Impact.MEDIUM, Urgency.HIGH): Priority.P2,
    (Impact.MEDIUM, Urgency.MEDIUM): Priority.P3,
    (Impact.MEDIUM, Urgency.LOW): Priority.P4,
    (Impact.LOW, Urgency.HIGH): Priority.P3,
    (Impact.LOW, Urgency.MEDIUM): Priority.P4,
    (Impact.LOW, Urgency.LOW): Priority.P4,
}


def priority_of(impact: Impact, urgency: Urgency) -> Priority:
    """The priority by ITIL's three by three table, folded into four."""
    return PRIORITY_BY_IMPACT_URGENCY[impact, urgency]
