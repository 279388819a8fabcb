"""Somebody leaves, a member or a partner: what they held goes to one named person and all their doors shut, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.departure import shut_doors
from accounts.actions.lock import lock_organization
from accounts.actions.members import refuse_last_owner, refuse_owner_by_manager
from accounts.audit import Actor, record
from accounts.models import Membership
from accounts.permissions import Act, may
from accounts.queries import get_membership, get_seat
from accounts.refusal import Refused
from delivery.actions.retire import retire_contact_methods
from delivery.queries import contact_methods
from oncall.actions.feeds import end_feeds
from oncall.actions.leave import hand_over
from oncall.models import Override
from routing.actions.handover import give_incident
from routing.actions.swap_end import end_swaps_of
from routing.actions.tell_successor import tell_successor
from routing.belonging_words import Lines, cover_lines, lines_of, override_line
from routing.belongings import Belongings, belongings_of, incidents_of, incidents_that_name
from routing.fallback_reach import fallback_is_reached

IN_AUDIT = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Left:
    """What became of it: the lines that went to `successor`, and overrides that clashed and were dropped."""

    member: Membership
    successor: Membership | None
    given: Lines
    dropped: list[Override]


def deactivate(
    *, member: Membership, to: Membership | None, by: Membership, actor: Actor, now: datetime
) -> Left:
    """Raises Refused, on `to` or for all of it; then nothing has changed. `to` may be None where nothing is held."""
    with transaction.atomic():
        organization = lock_organization(member.organization_id)
        leaver = get_seat(organization, member.pk)
        successor = get_membership(organization, to.pk) if to else None
        _refuse(leaver, successor, get_membership(organization, by.pk))
        held = belongings_of(leaver, now)
        if held.needs_successor and successor is None:
            raise Refused(to=_("Name somebody who takes over what %(name)s holds.") % {"name": leaver})
        addresses = [method.address for method in contact_methods([leaver])]
        reached_before = fallback_is_reached(organization)
        end_swaps_of(leaver, actor=actor, now=now)
        dropped = _give(held, leaver, successor, actor, now)
        if reached_before and not fallback_is_reached(organization):
            raise Refused(
                to=_("Nobody left in the fallback could be reached. Name somebody who has a verified phone.")
            )
        given = lines_of(held, IN_AUDIT)
        _record(held, given, addresses, dropped, successor, actor, now)
        if successor and held.needs_successor:
            tell_successor(successor, held, by=actor.name, now=now)
    return Left(leaver, successor, given, dropped)


def _refuse(leaver: Membership, successor: Membership | None, by: Membership) -> None:
    if leaver.archived_at is not None:
        raise Refused(member=_("%(name)s was deactivated before.") % {"name": leaver})
    if leaver.pk == by.pk:
        raise Refused(member=_("Another owner or manager deactivates you."))
    if by.archived_at is not None or not may(by.role, Act.MANAGE):
        raise Refused(member=_("Only an owner or manager deactivates somebody."))
    refuse_owner_by_manager(by=by, field="member", roles=(leaver.role,))
    refuse_last_owner(leaver, field="member")
    if successor is not None:
        _refuse_successor(leaver, successor)


def _refuse_successor(leaver: Membership, successor: Membership) -> None:
    if successor.pk == leaver.pk:
        raise Refused(to=_("Name somebody else."))
    if successor.archived_at is not None:
        raise Refused(to=_("%(name)s was deactivated.") % {"name": successor})
    if not may(successor.role, Act.RESPOND):
        raise Refused(to=_("%(name)s only looks: name somebody who takes incidents.") % {"name": successor})


def _give(
    held: Belongings, leaver: Membership, successor: Membership | None, actor: Actor, now: datetime
) -> list[Override]:
    """Places first, so that a page that starts now already finds the successor; then incidents, then the doors.

    Whoever takes an incident holds it before their membership (`lock.still_member`), and so does this; what the leaver
    took in that very moment is found once their doors are shut.
    """
    dropped = hand_over(held.places, leaver=leaver, to=successor, now=now) if successor else []
    running = {*(each.pk for each in held.incidents), *incidents_that_name(leaver)}
    _give_incidents(running, leaver, successor, actor, now)
    shut_doors(member=leaver, now=now)
    _give_incidents(incidents_of(leaver).values_list("pk", flat=True), leaver, successor, actor, now)
    retire_contact_methods(member=leaver, now=now)
    end_feeds(member=leaver, now=now)
    return dropped


def _give_incidents(
    ids: Iterable[int], leaver: Membership, successor: Membership | None, actor: Actor, now: datetime
) -> None:
    for incident_id in sorted(ids):
        give_incident(incident_id=incident_id, leaver=leaver, to=successor, by=actor.name, now=now)


def _record(
    held: Belongings,
    given: Lines,
    addresses: list[str],
    dropped: list[Override],
    successor: Membership | None,
    actor: Actor,
    now: datetime,
) -> None:
    leaver = held.member
    before: dict[str, Any] = {
        "name": str(leaver), "email": leaver.email, "role": leaver.role, **given.as_json(),
        "tokens": [token.name for token in held.tokens], "sessions": held.sessions,
        "calendar_feeds": [feed["name"] for feed in held.feeds],
        "invitations": [invitation.email for invitation in held.invitations],
        "contact_methods": addresses, "cover_asked_for": cover_lines(held, IN_AUDIT),
    }  # fmt: skip
    after = {
        "archived_at": now.astimezone(UTC).isoformat(), "successor": str(successor) if successor else None,
        "successor_id": successor.pk if successor else None,
        "dropped": [override_line(row, IN_AUDIT) for row in dropped],
    }  # fmt: skip
    record(
        organization=leaver.organization, actor=actor, verb="archived" if leaver.is_partner else "deactivated",
        object_kind="partner" if leaver.is_partner else "membership", object_id=leaver.pk, now=now, before=before, after=after,
    )  # fmt: skip
