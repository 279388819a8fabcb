"""Where a user is logged in. Sessions are told apart by what is inside them, so finding them reads them all."""

from collections.abc import Iterator
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.models import User
from accounts.queries import CURRENT_ORGANIZATION


def sessions_of(user: User) -> Iterator[tuple[Session, dict[str, Any]]]:
    """Each session in which this user is logged in, with what it holds."""
    for session in Session.objects.iterator():
        held = session.get_decoded()
        if held.get(SESSION_KEY) == str(user.pk):
            yield session, held


def end_sessions(user: User) -> int:
    """Log the user out everywhere; returns of how many sessions."""
    ended = [session.pk for session, _held in sessions_of(user)]
    Session.objects.filter(pk__in=ended).delete()
    UserSession.objects.filter(user=user).delete()  # what "where I am logged in" lists
    return len(ended)


def leave_organization(user: User, organization_id: int) -> int:
    """Turn the sessions that look at this organization to the user's next one; returns how many."""
    turned = 0
    for session, held in sessions_of(user):
        if held.pop(CURRENT_ORGANIZATION, None) == organization_id:
            session.session_data = Session.objects.encode(held)
            session.save(update_fields=["session_data"])
            turned += 1
    return turned
