"""The verbs on an incident. Web button, API, text, key and link all end in these calls; each locks the incident first."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Membership
from routing.actions.client_told import tell_client_left
from routing.actions.close import close
from routing.actions.consent_ask import overtake
from routing.actions.desk import join_desk, next_desk_opening, tell_desk_at_night
from routing.actions.escalate import go_on, let_go, nobody_follows, start_paging
from routing.actions.keep_clocks import keep_clocks
from routing.actions.life import ask_one, seen_alive, taken_now
from routing.actions.lock import locked, still_member, wait_until
from routing.actions.make_way import make_way_soon
from routing.actions.paging import end_pages
from routing.actions.reinforce import page_helpers
from routing.actions.tell_holder import tell_closed, tell_holder
from routing.actions.timeline import say
from routing.holder_words import called_away, given_away
from routing.models import Incident
from routing.states import IncidentStatus, PageStatus

DESK_STATES = (IncidentStatus.QUEUED, IncidentStatus.AT_DESK)
RUNNING = (IncidentStatus.TRIGGERED, IncidentStatus.ACKNOWLEDGED)


class TooLate(Exception):
    """The verb came after somebody else's: the text says whose, `has_it` who has it now (None: it is closed)."""

    def __init__(self, incident: Incident, has_it: Membership | None, text: str) -> None:
        super().__init__(text)
        self.incident, self.has_it, self.text = incident, has_it, text


class NotPossible(Exception):
    """The verb has no meaning as the incident stands; the text says why and what would be possible."""


@contextmanager
def acting(incident_id: int, verb: str, actor: Actor, now: datetime, reason: str = "") -> Iterator[Incident]:
    """One transaction, the incident's lock, one audit line with before and after."""
    with transaction.atomic():
        incident = locked(incident_id)
        before = {"status": incident.status, "taken_by": incident.taken_by_id}
        yield incident
        if before["status"] == IncidentStatus.AWAITING_CONSENT != incident.status:
            overtake(incident, now=now)
        after = {"status": incident.status, "taken_by": incident.taken_by_id}
        record(
            organization=incident.organization, actor=actor, verb=f"incident.{verb}", object_kind="incident",
            object_id=incident.number, now=now, before=before, after=after, reason=reason,
        )  # fmt: skip


def refuse_closed(incident: Incident) -> None:
    if incident.merged_into_id is not None:
        raise TooLate(incident, None, f"{incident.reference} is part of {incident.part_of}, which goes on.")
    if incident.status == IncidentStatus.RESOLVED:
        by = incident.resolved_by or ("its source" if incident.resolved_by_source else "the client")
        raise TooLate(incident, None, f"{incident.reference} is already closed by {by}.")


def refuse_who_left(member: Membership) -> None:
    """Nothing is given to, or taken by, somebody who is being deactivated in this moment."""
    if not still_member(member):
        raise NotPossible(f"{member} was deactivated.")


def acknowledge(
    *, incident_id: int, by: Membership, actor: Actor, now: datetime, page_id: int | None = None
) -> Incident:
    """Take it. The first wins; the same person again is a sign of life. Raises TooLate with who has it."""
    with acting(incident_id, "acknowledged", actor, now) as incident:
        refuse_closed(incident)
        refuse_who_left(by)
        if incident.status == IncidentStatus.ACKNOWLEDGED:
            _again(incident, by, now)
        else:
            _take(incident, by, now, page_id)
        incident.save()
    return incident


def _again(incident: Incident, by: Membership, now: datetime) -> None:
    if incident.taken_by_id != by.pk:
        raise TooLate(
            incident, incident.taken_by, f"{incident.taken_by} has it since {incident.taken_at:%H:%M} UTC."
        )
    seen_alive(incident, now=now)
    say(incident, "life", f"{by} is still on it.", now=now, member=by)


def _take(incident: Incident, by: Membership, now: datetime, page_id: int | None) -> None:
    from_desk = incident.status in DESK_STATES
    incident.status = IncidentStatus.ACKNOWLEDGED
    incident.taken_by, incident.taken_at = by, now
    if page_id is not None:
        incident.pages.filter(pk=page_id).update(status=PageStatus.ACKNOWLEDGED, reason="", ended_at=now)
    end_pages(incident, status=PageStatus.CANCELED, reason="taken", now=now)
    taken_now(incident, now=now)
    make_way_soon(incident, now=now)
    say(incident, "acknowledged", f"{by} has it.", now=now, member=by, shown_to_client=True)
    if not incident.reported_by_person and incident.responded_at is None:
        incident.responded_at, incident.responded_by, incident.responded_how = now, by, "taken"
    if from_desk:
        tell_desk_at_night(incident, what=f"taken by {by}", now=now)


