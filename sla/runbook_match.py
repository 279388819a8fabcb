"""Which runbook is followed: of those that fit, the most specific. Said for rows in memory and for the database. Pure.

The client says most (its own steps beat everybody's), then the class of the alert, then the service line. Of two that say
the same the one saved last counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

FITS = """
    organization_id = %(organization)s AND archived_at IS NULL AND (client_id IS NULL OR client_id = %(client)s)
        AND alert_class IN ('', %(alert_class)s) AND service_line IN ('', %(service_line)s)
"""
BEST_FIRST = "client_id IS NULL, alert_class = '', service_line = '', id DESC"


@dataclass(frozen=True, slots=True)
class Case:
    """What a runbook is for, or what an incident is. For a runbook None and "" mean any; `alert_class` is a `class_word`."""

    client: int | None = None
    service_line: str = ""
    alert_class: str = ""
    id: int = 0


def fits(written: Case, wanted: Case) -> bool:
    return (
        written.client in (None, wanted.client)
        and written.alert_class in ("", wanted.alert_class)
        and written.service_line in ("", wanted.service_line)
    )


def place(written: Case) -> tuple[bool, bool, bool, int]:
    """The lower the sooner: as the database sorts by BEST_FIRST."""
    return written.client is None, not written.alert_class, not written.service_line, -written.id


def best(written: Iterable[Case], wanted: Case) -> Case | None:
    return min((each for each in written if fits(each, wanted)), key=place, default=None)
