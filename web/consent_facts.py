"""What a client's page tells of a charge: whether it is asked, accepted or was refused, and what can still be done."""

from dataclasses import dataclass
from datetime import datetime

from routing.actions.consent_ask import MOST_QUESTIONS
from routing.models import Consent, Incident
from routing.states import ConsentStatus, IncidentStatus

NO = (ConsentStatus.REFUSED, ConsentStatus.LAPSED, ConsentStatus.WITHDRAWN)


@dataclass(frozen=True)
class ConsentFacts:
    """The newest question of an incident. `asked`: which approvers, in a sentence; `by`: who ended it."""

    status: ConsentStatus
    incident_status: IncidentStatus
    opens_at: datetime
    until: datetime | None
    code_sent: bool
    asked: str
    by: str
    has_receipt: bool
    may_be_asked: bool  # once more

    @property
    def is_accepted(self) -> bool:
        return self.status is ConsentStatus.ACCEPTED

    @property
    def may_choose(self) -> bool:
        return self.status is ConsentStatus.OPEN and self.incident_status is IncidentStatus.AWAITING_CONSENT

    @property
    def may_pay_after_all(self) -> bool:
        return self.may_be_asked and self.status in NO and self.incident_status is IncidentStatus.QUEUED

    @property
    def may_withdraw(self) -> bool:
        return self.is_accepted and self.incident_status is IncidentStatus.TRIGGERED


def newest_consent(incident: Incident) -> Consent | None:
    """With what its pages say of it."""
    rows = incident.consents.select_related(
        "tier_version", "contact__organization", "verification", "receipt"
    )
    return rows.order_by("-id").first()


def consent_facts(incident: Incident) -> ConsentFacts | None:
    """None where no charge was ever asked for."""
    found = newest_consent(incident)
    return facts_of(found, incident) if found else None


def facts_of(found: Consent, incident: Incident) -> ConsentFacts:
    asked = (
        found.asked.values_list("contact__name", flat=True).order_by("id") if found.approvers_asked_at else ()
    )
    return ConsentFacts(
        status=ConsentStatus(found.status),
        incident_status=IncidentStatus(incident.status),
        opens_at=found.opens_at,
        until=incident.due_at,
        code_sent=found.verification_id is not None,
        asked=", ".join(dict.fromkeys(asked)),
        by=found.ended_by,
        has_receipt=hasattr(found, "receipt"),
        may_be_asked=incident.consents.count() < MOST_QUESTIONS,
    )
