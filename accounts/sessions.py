"""Where a user is logged in."""

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from accounts.models import Session, User
from accounts.queries import CURRENT_ORGANIZATION, LEFT_ORGANIZATION


def sessions_of(user: User) -> QuerySet[Session]:
    """Each session in which this user is logged in."""
    return Session.objects.filter(user=user)


def end_sessions(user: User) -> int:
    """Log the user out everywhere; returns of how many sessions."""
    ended, _by_model = sessions_of(user).delete()
    UserSession.objects.filter(user=user).delete()  # what "where I am logged in" lists
    return ended


def end_other_sessions(user: User, session_key: str | None) -> int:
    """Log the user out everywhere but in this session; returns of how many sessions."""
    ended, _by_model = sessions_of(user).exclude(session_key=session_key).delete()
    UserSession.objects.filter(user=user).exclude(session_key=session_key).delete()
    return ended


def leave_organization(user: User, organization_id: int) -> int:
    """Turn the sessions that look at this organization to the user's next one, marked; returns how many.

    One that never chose may look at it: it is marked too.
    """
    turned = 0
    for session in sessions_of(user):
        held = session.get_decoded()
        if held.get(CURRENT_ORGANIZATION) in (None, organization_id):
            held.pop(CURRENT_ORGANIZATION, None)
            held[LEFT_ORGANIZATION] = organization_id
            session.session_data = Session.objects.encode(held)
            session.save(update_fields=["session_data"])
            turned += 1
    return turned
