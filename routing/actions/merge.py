"""This is the same as that: one incident is closed as part of another, which goes on for both (docs/adr/0005)."""

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Membership
from routing.actions.advance import decide_again
from routing.actions.close import close
from routing.actions.desk import tell_desk_at_night
from routing.actions.hold_back import held_request_of, vouch
from routing.actions.keep_clocks import keep_clocks
from routing.actions.life import tell_by_text
from routing.actions.lock import locked
from routing.actions.new_fact import take_in
from routing.actions.respond import DESK_STATES, NotPossible, refuse_closed
from routing.actions.timeline import say
from routing.doubt import counts_from
from routing.models import Incident
from routing.news_words import belongs_to, same_as
from routing.people import woken
from routing.states import LET_THROUGH, IncidentStatus
from routing.words import Subject, Text

WAKEFUL = {IncidentStatus.ACKNOWLEDGED: 3, IncidentStatus.TRIGGERED: 2, IncidentStatus.SNOOZED: 1}
CONTACT = ("contact", "contact_name", "contact_phone", "contact_email")


def merge(*, incident_id: int, into_id: int, by: Membership, actor: Actor, now: datetime) -> Incident:
    """Close the one as part of the other and return that one. TooLate where the one is closed; NotPossible says why not."""
    with transaction.atomic():
        merged, survivor = _both(incident_id, into_id)
        refuse_closed(merged)
        _refuse_unlike(merged, survivor)
        _vouch(merged, by, actor, now)
        told = [one for one in woken(merged) if one.pk not in (by.pk, survivor.taken_by_id)]
        from_desk = merged.status in DESK_STATES
        _close_into(merged, survivor, by, actor, now)
        _take_over(merged, survivor, by, now)
        for member in told:
            tell_by_text(merged, member, lambda subject: _same(subject, survivor), now=now)
        if from_desk:
            tell_desk_at_night(merged, what=f"made part of {survivor.reference}", now=now)
        _audit(merged, survivor, actor, now)
    return survivor


def _both(incident_id: int, into_id: int) -> tuple[Incident, Incident]:
    """Both locked, always in one order, so that two people who merge crosswise wait for each other in turn."""
    if incident_id == into_id:
        raise NotPossible("This is the same incident. Say which other one it is the same as.")
    rows = {pk: locked(pk) for pk in sorted((incident_id, into_id))}
    return rows[incident_id], rows[into_id]


def _vouch(merged: Incident, by: Membership, actor: Actor, now: datetime) -> None:
    """Whoever says what a held request is the same as lets it through: what was asked for goes on in the other."""
    held = vouch(merged, by=by, now=now)
    if held is not None:
        say(merged, "held", f"{actor.name} lets it through.", now=now, member=by)
        decide_again(merged, fact=LET_THROUGH, at=counts_from(held.decided_at, now), now=now)
        keep_clocks(merged, now=now)


def _refuse_unlike(merged: Incident, survivor: Incident) -> None:
    if survivor.status == IncidentStatus.RESOLVED:
        raise NotPossible(f"{survivor.reference} is closed, so nothing can go on in it.")
    if held_request_of(survivor) is not None:
        raise NotPossible(f"{survivor.reference} is held and wakes nobody. Let it through first.")
    _refuse_other_client(merged, survivor)
    if merged.status != survivor.status and _needs(merged) > WAKEFUL.get(IncidentStatus(survivor.status), 0):
        raise NotPossible(
            f"Somebody has {merged.reference}, is called for it or soon may be, and {survivor.reference} is not as far."
            f" Merge {survivor.reference} into this one instead, or take it first."
        )


def _refuse_other_client(merged: Incident, survivor: Incident) -> None:
    """Each client keeps its page, its promise and its bill; only a machine's alert that nobody could place may find its place."""
    if merged.client_id == survivor.client_id and (merged.client_id or not merged.reported_by_person):
        return
    if merged.client_id is None and not merged.reported_by_person:
        return
    if merged.client_id is None:
        raise NotPossible("A person reported this, and the client is not known. Say whose it is first.")
    if survivor.client_id is None:
        raise NotPossible(
            f"The client of {survivor.reference} is not known. Merge {survivor.reference} into this one instead."
        )
    raise NotPossible(
        f"{survivor.reference} is of {survivor.client}. Incidents of two clients are never made one: each keeps"
        " its page, its promise and its bill. Give both to one person instead."
    )


def _needs(merged: Incident) -> int:
    """How awake the other must be for nobody to be forgotten; what is held may be paged in a moment."""
    status = IncidentStatus(merged.status)
    return WAKEFUL[IncidentStatus.TRIGGERED] if status is IncidentStatus.HELD else WAKEFUL.get(status, 0)


def _close_into(merged: Incident, survivor: Incident, by: Membership, actor: Actor, now: datetime) -> None:
    """Its alerts go on in the other, so that their repeats and clears count there."""
    merged.alerts.update(incident=survivor)
    merged.merged_into = survivor
    close(merged, reason=f"The same as {survivor.reference}.", by=by, now=now)
    Incident.objects.filter(merged_into=merged).update(merged_into=survivor)
    words = f"{actor.name} says that it is the same as {survivor.reference}, which goes on for both."
    say(merged, "merged", words, now=now, member=by)


def _take_over(merged: Incident, survivor: Incident, by: Membership, now: datetime) -> None:
    """The other has whoever asked, and the higher priority, which is a new fact; whoever has it is told."""
    say(survivor, "took_in", f"{merged.reference} is the same: {merged.summary}", now=now, member=by)
    _take_over_person(merged, survivor)
    if merged.priority < survivor.priority:
        fact = f"{merged.reference} is part of it and {merged.priority}"
        say(survivor, "priority", f"Priority raised from {survivor.priority} to {merged.priority}.", now=now)
        survivor.priority = merged.priority
        survivor.save()
        take_in(
            survivor, fact=fact, words=lambda subject: belongs_to(subject, merged.reference), at=now, now=now
        )
        return
    survivor.save()
    if survivor.taken_by and survivor.taken_by_id != by.pk and survivor.status == IncidentStatus.ACKNOWLEDGED:
        tell_by_text(
            survivor, survivor.taken_by, lambda subject: belongs_to(subject, merged.reference), now=now
        )


def _take_over_person(merged: Incident, survivor: Incident) -> None:
    """A person waits now: no clear ends it, and that somebody took an alert is no answer to them."""
    if merged.reported_by_person and not survivor.reported_by_person:
        survivor.reported_by_person = True
        if survivor.responded_how == "taken":
            survivor.responded_at, survivor.responded_by, survivor.responded_how = None, None, ""
    if not any((survivor.contact_name, survivor.contact_phone, survivor.contact_email)):
        for field in CONTACT:
            setattr(survivor, field, getattr(merged, field))


def _same(subject: Subject, survivor: Incident) -> Text:
    return same_as(subject, survivor.reference, holder=str(survivor.taken_by or ""))


def _audit(merged: Incident, survivor: Incident, actor: Actor, now: datetime) -> None:
    for incident, verb, other in ((merged, "merged", survivor), (survivor, "took_in", merged)):
        record(
            organization=incident.organization, actor=actor, verb=f"incident.{verb}", object_kind="incident",
            object_id=incident.number, now=now, after={"status": incident.status, "other": other.number},
        )  # fmt: skip
