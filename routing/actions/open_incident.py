"""A new incident: decided, numbered, and sent where its decision says."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.models import Membership, Organization
from routing.actions.advance import flag_alarm, hold_for, leave_to_desk
from routing.actions.close import close
from routing.actions.decide import OUTCOME_WORDS, decide_coverage, record_decision
from routing.actions.escalate import aim
from routing.actions.hold_back import hold_back, is_held_back
from routing.actions.lock import wait_until
from routing.actions.numbers import next_number
from routing.actions.timeline import line, say, say_all
from routing.doubt import Doubt, quiet
from routing.models import Incident
from routing.states import IncidentStatus, WhyHeld
from sla.facts import Outcome, Verdict
from sla.models import Client, ClientContact, Site
from sla.queries import runbook_for


@dataclass(frozen=True, slots=True)
class New:
    """All that is known of an incident when it opens."""

    organization: Organization
    client: Client | None
    site: Site | None
    contact: ClientContact | None
    summary: str
    details: str
    service_line: str
    priority: str
    channel: str
    source: str
    alert_class: str
    contact_name: str
    contact_phone: str
    contact_email: str
    reporter: Membership | None
    reported_by_person: bool
    received_at: datetime
    decided_at: datetime
    language: str = ""
    previous: Incident | None = None
    doubt: Doubt | None = None


def open_incident(new: New, *, now: datetime) -> Incident:
    """The incident with its first decision; a class with a hold waits, everything else goes on.

    What is due at once is the caller's to do, after it committed.
    """
    if new.doubt is not None:
        return _open_in_doubt(new, new.doubt, now)
    incident, verdict = _row(new, now), _verdict(new)
    told = [_decided(verdict)]
    hold = _hold(new)
    if hold is not None:
        wait_until(incident, new.received_at + hold, "Held: this class of alert often clears by itself.")
        minutes = int(hold.total_seconds() // 60)
        told.append(("hold", f"Held for {minutes} minutes: such alerts often clear by themselves."))
    elif verdict.outcome is Outcome.PAGE:
        told.append(("paging", aim(incident, now=now)))
    _insert(incident, new, verdict, told, now)
    if hold is None and verdict.outcome is not Outcome.PAGE:
        leave_to_desk(incident, verdict, now=now)
    return incident


def _open_in_doubt(new: New, doubt: Doubt, now: datetime) -> Incident:
    """It wakes nobody until it is let through. What is only doubted and would wake nobody anyway goes its way."""
    if not is_held_back(doubt, _verdict(new)):
        return open_incident(replace(new, doubt=None), now=now)
    low = replace(new, priority=quiet(new.priority))
    incident, verdict = _row(low, now), _verdict(low)
    _insert(incident, low, verdict, [], now)
    hold_back(incident, doubt, priority=new.priority, decided_at=new.decided_at, now=now)
    if doubt.why is WhyHeld.UNIDENTIFIED:
        flag_alarm(incident, verdict, now)
    return incident


def open_over(new: New, *, now: datetime) -> Incident:
    """An incident that was over before we heard of it: kept, closed, and nobody is told."""
    incident, verdict = _row(new, now), _verdict(new)
    _insert(incident, new, verdict, [_decided(verdict)], now)
    incident.resolved_by_source = True
    close(incident, reason="It was over before it came.", by=None, now=now)
    say(incident, "resolved", "Its source cleared it before it came.", now=now)
    return incident


def _verdict(new: New) -> Verdict:
    return decide_coverage(
        organization=new.organization, client=new.client, site=new.site, service_line=new.service_line, priority=new.priority,
        channel=new.channel, at=new.decided_at, sent_at=new.received_at,
    )  # fmt: skip


def _insert(
    incident: Incident, new: New, verdict: Verdict, told: list[tuple[str, str]], now: datetime
) -> None:
    """The row with its number, taken when all else is known; its decision; what its timeline begins with."""
    incident.runbook = runbook_for(
        new.organization, new.client, service_line=new.service_line, alert_class=new.alert_class
    )
    incident.number = next_number(new.organization.pk)
    incident.save(force_insert=True)
    incident.opened_with = record_decision(incident, verdict, fact="received", now=now)
    received = line(incident, "received", _received_words(new), now=now, shown_to_client=True)
    say_all([received, *(line(incident, kind, text, now=now) for kind, text in told)], now=now)


def _hold(new: New) -> timedelta | None:
    """People are never held, and security never."""
    held = not new.reported_by_person and new.service_line != "security"
    return hold_for(new.alert_class) if held else None


def _row(new: New, now: datetime) -> Incident:
    return Incident(
        organization=new.organization, status=IncidentStatus.HELD, due_at=now, due_reason="", summary=new.summary,
        details=new.details, source=new.source, alert_class=new.alert_class, client=new.client, site=new.site,
        service_line=new.service_line, priority=new.priority, channel=new.channel, contact=new.contact,
        contact_name=new.contact_name, contact_phone=new.contact_phone, contact_email=new.contact_email, language=new.language,
        reporter=new.reporter, reported_by_person=new.reported_by_person, received_at=new.received_at, previous=new.previous,
    )  # fmt: skip


def _received_words(new: New) -> str:
    via = {"form": "by the client's form", "member": "reported by a member", "alert": f"from {new.source}"}
    if new.client is None:
        via["form"] = "by the shared form"
    by = f" from {new.contact_name}" if new.contact_name else ""
    return f"Received {via.get(new.channel, new.channel)}{by}: {new.summary}"


def _decided(verdict: Verdict) -> tuple[str, str]:
    return "decision", f"Decision: {OUTCOME_WORDS[verdict.outcome]}. {' '.join(verdict.reasons)}"
