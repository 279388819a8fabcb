"""What an incident is called in texts and calls, for one reader."""

from accounts.models import Membership
from routing.models import Decision, Incident
from routing.queries import contact_line, last_decision, owner_of, zone_of
from routing.status_link import address_of_page
from routing.update_words import Sender
from routing.words import Subject

SENDER_LENGTH = 24


def subject_for(incident: Incident, reader: Membership, *, code: str, coded: bool = False) -> Subject:
    """The parts of every text about this incident, in its reader's zone. `coded`: a bare key would ask which."""
    return subject_by(last_decision(incident), incident, reader, code=code, coded=coded)


def subject_by(
    decision: Decision | None,
    incident: Incident,
    reader: Membership,
    *,
    code: str,
    coded: bool = False,
    beside: str = "",
) -> Subject:
    """The same where the decision that counts is known: one look for many readers."""
    not_covered = bool(decision and decision.outcome == "page" and not decision.covered)
    contain_only = not_covered and incident.service_line == "security"
    owner = owner_of(incident.organization) if contain_only else None
    return Subject(
        organization=short_name(incident.organization.name),
        reference=incident.reference,
        priority=incident.priority,
        title=incident.summary.rstrip("."),
        client=incident.client.name if incident.client else "",
        site=incident.site.name if incident.site else "",
        code=code,
        coded=coded,
        zone=zone_of(reader),
        contact=contact_line(incident),
        respond_by=decision.response_due_at if decision else None,
        security_not_covered=contain_only,
        owner=str(owner).split(" ")[0] if owner else "",
        beside=beside,
    )


def update_sender(incident: Incident) -> Sender:
    """Who writes to the client about this incident, as the client knows them."""
    organization = incident.organization
    return Sender(
        organization=short_name(organization.name),
        reference=incident.reference,
        phone=organization.client_phone,
        link="" if incident.status_link_revoked_at else address_of_page(incident),
    )


def short_name(name: str) -> str:
    """`Harbor Pine IT` as the sender of a text: Harbor Pine; never longer than a text can bear."""
    words = name.split()
    return (" ".join(words[:2]) if len(words) > 2 else name)[:SENDER_LENGTH].rstrip()
