"""The clients of the coverage tests: Fabrikam in New York, desks and tiers that fit together."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hours.calendar import Calendar, DatedWindow, HolidayDay
from hours.wall import start_instant
from hours.weekly import WeeklyWindow
from sla.coverage import decide
from sla.facts import (
    AgreementFacts,
    Channel,
    ClientFacts,
    Facts,
    Question,
    ServiceLine,
    TierFacts,
    Verdict,
)
from sla.grid import EIGHT_BY_FIVE, NO_AGREEMENT, UNKNOWN_CLIENT, TierDefault
from sla.priority import Priority

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
EIGHT_TO_FIVE = (WeeklyWindow(WORKDAYS, 480, 1020),)
CHRISTMAS = HolidayDay(date(2026, 12, 25), "Christmas Day")
OFFICE = Calendar(NEW_YORK, EIGHT_TO_FIVE, holidays=(CHRISTMAS,))
DESK = OFFICE
FABRIKAM = ClientFacts("fabrikam", "Fabrikam", NEW_YORK)


def tier(shipped: TierDefault, *, id: int = 1) -> TierFacts:
    return TierFacts(id, shipped.name, shipped.kind, 1, shipped.rules, shipped.targets, shipped.call_out)


def agreement(
    shipped: TierDefault, *, id: int = 1, since: str = "2026-01-01", **parts: object
) -> AgreementFacts:
    return AgreementFacts(id, tier(shipped, id=100 + id), date.fromisoformat(since), **parts)  # type: ignore[arg-type]


def facts(*agreements: AgreementFacts, **parts: object) -> Facts:
    """Fabrikam with these agreements; `parts` replaces the rest."""
    usual = Facts(FABRIKAM, OFFICE, agreements, tier(UNKNOWN_CLIENT, id=90), tier(NO_AGREEMENT, id=91), DESK)
    return replace(usual, **parts)  # type: ignore[arg-type]


def on(shipped: TierDefault = EIGHT_BY_FIVE, **parts: object) -> Facts:
    """Fabrikam with a general agreement for this tier."""
    return facts(agreement(shipped), **parts)


def wall(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return start_instant(datetime.fromisoformat(text), zone)


def ask(
    known: Facts,
    at: str | datetime,
    priority: Priority = Priority.P1,
    line: ServiceLine = ServiceLine.HELP_DESK,
    **parts: object,
) -> Verdict:
    received_at = at if isinstance(at, datetime) else wall(at)
    question = Question(received_at, line, priority, Channel.FORM)
    return decide(known, replace(question, **parts))  # type: ignore[arg-type]


def closed_on(day: str) -> Calendar:
    """The desk with a holiday of our own."""
    return replace(DESK, closings=(DatedWindow(date.fromisoformat(day), 0, 1440, "Company picnic"),))
