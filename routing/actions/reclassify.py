"""A person knows better: another priority, whose it is, or of which class. What is more urgent, or of somebody, is a new fact and decided again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Membership
from routing.actions.external_ids import learn_external_ids
from routing.actions.follow_runbook import follow_runbook
from routing.actions.hold_back import end_hold, held_request_of, vouch
from routing.actions.lock import locked
from routing.actions.new_fact import take_in
from routing.actions.respond import NotPossible, acting, refuse_closed
from routing.actions.timeline import say
from routing.actions.work import placed_elsewhere
from routing.models import Incident
from routing.news_words import known_better
from routing.states import HeldEnd
from sla.alert_classes import class_word
from sla.external_ids import KnownAs
from sla.models import Client, Site


def know_better(
    *, incident_id: int, priority: str | None, client: Client | None, site: Site | None, by: Membership, actor: Actor,
    now: datetime, alert_class: str | None = None, learns: Iterable[KnownAs] = (),
) -> Incident:  # fmt: skip
    """Say anew what is not None: all of it or nothing. `learns`: ids that stand for the client from now on.

    NotPossible: nothing differs from what is known, or it can't be. Refused: an id is another client's.
    """
    with transaction.atomic():
        row = locked(incident_id)
        refuse_closed(row)
        place = (client or row.client, site or row.site)
        is_new_place, is_new_priority = place != (row.client, row.site), priority not in (None, row.priority)
        is_new_class = alert_class is not None and class_word(alert_class) != class_word(row.alert_class)
        if not is_new_place and not is_new_priority and not is_new_class:
            raise NotPossible("Nothing is different from what is known.")
        if is_new_place:
            row = identify(
                incident_id=row.pk, client=_somebody(place[0]), site=site, by=by, actor=actor, now=now
            )
        if client is not None and learns:
            learn_external_ids(client=client, ids=learns, actor=actor, now=now)
        if is_new_class and alert_class is not None:
            row = name_class(incident_id=row.pk, alert_class=alert_class, by=by, actor=actor, now=now)
        if is_new_priority and priority and priority != row.priority:
            row = change_priority(incident_id=row.pk, priority=priority, by=by, actor=actor, now=now)
    return row


def _somebody(client: Client | None) -> Client:
    if client is None:
        raise NotPossible("Say whose it is first: a site belongs to a client.")
    return client


def change_priority(
    *, incident_id: int, priority: str, by: Membership, actor: Actor, now: datetime
) -> Incident:
    """A rise is a new fact; a fall is kept, and takes back neither promise nor page. What was held goes on with it."""
    with acting(incident_id, "priority_changed", actor, now, reason=priority) as incident:
        refuse_closed(incident)
        old, held = incident.priority, held_request_of(incident)
        if priority == old:
            raise NotPossible(f"{incident.reference} is {old} already.")
        if held is not None:
            end_hold(held, HeldEnd.RELEASED, by=by, now=now)
        incident.priority = priority
        incident.save(update_fields=["priority"])
        rises = priority < old
        verb = "raised" if rises else "lowered"
        say(
            incident,
            "priority",
            f"{actor.name} {verb} the priority from {old} to {priority}.",
            now=now,
            member=by,
        )
        if rises or held is not None:
            _decide_anew(incident, f"priority {verb} by {actor.name}", actor, at=now, now=now)
    return incident


def name_class(
    *, incident_id: int, alert_class: str, by: Membership, actor: Actor, now: datetime
) -> Incident:
    """Say of which class it is: it gets the runbook for that. Nothing is decided again; what was held stays held."""
    with acting(incident_id, "class_named", actor, now, reason=class_word(alert_class)) as incident:
        refuse_closed(incident)
        incident.alert_class = class_word(alert_class)
        words = f"of the class {incident.alert_class}" if incident.alert_class else "of no class"
        say(incident, "class", f"{actor.name} says it is {words}.", now=now, member=by)
        follow_runbook(incident, now=now)
        incident.save(update_fields=["alert_class", "runbook"])
    return incident


def identify(
    *, incident_id: int, client: Client, site: Site | None, by: Membership, actor: Actor, now: datetime
) -> Incident:  # fmt: skip
    """Say whose it is, or at which site: decided again as of when it came in. Another client's it never becomes."""
    with acting(incident_id, "identified", actor, now, reason=client.code) as incident:
        refuse_closed(incident)
        _refuse_known(incident, client, site)
        before = {"client": incident.client_id, "site": incident.site_id}
        vouch(incident, by=by, now=now)
        incident.client, incident.site = client, site
        place = f"{client}, {site}" if site else str(client)
        say(incident, "client", f"{actor.name} says whose it is: {place}.", now=now, member=by)
        follow_runbook(incident, now=now)
        incident.save(update_fields=["client", "site", "runbook", "priority"])
        placed_elsewhere(incident, now)
        _decide_anew(incident, "client identified", actor, at=incident.received_at, now=now)
        record(
            organization=incident.organization, actor=actor, verb="incident.placed", object_kind="incident", now=now,
            object_id=incident.number, before=before, after={"client": client.pk, "site": site and site.pk},
        )  # fmt: skip
    return incident


def _refuse_known(incident: Incident, client: Client, site: Site | None) -> None:
    if incident.client_id not in (None, client.pk):
        raise NotPossible(
            f"{incident.reference} is of {incident.client}. For another client, report it anew."
        )
    if incident.client_id == client.pk and (site is None or incident.site_id is not None):
        raise NotPossible(f"It is known that {incident.reference} is of {incident.client}.")


def _decide_anew(incident: Incident, fact: str, actor: Actor, *, at: datetime, now: datetime) -> None:
    take_in(incident, fact=fact, words=lambda subject: known_better(subject, actor.name), at=at, now=now)
