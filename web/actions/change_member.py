"""Changing a member, with what the rooms above accounts make of it."""

from datetime import datetime

from django.db import transaction

from accounts.actions.members import Profile, edit_member
from accounts.audit import Actor
from accounts.models import Membership
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
    """Raises Refused, naming the field. A new owner stands behind everyone, in the fallback."""
    with transaction.atomic():
        changed = edit_member(member=member, profile=profile, by=by, actor=actor, now=now, seen=seen)
        return settle(changed, now)
