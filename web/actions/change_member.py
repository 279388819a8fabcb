"""Changing a member, with what the rooms above accounts make of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.actions.members import Profile, edit_member
from accounts.audit import Actor
from accounts.models import Membership, Role
from accounts.refusal import Refused
from oncall.holdings import holdings_of
from web.actions.join import settle


def change_member(
    *,
    member: Membership,
    profile: Profile,
    by: Membership,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> Membership:
    """Raises Refused, naming the field. A new owner stands behind everyone, in the fallback; who is asked at night
    does not become somebody who only looks.
    """
    with transaction.atomic():
        lock_organization(member.organization_id)
        if profile.role == Role.VIEWER and holdings_of(member, now):
            raise Refused(
                role=_(
                    "%(name)s has turns, policy steps or a place in the fallback. Give those to somebody else first."
                )
                % {"name": member}
            )
        changed = edit_member(member=member, profile=profile, by=by, actor=actor, now=now, seen=seen)
        return settle(changed, now)
