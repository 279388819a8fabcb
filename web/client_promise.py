"""What the client's form promises for each effect, worked out from the oracle's verdicts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from hours.calendar import holiday_at, segment_at
from sla.coverage import decide
from sla.facts import CallOut, Channel, Facts, Outcome, Question, ServiceLine, TierKind, Verdict
from sla.priority import Priority

LINE = ServiceLine.HELP_DESK  # people ask for help; monitoring and security come from tools


class Effect(StrEnum):
    """How bad it is, as the person says it. The words are the values the form sends."""

    EVERYONE = "all_stopped"
    TEAM = "team_stopped"
    ONE = "one_user"
    LATER = "not_urgent"

    @property
    def priority(self) -> Priority:
        return PRIORITY_OF[self]


PRIORITY_OF = {
    Effect.EVERYONE: Priority.P1,
    Effect.TEAM: Priority.P2,
    Effect.ONE: Priority.P3,
    Effect.LATER: Priority.P4,
}


class Kind(StrEnum):
    """What happens with a request."""

    CALL = "call"  # covered: a technician is paged and phones
    CALL_ANYWAY = "call_anyway"  # not covered, and a technician is paged all the same
    DESK_NOW = "desk_now"
    DESK_LATER = "desk_later"  # can wait, by the plan
    CONSENT = "consent"  # urgent, not covered, and help can be bought
    NOT_COVERED = "not_covered"  # urgent, and the plan wakes nobody at this hour
    CODE = "code"  # a technician is paged as soon as the code came back: nobody knows who asks
    INACTIVE = "inactive"  # no live agreement: never said in more words to somebody anonymous


@dataclass(frozen=True)
class Promise:
    """`call_by`: until when we phone, for what is answered at once; `opens_at`: when the desk looks at it; `call_out`: what
    help now would cost.
    """

    kind: Kind
    at: datetime
    call_by: datetime | None = None
    opens_at: datetime | None = None
    call_out: CallOut | None = None

    @property
    def mark(self) -> str:
        """Equal for promises that mean the same; a call's minutes run anew with every page."""
        opens = f"{self.opens_at:%Y-%m-%dT%H:%M}" if self.opens_at and self.waits else ""
        price = (
            self.call_out
            and f"{self.call_out.rate_cents}{self.call_out.currency}{self.call_out.minimum_minutes}{self.call_out.terms_version}"
        )
        return f"{self.kind}{opens}{price or ''}"

    @property
    def wakes(self) -> bool:
        return self.kind in (Kind.CALL, Kind.CALL_ANYWAY)

    @property
    def waits(self) -> bool:
        return self.kind in (Kind.DESK_LATER, Kind.CONSENT, Kind.NOT_COVERED, Kind.INACTIVE)


@dataclass(frozen=True)
class Forecast:
    """All promises at one instant, the zone they are told in, and the holiday's name where it is one.

    `desk_holiday`: the one for which our desk is closed.
    """

    at: datetime
    zone: ZoneInfo
    promises: Mapping[Effect, Promise]
    holiday: str
    desk_holiday: str = ""

    @property
    def marks(self) -> dict[str, str]:
        return {effect.value: promise.mark for effect, promise in self.promises.items()}


def forecast(facts: Facts, *, at: datetime, site_id: int | None, may_order: bool = False) -> Forecast:
    """What each effect would get at this instant; `may_order`: somebody at the client may accept charges."""
    segment = segment_at(facts.calendar, at)
    verdicts = {effect: _verdict(facts, effect, at, site_id) for effect in Effect}
    found = {effect: promise(said, effect, at, may_order=may_order) for effect, said in verdicts.items()}
    ours = holiday_at(facts.desk_calendar, at) if facts.desk_calendar else None
    return Forecast(
        at, facts.calendar.zone, found, segment.holiday.name if segment.holiday else "", ours.name if ours else ""
    )  # fmt: skip


def after_a_code(found: Forecast) -> Forecast:
    """The same for somebody whom we don't know: what would wake anybody waits for their code."""
    promises = {
        effect: replace(each, kind=Kind.CODE) if each.wakes else each
        for effect, each in found.promises.items()
    }
    return replace(found, promises=promises)


def _verdict(facts: Facts, effect: Effect, at: datetime, site_id: int | None) -> Verdict:
    return decide(facts, Question(at, LINE, effect.priority, Channel.FORM, site_id))


def promise(verdict: Verdict, effect: Effect, at: datetime, *, may_order: bool = False) -> Promise:
    """A verdict as what is told to the person who asks."""
    kind = _kind(verdict, effect, at)
    if kind is Kind.NOT_COVERED and verdict.call_out and may_order:
        return Promise(Kind.CONSENT, at, opens_at=verdict.next_opening_at, call_out=verdict.call_out)
    prompt = kind in (Kind.CALL, Kind.CALL_ANYWAY, Kind.DESK_NOW) and effect.priority.is_urgent
    return Promise(kind, at, verdict.response_due_at if prompt else None, verdict.next_opening_at)


def _kind(verdict: Verdict, effect: Effect, at: datetime) -> Kind:
    if verdict.outcome is Outcome.PAGE:
        return Kind.CALL_ANYWAY if verdict.marked_not_covered else Kind.CALL
    if verdict.desk_open or (verdict.next_opening_at and verdict.next_opening_at <= at):
        return Kind.DESK_NOW
    if verdict.tier_kind is TierKind.NO_AGREEMENT:
        return Kind.INACTIVE
    urgent = effect.priority.is_urgent or verdict.outcome is Outcome.CONSENT
    return Kind.NOT_COVERED if urgent else Kind.DESK_LATER
