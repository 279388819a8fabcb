"""What a client may know of its request, read from the incident's rows: never a name in full, a phone of ours, a note of ours."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import Role
from routing.actions.hold_back import held_request_of
from routing.merged import answered_at, answered_how, survivor_of
from routing.models import Decision, Incident, Page, TimelineEntry
from routing.proof_ways import proof_ways
from routing.queries import attempts_of, last_decision, zone_of_client
from routing.states import LET_THROUGH, WITHDRAWN, IncidentStatus, PageStatus, WhyHeld
from web.consent_facts import ConsentFacts, consent_facts

CLIENT_LINES = "client_note"  # the kind of timeline entries that the client itself made
OUR_UPDATES = "update"  # and of those that one of ours wrote to it


@dataclass(frozen=True)
class Called:
    """Who was called: how many people, whether an owner was among them, when the first call or text went out."""

    people: int = 0
    owner: bool = False
    first_at: datetime | None = None


@dataclass(frozen=True)
class Held:
    """Why nobody is called yet, until when we wait, and whether a code can be sent to whoever asks."""

    why: WhyHeld
    until: datetime | None
    may_prove: bool


@dataclass(frozen=True)
class StatusFacts:
    """One request as its client may see it. `taker`: a first name, or empty where names are not shown."""

    reference: str
    status: IncidentStatus
    priority: str
    received_at: datetime
    covered: bool
    outcome: str
    call_by: datetime | None
    opens_at: datetime | None
    called: Called
    lost: bool  # whoever had it gave no sign of life
    told_late: bool
    taker: str
    taken_at: datetime | None
    back_at: datetime | None  # until when its taker snoozed it
    responded_at: datetime | None
    responded_how: str
    resolved_at: datetime | None
    resolved_by_client: bool
    contact_phone: str
    contact_email: str
    our_phone: str
    zone: ZoneInfo
    charge: ConsentFacts | None = None
    held: Held | None = None

    @property
    def is_urgent(self) -> bool:
        return self.priority in ("P1", "P2")

    def is_late(self, now: datetime) -> bool:
        """Whether a promised call has not been made in time."""
        open_still = self.status != IncidentStatus.RESOLVED and self.responded_at is None
        return open_still and self.call_by is not None and self.call_by <= now


def status_facts(incident: Incident) -> StatusFacts:
    """Read all of it. What was merged into another has its own promises and callers, and that one's state."""
    goes_on = survivor_of(incident)
    decision = last_decision(goes_on)
    resolved = goes_on.status == IncidentStatus.RESOLVED
    return StatusFacts(
        reference=incident.reference,
        status=IncidentStatus(goes_on.status),
        priority=incident.priority,
        received_at=incident.received_at,
        covered=bool(decision and decision.covered and goes_on.client_id),
        outcome=decision.outcome if decision else "",
        call_by=_call_by(incident),
        opens_at=goes_on.due_at if goes_on.status == IncidentStatus.QUEUED else None,
        called=_called(goes_on),
        lost=_lost(goes_on),
        told_late=goes_on.client_told_late_at is not None,
        taker=_taker(goes_on),
        taken_at=goes_on.taken_at,
        back_at=goes_on.due_at if goes_on.status == IncidentStatus.SNOOZED else None,
        responded_at=answered_at(incident),
        responded_how=answered_how(incident),
        resolved_at=goes_on.resolved_at,
        resolved_by_client=resolved and goes_on.resolved_by_id is None and not goes_on.resolved_by_source,
        contact_phone=incident.contact_phone,
        contact_email=incident.contact_email,
        our_phone=incident.organization.client_phone,
        zone=zone_of_client(incident),
        charge=consent_facts(incident),
        held=held_facts(goes_on),
    )


def held_facts(incident: Incident) -> Held | None:
    """None where it is not held back."""
    found = held_request_of(incident)
    return Held(WhyHeld(found.why), incident.due_at, bool(proof_ways(incident))) if found else None


def _call_by(incident: Incident) -> datetime | None:
    """Until when somebody phones: the earliest that was promised. A later decision moves no promise; a new start does, as when
    paid help is withdrawn, or what was held is let through.
    """
    closed = incident.timeline.filter(kind="resolved").order_by("-id").first()
    rows = incident.decisions.filter(at__gte=closed.at) if closed else incident.decisions.all()
    decisions = list(rows.order_by("id"))
    started = [at for at, row in enumerate(decisions) if row.fact in (WITHDRAWN, LET_THROUGH)]
    return min(filter(None, map(_promised_by, decisions[max(started, default=0) :])), default=None)


def _promised_by(decision: Decision) -> datetime | None:
    """Promised for what is urgent and does not wait for an opening."""
    waits = decision.outcome != "page" and decision.next_opening_at and decision.next_opening_at > decision.at
    return None if waits or decision.priority not in ("P1", "P2") else decision.response_due_at


def _called(incident: Incident) -> Called:
    pages = incident.pages.filter(kind=Page.Kind.PAGE, message__attempts__isnull=False)
    people = dict(pages.values_list("member_id", "member__role"))
    first = attempts_of(incident).first()
    return Called(len(people), Role.OWNER in people.values(), first.started_at if first else None)


def _lost(incident: Incident) -> bool:
    asked = incident.pages.filter(kind=Page.Kind.SIGN_OF_LIFE, status=PageStatus.EXPIRED)
    return incident.status == IncidentStatus.TRIGGERED and asked.exists()


def _taker(incident: Incident) -> str:
    shown = incident.organization.names_shown_to_clients and incident.taken_by
    return incident.taken_by.short_name if shown and incident.taken_by else ""


def shown_lines(incident: Incident) -> tuple[list[TimelineEntry], list[TimelineEntry]]:
    """What the client itself told us on its page, and what we wrote to it; oldest first."""
    goes_on = survivor_of(incident)
    rows = TimelineEntry.objects.filter(incident__in={incident.pk, goes_on.pk}, shown_to_client=True)
    rows = rows.filter(kind__in=[CLIENT_LINES, OUR_UPDATES]).order_by("id")
    own = [row for row in rows if row.kind == CLIENT_LINES and row.incident_id == incident.pk]
    return own, [row for row in rows if row.kind == OUR_UPDATES]
