"""A member's doors, shut when they leave, and fitted when their role is another one."""

from datetime import datetime

from accounts.audit import Actor, record
from accounts.models import ApiToken, Invitation, Membership, Role, User
from accounts.permissions import Act, may
from accounts.queries import invitations_by, memberships_of
from accounts.sessions import end_sessions, leave_organization


def shut_doors(*, member: Membership, now: datetime) -> None:
    """Call it inside a transaction that holds the organization's lock; whoever calls writes the audit.

    Who is a member elsewhere stays logged in there.
    """
    Membership.objects.filter(pk=member.pk).update(archived_at=now)
    member.archived_at = now
    if member.user is not None:
        _shut_out(member, member.user, now)


def _shut_out(member: Membership, user: User, now: datetime) -> None:
    ApiToken.objects.filter(membership=member, revoked_at=None).update(revoked_at=now)
    invitations = Invitation.objects.filter(organization=member.organization_id, email__iexact=user.email)
    invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    invitations_by(member).update(revoked_at=now)
    if memberships_of(user).exists():
        leave_organization(user, member.organization_id)
    else:
        end_sessions(user)


def fit_doors(*, member: Membership, actor: Actor, now: datetime) -> None:
    """After another role: what it does not allow ends. Call it inside the transaction that gave the role.

    Nobody comes in by an invitation that its sender could not send any more. Who became an owner loses tokens whose
    secret somebody else read: a manager would do an owner's deeds with them.
    """
    sent = invitations_by(member)
    for invitation in sent if not may(member.role, Act.MANAGE) else sent.filter(role=Role.OWNER):
        if not may(member.role, Act.OWN):
            _end(invitation, "invitation", {"email": invitation.email, "role": invitation.role}, actor, now)
    if member.role == Role.OWNER:
        for token in ApiToken.objects.filter(membership=member, revoked_at=None):
            if token.made_by_id != member.pk:
                _end(token, "api_token", {"name": token.name, "prefix": token.prefix}, actor, now)


def _end(row: Invitation | ApiToken, kind: str, told: dict[str, str], actor: Actor, now: datetime) -> None:
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    record(
        organization=row.organization, actor=actor, verb="revoked", object_kind=kind, object_id=row.pk, before=told,
        now=now,
    )  # fmt: skip
