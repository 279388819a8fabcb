"""What was promised, asked of the oracle and frozen into the incident as a row that never changes."""

from datetime import datetime

from accounts.models import Organization
from routing.models import Decision, Incident
from routing.states import ConsentStatus
from sla.coverage import decide
from sla.facts import Channel, Question, ServiceLine, Verdict
from sla.models import Client, Site
from sla.priority import Priority
from sla.stored_facts import facts_for

OUTCOME_WORDS = {"page": "page", "queue": "the desk", "consent": "not covered at this hour"}


def decide_coverage(
    *,
    organization: Organization,
    client: Client | None,
    site: Site | None,
    service_line: str,
    priority: str,
    channel: str,
    at: datetime,
    untaken_at_desk: bool = False,
    charge_accepted: bool = False,
    sent_at: datetime | None = None,
) -> Verdict:
    """The oracle's verdict for this instant, that of the page that promised if one did before `sent_at`; changes nothing."""
    question = Question(
        received_at=at,
        service_line=ServiceLine(service_line),
        priority=Priority(priority),
        channel=Channel(channel),
        site_id=site.pk if site else None,
        untaken_at_desk=untaken_at_desk,
        charge_accepted=charge_accepted,
        sent_at=sent_at,
    )
    return decide(facts_for(organization, client, site, at), question)


def decide_incident(incident: Incident, *, at: datetime, untaken_at_desk: bool = False) -> Verdict:
    """The verdict for an incident as it stands; a charge that was accepted for it stays accepted."""
    return decide_coverage(
        organization=incident.organization,
        client=incident.client,
        site=incident.site,
        service_line=incident.service_line,
        priority=incident.priority,
        channel=incident.channel,
        at=at,
        untaken_at_desk=untaken_at_desk,
        charge_accepted=incident.consents.filter(status=ConsentStatus.ACCEPTED).exists(),
        sent_at=incident.received_at,
    )


def record_decision(incident: Incident, verdict: Verdict, *, fact: str, now: datetime) -> Decision:
    """Freeze a verdict beside the earlier ones; the last counts."""
    return Decision.objects.create(
        organization_id=incident.organization_id,
        incident=incident,
        at=now,
        fact=fact,
        outcome=verdict.outcome.value,
        band=verdict.band.value,
        covered=verdict.covered and not verdict.marked_not_covered,
        contain_only=verdict.contain_only,
        priority=incident.priority,
        reasons=list(verdict.reasons),
        agreement_id=verdict.agreement_id,
        tier_version_id=verdict.tier_id,
        tier_name=f"{verdict.tier_name} v{verdict.tier_version}",
        acknowledge_due_at=verdict.acknowledge_due_at,
        response_due_at=verdict.response_due_at,
        update_due_at=verdict.update_due_at,
        resolution_due_at=verdict.resolution_due_at,
        next_opening_at=verdict.next_opening_at,
    )
