"""A running incident of somebody who leaves: the successor has it on their phone at once."""

from datetime import datetime

from accounts.models import Membership
from routing.actions.escalate import start_paging
from routing.actions.life import ask_one
from routing.actions.lock import locked
from routing.actions.paging import end_pages
from routing.actions.reinforce import page_helper
from routing.actions.timeline import say
from routing.escalation import Target, handed_over, policy_from_json
from routing.models import Incident
from routing.queries import open_pages
from routing.states import IncidentStatus, PageStatus


def give_incident(
    *, incident_id: int, leaver: Membership, to: Membership | None, by: str, now: datetime
) -> None:
    """Within the caller's transaction: the frozen policy names the successor, and what the leaver had or was being
    paged for pages them now. A snooze goes on, as theirs.
    """
    incident = locked(incident_id)
    if incident.status == IncidentStatus.RESOLVED:
        return
    _rename(incident, leaver, to)
    had_it = incident.taken_by_id == leaver.pk
    paged = open_pages(incident).filter(member=leaver).exists()
    end_pages(incident, status=PageStatus.CANCELED, reason="reassigned", now=now, members=[leaver.pk])
    if to is not None and had_it:
        _give_taken(incident, leaver, to, by, now)
    elif to is not None and paged:
        _give_page(incident, leaver, to, by, now)
    incident.save()


def _rename(incident: Incident, leaver: Membership, to: Membership | None) -> None:
    if incident.policy is None:
        return
    successor = Target("member", to.pk, str(to)) if to else None
    policy = policy_from_json(incident.policy)
    incident.policy = handed_over(policy, leaver_id=leaver.pk, to=successor).as_json()


def _give_taken(incident: Incident, leaver: Membership, to: Membership, by: str, now: datetime) -> None:
    if incident.status == IncidentStatus.SNOOZED:
        incident.taken_by = to
        say(
            incident,
            "reassigned",
            f"{leaver} left. {by} gave it to {to}; the snooze goes on.",
            now=now,
            member=to,
        )
        return
    end_pages(incident, status=PageStatus.CANCELED, reason="reassigned", now=now)
    incident.taken_by, incident.taken_at, incident.life_asked = None, None, 0
    incident.status = IncidentStatus.TRIGGERED
    say(incident, "reassigned", f"{leaver} left. {by} gave it to {to}.", now=now, member=to)
    if incident.policy is None:
        start_paging(incident, now=now)
    ask_one(incident, to, now=now)


def _give_page(incident: Incident, leaver: Membership, to: Membership, by: str, now: datetime) -> None:
    """Others who are being paged for it go on being paged; so does the successor, if they are one of them. Where somebody
    has it, whoever left was asked to help.
    """
    say(incident, "reassigned", f"{leaver} left. {by} gave their page to {to}.", now=now, member=to)
    if open_pages(incident).filter(member=to).exists():
        return
    if incident.status == IncidentStatus.TRIGGERED:
        ask_one(incident, to, now=now)
    elif incident.taken_by is not None and incident.taken_by_id != to.pk:
        page_helper(incident, to, by=incident.taken_by, now=now)
