"""Finding who is asked for: always within an organization, so that nobody meets another one's rows."""

from collections.abc import MutableMapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import PARTNER, ApiToken, Invitation, Membership, Organization, Role, User
from accounts.tokens import digest

CURRENT_ORGANIZATION = "organization"  # the session's key: the id of the organization a user looks at
LONGEST_ID = 19  # digits
LEFT_ORGANIZATION = "left"  # the id of the one they were put out of while this session looked at it

Session = MutableMapping[str, Any]


def members(organization: Organization) -> QuerySet[Membership]:
    """The members who are not archived, with their users, by name."""
    return responders(organization).filter(user__isnull=False)


def partners(organization: Organization) -> QuerySet[Membership]:
    """The partners that are not archived, by name."""
    return responders(organization).filter(user=None)


def responders(organization: Organization) -> QuerySet[Membership]:
    """Whoever may be put on call: the members, and after them the partners, by name."""
    rows = Membership.objects.filter(organization=organization, archived_at=None)
    return rows.select_related("user", "organization").order_by("user__name", "partner_name", "id")


def everybody(organization: Organization) -> QuerySet[Membership]:
    """The members, and after them those who left, by name."""
    return everybody_called(organization).filter(user__isnull=False)


def everybody_called(organization: Organization) -> QuerySet[Membership]:
    """Whoever is, or was, called: members and partners, and after them those who left."""
    rows = Membership.objects.filter(organization=organization).select_related("user", "organization")
    return rows.order_by(F("archived_at").asc(nulls_first=True), "user__name", "partner_name", "id")


def get_membership(organization: Organization, membership_id: int) -> Membership:
    """A member of this organization; archived ones too. Raises Membership.DoesNotExist."""
    return everybody(organization).get(pk=membership_id)


def get_partner(organization: Organization, partner_id: int) -> Membership:
    """A partner of this organization; archived ones too. Raises Membership.DoesNotExist."""
    return everybody_called(organization).get(pk=partner_id, user=None)


def get_seat(organization: Organization, membership_id: int) -> Membership:
    """A member or a partner; archived ones too. Raises Membership.DoesNotExist."""
    return everybody_called(organization).get(pk=membership_id)


def member_by_email(organization: Organization, email: str) -> Membership:
    """The member with this address, upper and lower case alike. Raises Membership.DoesNotExist."""
    return members(organization).get(user__email__iexact=email.strip(), user__is_active=True)


def seat_called(organization: Organization, handle: str) -> Membership:
    """The member with this address or the partner with this handle, also who left. Raises Membership.DoesNotExist."""
    kind, _colon, number = handle.strip().partition(":")
    if kind == PARTNER and number.isdecimal() and len(number) < LONGEST_ID:
        return get_partner(organization, int(number))
    return everybody(organization).get(user__email__iexact=handle.strip())


def owners(organization: Organization) -> QuerySet[Membership]:
    """The members who own the organization."""
    return members(organization).filter(role="owner")


def planners(organization: Organization) -> QuerySet[Membership]:
    """The members who plan the rota and answer for it: owners and managers, by name."""
    return members(organization).filter(role__in=["owner", "manager"])


def memberships_of(user: User) -> QuerySet[Membership]:
    """Where a user is a member, by the organization's name: what the switcher offers."""
    return (
        Membership.objects.filter(user=user, archived_at=None)
        .select_related("organization", "user")
        .order_by("organization__name", "id")
    )


def ended_memberships_of(user: User) -> QuerySet[Membership]:
    """Where a user was a member, the last one first."""
    rows = Membership.objects.filter(user=user).exclude(archived_at=None)
    return rows.select_related("organization").order_by("-archived_at", "-id")


def current_membership(user: User, session: Session) -> Membership | None:
    """The membership a logged-in user acts with: the chosen one, else the first; None without any."""
    return chosen_of(list(memberships_of(user)), session)


def chosen_of(mine: Sequence[Membership], session: Session) -> Membership | None:
    """The chosen one of a user's memberships, else the first; None without any."""
    chosen = [one for one in mine if one.organization_id == session.get(CURRENT_ORGANIZATION)]
    return next(iter(chosen or mine), None)


def choose_organization(user: User, session: Session, slug: str) -> Membership:
    """Look at another of one's organizations from now on. Raises Membership.DoesNotExist."""
    membership = memberships_of(user).get(organization__slug=slug)
    session[CURRENT_ORGANIZATION] = membership.organization_id
    return membership


def organization_by_slug(slug: str) -> Organization:
    """For commands, and for the form that anybody may open. Raises Organization.DoesNotExist."""
    return Organization.objects.get(slug=slug)


def only_organization() -> Organization | None:
    """The one that this installation serves; None where it serves several, or none yet."""
    found = list(Organization.objects.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def api_tokens(organization: Organization) -> QuerySet[ApiToken]:
    """All of them, the newest first; revoked ones too."""
    rows = ApiToken.objects.filter(organization=organization)
    return rows.select_related("membership__user", "organization").order_by("-id")


def tokens_known_to(member: Membership) -> list[ApiToken]:
    """Not revoked ones that act for a member, or whose secret they read when they made it, the oldest first."""
    rows = ApiToken.objects.filter(Q(membership=member) | Q(made_by=member), revoked_at=None)
    return list(rows.order_by("pk"))


def get_token(organization: Organization, token_id: int) -> ApiToken:
    """Raises ApiToken.DoesNotExist, also for another organization's."""
    return api_tokens(organization).get(pk=token_id)


def live_token(secret: str) -> ApiToken | None:
    """The token with this secret, unless it was revoked or its member has left."""
    token = (
        ApiToken.objects.select_related("organization", "membership__user")
        .filter(token_hash=digest(secret), revoked_at=None)
        .first()
    )
    if token is None or token.membership is None:
        return token
    gone = not token.membership.is_here
    return None if gone else token


def unanswered_invitations(organization: Organization) -> QuerySet[Invitation]:
    """Neither accepted nor revoked, also those that have expired: they can be sent again."""
    rows = Invitation.objects.filter(organization=organization, accepted_at=None, revoked_at=None)
    return rows.select_related("invited_by__user", "organization").order_by("-created_at", "id")


def invitations_by(member: Membership) -> QuerySet[Invitation]:
    """Those this member sent and nobody answered."""
    return unanswered_invitations(member.organization).filter(invited_by=member)


def get_invitation(organization: Organization, invitation_id: int) -> Invitation:
    """One that is unanswered. Raises Invitation.DoesNotExist, also for another organization's."""
    return unanswered_invitations(organization).get(pk=invitation_id)


def open_invitation(secret: str, now: datetime) -> Invitation | None:
    """The invitation with this secret, while it can still be accepted."""
    rows = Invitation.objects.select_related("organization", "invited_by__user")
    return rows.filter(still_stands(now), token_hash=digest(secret)).first()


def still_stands(now: datetime) -> Q:
    """Unanswered, not too old, and of somebody who may still ask for that role (or of a command)."""
    by_command, by_owner = Q(invited_by=None), Q(invited_by__archived_at=None, invited_by__role=Role.OWNER)
    by_manager = Q(invited_by__archived_at=None, invited_by__role=Role.MANAGER) & ~Q(role=Role.OWNER)
    asked = by_command | by_owner | by_manager
    return asked & Q(accepted_at=None, revoked_at=None, expires_at__gt=now)
