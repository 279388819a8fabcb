"""What the client does on its own page: a note, it got worse, it solved itself, another number."""

from datetime import datetime

from django.db import transaction

from routing.actions.close import close
from routing.actions.codes import keep_codes
from routing.actions.desk import tell_desk_at_night
from routing.actions.hold_back import closed_while_held, held_request_of, hold_again, is_spam, is_unknown
from routing.actions.keep_clocks import end_pause_of_client
from routing.actions.life import tell_by_text
from routing.actions.lock import locked_where_it_goes_on
from routing.actions.new_fact import take_in
from routing.actions.respond import DESK_STATES, RUNNING
from routing.actions.timeline import say
from routing.models import Incident
from routing.news_words import client_solved, worse
from routing.people import woken
from routing.states import IncidentStatus
from routing.words import Subject, Text

SOLVED = "The client says that it solved itself."
WORSE = {"P4": "P3", "P3": "P2", "P2": "P1", "P1": "P1"}


def _where_it_goes_on(incident_id: int) -> tuple[Incident, Incident]:
    """(the incident of this page, the one that goes on for it, locked); the same unless it was merged into another."""
    asked = Incident.objects.select_related("organization", "contact").get(pk=incident_id)
    goes_on = locked_where_it_goes_on(asked.merged_into_id or asked.pk)
    return (goes_on if goes_on.pk == asked.pk else asked), goes_on


def _say_both(asked: Incident, goes_on: Incident, text: str, now: datetime) -> None:
    """On the page it was said on, and where people read it who have it now."""
    say(asked, "client_note", text, now=now, shown_to_client=True)
    if asked.pk != goes_on.pk:
        say(goes_on, "client_note", f"{asked.reference}: {text}", now=now)


def client_note(*, incident_id: int, text: str, now: datetime) -> Incident:
    """A note from the client: on the timeline, and by text to whoever has it."""
    with transaction.atomic():
        asked, incident = _where_it_goes_on(incident_id)
        _say_both(asked, incident, f"The client writes: {text}", now)
        end_pause_of_client(incident, now=now)
        _tell_deed(incident, f"writes: {text}", now)
    return incident


def files_from_client(*, incident_id: int, words: str, now: datetime) -> Incident:
    """Files from the client, by their number: a line on the timeline, and a text to whoever has it. Within a transaction."""
    asked, incident = _where_it_goes_on(incident_id)
    _say_both(asked, incident, f"The client sends {words}.", now)
    end_pause_of_client(incident, now=now)
    _tell_deed(incident, f"sends {words}.", now)
    return incident


def _tell_deed(incident: Incident, deed: str, now: datetime) -> None:
    if incident.taken_by and incident.status == IncidentStatus.ACKNOWLEDGED:
        tell_by_text(incident, incident.taken_by, lambda subject: _did(subject, deed), now=now)


def _did(subject: Subject, deed: str) -> Text:
    return "{who}: the client {title} ({code})", {
        "who": subject.who_first,
        "title": deed[:300],
        "code": subject.code,
    }


def got_worse(*, incident_id: int, now: datetime) -> Incident:
    """One priority up, decided again by the hour it is now; somebody who has it is told. A closed one is reopened."""
    with transaction.atomic():
        asked, incident = _where_it_goes_on(incident_id)
        _say_both(asked, incident, "The client says that it got worse.", now)
        if _wakes_nobody(incident, now):
            return incident
        before, incident.priority = incident.priority, WORSE[incident.priority]
        end_pause_of_client(incident, now=now)
        if before != incident.priority or incident.status not in RUNNING:
            _reopen(incident)
            incident.save()
            take_in(incident, fact="now worse", words=worse, at=now, now=now)
        elif incident.taken_by:
            tell_by_text(incident, incident.taken_by, worse, now=now)
    return incident


def _wakes_nobody(incident: Incident, now: datetime) -> bool:
    """What is held, or was when its sender closed it, asks for more from now on and is held; what was called spam stays
    closed; of whom nobody knows yet, the note is all that changes.
    """
    held = held_request_of(incident) or closed_while_held(incident)
    if held is not None:
        held.priority = WORSE[held.priority]
        held.save(update_fields=["priority"])
        if incident.status == IncidentStatus.RESOLVED:
            _reopen(incident)
            hold_again(incident, held, now=now)
        return True
    return is_unknown(incident) or (incident.status == IncidentStatus.RESOLVED and is_spam(incident))


def _reopen(incident: Incident) -> None:
    if incident.status != IncidentStatus.RESOLVED:
        return
    incident.status = IncidentStatus.HELD
    incident.due_at, incident.due_reason = incident.resolved_at, "Reopened by the client."
    incident.resolved_at = incident.resolved_by = None
    incident.taken_by, incident.taken_at, incident.resolved_by_source = None, None, False
    keep_codes(incident)


def solved_itself(*, incident_id: int, now: datetime) -> Incident:
    """The client needs nobody any more: it is closed, and whoever was paged or has it is told."""
    with transaction.atomic():
        asked, incident = _where_it_goes_on(incident_id)
        if incident.status == IncidentStatus.RESOLVED:
            return incident
        if asked.pk != incident.pk:  # others asked about the same: they may still wait
            _say_both(asked, incident, SOLVED, now)
            _tell_deed(incident, f"says that {asked.reference} solved itself.", now)
            return incident
        told, from_desk = woken(incident), incident.status in DESK_STATES
        close(incident, reason=SOLVED, by=None, now=now)
        say(incident, "resolved", SOLVED, now=now, shown_to_client=True)
        for member in told:
            tell_by_text(incident, member, lambda subject: client_solved(subject, at=now), now=now)
        if from_desk:
            tell_desk_at_night(incident, what="solved by itself, says the client", now=now)
    return incident


def change_contact_phone(*, incident_id: int, phone: str, now: datetime) -> Incident:
    """Another number to ring; whoever has it is told."""
    with transaction.atomic():
        asked, incident = _where_it_goes_on(incident_id)
        old = asked.contact_phone
        for row in {asked.pk: asked, incident.pk: incident}.values():
            if row.pk == asked.pk or row.contact_phone == old:
                _ring_on(row, phone)
        _say_both(asked, incident, "The client changed the number to ring.", now)
        _tell_deed(incident, f"has a new number {phone} to ring.", now)
    return incident


def _ring_on(incident: Incident, phone: str) -> None:
    incident.contact_phone = phone[:40]
    incident.contact = None if incident.contact and incident.contact.phone != phone else incident.contact
    incident.save(update_fields=["contact_phone", "contact"])