def pass_on(*, incident_id: int, by: Membership, actor: Actor, now: datetime) -> Incident:
    """Not me: whoever was paged, or has it, passes it to the next person at once."""
    with acting(incident_id, "passed_on", actor, now) as incident:
        refuse_closed(incident)
        if incident.status == IncidentStatus.ACKNOWLEDGED and incident.taken_by_id != by.pk:
            raise TooLate(incident, incident.taken_by, f"{incident.taken_by} has it.")
        if incident.status not in RUNNING:
            raise NotPossible(f"{incident.reference} is not being paged, so there is nothing to pass on.")
        _pass_on(incident, by, now)
        incident.save()
    return incident


def _pass_on(incident: Incident, by: Membership, now: datetime) -> None:
    had_it = incident.status == IncidentStatus.ACKNOWLEDGED
    end_pages(incident, status=PageStatus.REJECTED, reason="passed_on", now=now, members=[by.pk])
    say(incident, "passed_on", f"{by} passed it on.", now=now, member=by)
    if had_it:
        let_go(incident, now=now)
    if had_it or not incident.pages.filter(ended_at=None).exclude(member=by).exists():
        go_on(incident, now=now)


def escalate_now(*, incident_id: int, by: Membership | None, actor: Actor, now: datetime) -> Incident:
    """Do not wait for the step: the next person is paged now."""
    with acting(incident_id, "escalated", actor, now) as incident:
        refuse_closed(incident)
        say(incident, "escalated", f"{actor.name} asked for the next person.", now=now, member=by)
        tell_holder(incident, by, lambda subject: called_away(subject, by=actor.name), now=now)
        if nobody_follows(incident, now=now):
            start_paging(incident, now=now)
        let_go(incident, now=now)
        go_on(incident, now=now)
    return incident


def reassign(
    *, incident_id: int, to: Membership, by: Membership | None, actor: Actor, now: datetime
) -> Incident:
    """Page one named person; when they do not take it, the policy goes on."""
    with acting(incident_id, "reassigned", actor, now, reason=f"to {to}") as incident:
        refuse_closed(incident)
        refuse_who_left(to)
        if incident.taken_by_id == to.pk and incident.status == IncidentStatus.ACKNOWLEDGED:
            raise NotPossible(f"{to} has it already.")
        end_pages(incident, status=PageStatus.CANCELED, reason="reassigned", now=now)
        tell_holder(incident, by, lambda subject: given_away(subject, by=actor.name, to=str(to)), now=now)
        incident.taken_by, incident.taken_at = None, None
        if incident.policy is None:
            start_paging(incident, now=now)
        incident.status = IncidentStatus.TRIGGERED
        say(incident, "reassigned", f"{actor.name} gave it to {to}.", now=now, member=to)
        ask_one(incident, to, now=now)
    return incident


def snooze(
    *, incident_id: int, until: datetime, by: Membership | None, actor: Actor, now: datetime
) -> Incident:
    """Nobody is paged until then; then whoever had it is paged first."""
    if until <= now:
        raise NotPossible("A snooze ends in the future.")
    with acting(incident_id, "snoozed", actor, now, reason=f"until {until.isoformat()}") as incident:
        refuse_closed(incident)
        if incident.status not in (*RUNNING, IncidentStatus.SNOOZED):
            raise NotPossible(
                f"{incident.reference} waits for the desk, so nobody is paged: there is nothing to snooze."
            )
        end_pages(incident, status=PageStatus.CANCELED, reason="snoozed", now=now)
        incident.status = IncidentStatus.SNOOZED
        wait_until(incident, until, "The snooze is over.")
        incident.save()
        say(incident, "snoozed", f"{actor.name} snoozed it.", now=now, member=by)
    return incident


