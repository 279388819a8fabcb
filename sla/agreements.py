"""Which tier answers for a request: the client's most specific live agreement, or one of the two that always exist."""

from dataclasses import dataclass
from datetime import date

from hours.wall import local
from sla import reasons
from sla.facts import AgreementFacts, Facts, Question, TierFacts


@dataclass(frozen=True)
class Choice:
    """The tier that decides, the agreement it comes from, and why, where that needs saying."""

    tier: TierFacts
    agreement_id: int | None = None
    why: str | None = None


def choose(facts: Facts, question: Question) -> Choice:
    """An unknown client: the default tier. Without a live agreement for this site and line: the no-agreement tier."""
    if facts.client is None:
        return Choice(facts.default_tier, why=reasons.UNKNOWN_CLIENT)
    today = local(question.received_at, facts.client.zone).date()
    fitting = sorted((each for each in facts.agreements if _fits(each, question)), key=_weight, reverse=True)
    place = next((number for number, each in enumerate(fitting) if is_live(each, today)), None)
    if place is None:
        return Choice(facts.no_agreement_tier, why=reasons.no_agreement(fitting, facts, question, today))
    won, stronger = fitting[place], fitting[:place]
    passed_over = next(
        (each for each in stronger if _holds(each, today) and _scope(each) != _scope(won)), None
    )
    return Choice(won.tier, won.id, reasons.chosen(won, passed_over, facts.client))


def is_live(agreement: AgreementFacts, on: date) -> bool:
    """Whether an agreement holds on a local date of the client: both ends inclusive, not suspended."""
    return _holds(agreement, on) and not agreement.suspended


def _holds(agreement: AgreementFacts, on: date) -> bool:
    """Whether its dates do, suspended or not."""
    return agreement.starts_on <= on and (agreement.ends_on is None or on <= agreement.ends_on)


def _fits(agreement: AgreementFacts, question: Question) -> bool:
    return agreement.site_id in (None, question.site_id) and agreement.service_line in (
        None,
        question.service_line,
    )


def _scope(agreement: AgreementFacts) -> tuple[bool, bool]:
    """Site and line, then site, then line, then general."""
    return agreement.site_id is not None, agreement.service_line is not None


def _weight(agreement: AgreementFacts) -> tuple[tuple[bool, bool], date, int]:
    """The more specific one; of two alike the younger."""
    return _scope(agreement), agreement.starts_on, agreement.id
