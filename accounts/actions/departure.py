"""A member's doors, shut: membership, sessions, tokens, invitations to their address."""

from datetime import datetime

from accounts.models import ApiToken, Invitation, Membership
from accounts.queries import memberships_of
from accounts.sessions import end_sessions, leave_organization


def shut_doors(*, member: Membership, now: datetime) -> None:
    """Call it inside a transaction that holds the organization's lock; whoever calls writes the audit.

    Who is a member elsewhere stays logged in there.
    """
    Membership.objects.filter(pk=member.pk).update(archived_at=now)
    member.archived_at = now
    ApiToken.objects.filter(membership=member, revoked_at=None).update(revoked_at=now)
    invitations = Invitation.objects.filter(
        organization=member.organization_id, email__iexact=member.user.email
    )
    invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    if memberships_of(member.user).exists():
        leave_organization(member.user, member.organization_id)
    else:
        end_sessions(member.user)
