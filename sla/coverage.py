"""The coverage oracle: what was promised to this client for this hour, this kind of problem, this priority.

Pure: frozen facts and a question in, a verdict with its reasons out. The rules are those of the design's "Decisions
where doubt and fact meet": doubt pages, certainty decides.
"""

from dataclasses import dataclass
from datetime import datetime

from hours.calendar import Band, Calendar, Segment, is_open, segment_at
from sla import reasons
from sla.agreements import Choice, choose
from sla.clock import due_by
from sla.desk import DeskTime, desk_time
from sla.facts import CallOut, Facts, Outcome, Question, Rule, TierFacts, TierKind, Verdict
from sla.priority import Priority


@dataclass(frozen=True)
class _Ruling:
    """What is known once the outcome is. `rule` is the tier's cell; `raised` says why it pages all the same."""

    segment: Segment
    choice: Choice
    rule: Rule
    desk: DeskTime
    raised: str | None
    cell_said: str
    paid: bool = False  # its cell wants a charge accepted, and it is

    @property
    def outcome(self) -> Outcome:
        return Outcome.PAGE if self.raised or self.paid else self.rule.outcome

    @property
    def covered(self) -> bool:
        in_hours = self.segment.band is Band.BUSINESS_HOURS
        promised = self.rule.outcome is Outcome.PAGE or in_hours or self.paid
        return promised and not self.rule.contain_only and not self.has_no_agreement

    @property
    def has_no_agreement(self) -> bool:
        return self.choice.tier.kind is TierKind.NO_AGREEMENT

    @property
    def opening_at(self) -> datetime | None:
        return None if self.outcome is Outcome.PAGE else self.desk.at


def decide(facts: Facts, question: Question) -> Verdict:
    """What happens with this request, and why.

    An unknown client gets the default tier, a known one its most specific live agreement, else the no-agreement
    tier. That tier's cell for (line, band, priority) is the outcome, except that P1 and P2 page although it says
    otherwise when nobody took them at the desk, when the desk never opens, and, unless there is no agreement, when
    the client is in business hours and the desk is closed. A charge that was accepted pages and covers the request. A
    missing cell is doubt: P1 and P2 page, the rest waits.

    Targets run from `received_at`, or from `next_opening_at` for what waits for the desk.
    """
    ruling = _rule(facts, question)
    due = _deadlines(ruling, question, facts.calendar)
    tier = ruling.choice.tier
    return Verdict(
        outcome=ruling.outcome,
        band=ruling.segment.band,
        reasons=_reasons(facts, question, ruling),
        covered=ruling.covered,
        contain_only=ruling.rule.contain_only,
        marked_not_covered=ruling.has_no_agreement or (ruling.outcome is Outcome.PAGE and not ruling.covered),
        agreement_id=ruling.choice.agreement_id,
        tier_id=tier.id,
        tier_name=tier.name,
        tier_version=tier.version,
        tier_kind=tier.kind,
        acknowledge_due_at=due[0],
        response_due_at=due[1],
        update_due_at=due[2],
        resolution_due_at=due[3],
        next_opening_at=ruling.opening_at,
        desk_open=ruling.desk.is_open,
        call_out=_asked_for(tier.call_out, ruling.segment.band)
        if ruling.outcome is Outcome.CONSENT
        else None,
    )


def _asked_for(sold: CallOut | None, band: Band) -> CallOut | None:
    """What it costs at this hour: the rate that is accepted holds for all of the work."""
    return sold.times(sold.percent_of(band)) if sold else None


def _rule(facts: Facts, question: Question) -> _Ruling:
    segment = segment_at(facts.calendar, question.received_at)
    band = segment.band
    choice = choose(facts, question)
    written = choice.tier.rules.get((question.service_line, band, question.priority))
    rule = written or _rule_in_doubt(question.priority)
    desk = desk_time(facts.desk_calendar, facts.calendar, question.received_at)
    urgent_at_the_desk = question.priority.is_urgent and rule.outcome is not Outcome.PAGE
    raised = _why_it_pages(choice.tier, question, band, desk) if urgent_at_the_desk else None
    paid = question.charge_accepted and rule.outcome is Outcome.CONSENT
    return _Ruling(
        segment, choice, rule, desk, raised, reasons.rule(choice.tier, question, band, written), paid
    )


def _rule_in_doubt(priority: Priority) -> Rule:
    return Rule(Outcome.PAGE if priority.is_urgent else Outcome.QUEUE)


def _why_it_pages(tier: TierFacts, question: Question, band: Band, desk: DeskTime) -> str | None:
    """What wakes somebody for a P1 or P2 that its cell gives to the desk or to consent; None: nothing does."""
    if question.untaken_at_desk:
        return reasons.untaken(question.priority)
    if not desk.opens:
        return reasons.desk_never_opens(question.priority)
    closed_on_the_client = band is Band.BUSINESS_HOURS and not desk.is_open
    if closed_on_the_client and tier.kind is not TierKind.NO_AGREEMENT:
        return reasons.desk_closed_in_business_hours(question.priority)
    return None


def _deadlines(ruling: _Ruling, question: Question, calendar: Calendar) -> list[datetime | None]:
    """Acknowledge, response, update, resolution. None where the client's calendar never gives the time."""
    targets = ruling.choice.tier.targets.get(question.priority)
    if targets is None:
        return [None] * 4
    start = ruling.opening_at or question.received_at
    each = (targets.acknowledge, targets.response, targets.update, targets.resolution)
    due = {target: due_by(start, target, targets.runs, calendar) for target in set(each)}
    return [due[target] for target in each]


def _reasons(facts: Facts, question: Question, ruling: _Ruling) -> tuple[str, ...]:
    said = (
        reasons.local_time(question.received_at, ruling.segment, facts),
        _promise_kept(facts, question, ruling),
        ruling.choice.why,
        ruling.cell_said,
        ruling.raised,
        reasons.CHARGE_ACCEPTED if ruling.paid else None,
        reasons.no_consent(ruling.outcome, question.channel),
        reasons.handover(ruling.desk, facts.calendar.zone) if ruling.opening_at else None,
    )
    return tuple(filter(None, said))


def _promise_kept(facts: Facts, question: Question, ruling: _Ruling) -> str | None:
    """Told where another hour has begun since, for the client or for the desk."""
    sent_at = question.sent_at
    if sent_at is None or sent_at <= question.received_at:
        return None
    desk_open = facts.desk_calendar is not None and is_open(facts.desk_calendar, sent_at)
    changed = sent_at >= ruling.segment.end or desk_open != ruling.desk.is_open
    return reasons.promise_kept(sent_at, facts.calendar.zone) if changed else None
