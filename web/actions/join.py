"""Coming in: what the rooms above accounts make of a new member."""

from datetime import datetime

from django.db import transaction

from accounts.actions.invitations import accept_as_newcomer, accept_as_user
from accounts.models import Membership, Role, User
from oncall.actions.fallback import stand_behind_everyone


def join_as_newcomer(
    *, secret: str, name: str, password: str, address: str | None, now: datetime
) -> Membership:
    """Raises InvitationGone or Refused."""
    with transaction.atomic():
        membership = accept_as_newcomer(secret=secret, name=name, password=password, address=address, now=now)
        return settle(membership, now)


def join_as_user(*, secret: str, user: User, address: str | None, now: datetime) -> Membership:
    """Raises InvitationGone."""
    with transaction.atomic():
        return settle(accept_as_user(secret=secret, user=user, address=address, now=now), now)


def settle(membership: Membership, now: datetime) -> Membership:
    """The owner is always the last fallback: there is never nobody."""
    if membership.role == Role.OWNER:
        stand_behind_everyone(member=membership)
    return membership
