"""Which tier answers for a request: the client's most specific live agreement, or one of the two that always exist."""

from dataclasses import dataclass
from datetime import date

from hours.wall import local
from sla import reasons
from sla.facts import AgreementFacts, ClientFacts, Facts, Question, TierFacts


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
    fitting = [each for each in facts.agreements if _fits(each, question)]
    live = [each for each in fitting if is_live(each, today)]
    if not live:
        return Choice(facts.no_agreement_tier, why=reasons.no_agreement(fitting, facts.client, today))
    return _by(max(live, key=_weight), facts.client)


def is_live(agreement: AgreementFacts, on: date) -> bool:
    """Whether an agreement holds on a local date of the client: both ends inclusive, not suspended."""
    begun = agreement.starts_on <= on
    over = agreement.ends_on is not None and agreement.ends_on < on
    return begun and not over and not agreement.suspended


def _by(agreement: AgreementFacts, client: ClientFacts) -> Choice:
    return Choice(agreement.tier, agreement.id, reasons.specific_agreement(agreement, client))


def _fits(agreement: AgreementFacts, question: Question) -> bool:
    return agreement.site_id in (None, question.site_id) and agreement.service_line in (
        None,
        question.service_line,
    )


def _weight(agreement: AgreementFacts) -> tuple[bool, bool, date, int]:
    """Site and line, then site, then line, then general; of two alike the younger."""
    return (
        agreement.site_id is not None,
        agreement.service_line is not None,
        agreement.starts_on,
        agreement.id,
    )