def responded(*, incident_id: int, how: str, by: Membership, actor: Actor, now: datetime) -> Incident:
    """One of ours reached the client, by phone or in writing: the response target stops. Also a sign of life."""
    if how not in ("called", "wrote"):
        raise NotPossible("Say how: called or wrote.")
    with acting(incident_id, "responded", actor, now, reason=how) as incident:
        answer_client(incident, how=how, by=by, now=now)
        words = "phoned the client" if how == "called" else "wrote to the client"
        say(incident, "responded", f"{by} {words}.", now=now, member=by, shown_to_client=True)
        incident.save()
        keep_clocks(incident, now=now)
    return incident


def answer_client(incident: Incident, *, how: str, by: Membership, now: datetime) -> None:
    """The response target is met by whoever reached the client first, and it is a sign of life. The caller saves."""
    if incident.responded_at is None or incident.responded_how == "taken":
        incident.responded_at, incident.responded_by, incident.responded_how = now, by, how
    life_of(incident, by, now)


def life_of(incident: Incident, by: Membership, now: datetime) -> None:
    """What whoever has it does with it shows that they are awake. The caller saves."""
    if incident.status == IncidentStatus.ACKNOWLEDGED and incident.taken_by_id == by.pk:
        seen_alive(incident, now=now)


def send_help(*, incident_id: int, by: Membership, actor: Actor, now: datetime) -> list[Membership]:
    """I keep it, page somebody beside me: the fallback chain without me. Returns who is paged."""
    with acting(incident_id, "help", actor, now) as incident:
        refuse_closed(incident)
        if incident.status != IncidentStatus.ACKNOWLEDGED or incident.taken_by_id != by.pk:
            raise NotPossible("Take it first (1), then 4 sends help.")
        seen_alive(incident, now=now)
        helpers = page_helpers(incident, by=by, now=now)
        incident.save()
    return helpers


def leave_until_opening(*, incident_id: int, by: Membership, actor: Actor, now: datetime) -> Incident:
    """Key 6: nobody is behind the one who says so; it waits for the desk and the client is told when."""
    with acting(incident_id, "left", actor, now) as incident:
        refuse_closed(incident)
        if incident.status != IncidentStatus.TRIGGERED or incident.fallback_round == 0:
            raise NotPossible("6 is for the last person: others are still behind you. Reply 2 to pass it on.")
        opens_at = next_desk_opening(incident, now=now)
        if opens_at is None:
            raise NotPossible("There is no desk that opens: it can't be left.")
        end_pages(incident, status=PageStatus.CANCELED, reason="left", now=now)
        join_desk(incident, now=now, why=f"{by} left it", at=opens_at)
        tell_client_left(incident, until=opens_at, now=now)
        incident.save()
    return incident


def resolve(
    *, incident_id: int, reason: str, by: Membership | None, actor: Actor, now: datetime, minutes: int | None = None,
    billable: bool | None = None,
) -> Incident:  # fmt: skip
    """Done: what was done, how long, billable or not. Nobody is paged any more."""
    with acting(incident_id, "resolved", actor, now, reason=reason) as incident:
        refuse_closed(incident)
        from_desk = incident.status in DESK_STATES
        incident.minutes_worked, incident.billable = minutes, billable
        tell_closed(incident, by, actor.name, now=now)
        close(incident, reason=reason, by=by, now=now, name=actor.name, minutes=minutes, billable=billable)
        say(
            incident,
            "resolved",
            f"{actor.name} closed it: {reason.rstrip('.') or 'no words given'}.",
            now=now,
            member=by,
        )
        if from_desk:
            tell_desk_at_night(incident, what=f"closed by {actor.name}", now=now)
    return incident


def note(*, incident_id: int, text: str, by: Membership, actor: Actor, now: datetime) -> Incident:
    """A note of one of ours: never shown to the client; a sign of life of whoever has it."""
    with acting(incident_id, "noted", actor, now) as incident:
        say(incident, "note", text, now=now, member=by)
        life_of(incident, by, now)
        incident.save()
    return incident


def files_from_member(
    *, incident_id: int, words: str, by: Membership, actor: Actor, now: datetime
) -> Incident:
    """Files of one of ours, by their number: as a note is."""
    with acting(incident_id, "attached", actor, now, reason=words) as incident:
        say(incident, "note", f"adds {words}.", now=now, member=by)
        life_of(incident, by, now)
        incident.save()
    return incident
