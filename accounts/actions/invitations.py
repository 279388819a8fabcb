"""Asking somebody in, and coming in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.actions.members import NAME_LENGTH, refuse_owner_by_manager
from accounts.audit import Actor, record
from accounts.models import Invitation, Membership, Organization, Role, User
from accounts.queries import still_stands
from accounts.refusal import Refused
from accounts.tokens import digest, mint_key

EMAIL_LENGTH = 254
STANDS_FOR = timedelta(days=7)
HOUR = timedelta(hours=1)
PER_ADDRESS, PER_ORGANIZATION = 5, 200  # invitations an hour: nobody's mailbox becomes a toy


class InvitationGone(Exception):
    """It was accepted, revoked or replaced, it has expired, or it never was: the same for all."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation; `secret` goes into the mail's link and is kept nowhere."""

    invitation: Invitation
    secret: str = field(repr=False)


def invite(
    *,
    organization: Organization,
    email: str,
    role: str,
    name: str,
    invited_by: Membership | None,
    actor: Actor,
    now: datetime,
) -> Invited:
    """Ask an address in; an older invitation to it stops working. Raises Refused, naming the field."""
    email = email.strip()
    refuse_bad_guest(organization=organization, email=email, role=role)
    if len(name) > NAME_LENGTH or "\x00" in name:
        raise Refused(name=f"The name must have at most {NAME_LENGTH} characters.")
    if invited_by is not None:
        refuse_owner_by_manager(by=invited_by, field="role", roles=(role,))
    minted = mint_key()
    try:
        with transaction.atomic():
            _refuse_too_many(organization, email, now)
            Invitation.objects.filter(
                organization=organization, email__iexact=email, accepted_at=None, revoked_at=None
            ).update(revoked_at=now)
            invitation = Invitation.objects.create(
                organization=organization, email=email, name=name.strip(), role=role, invited_by=invited_by,
                token_hash=minted.digest, created_at=now, expires_at=now + STANDS_FOR,
            )  # fmt: skip
            record(
                organization=organization, actor=actor, verb="invited", object_kind="invitation",
                object_id=invitation.pk, now=now, after={"email": email, "role": role},
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(email="Somebody else is inviting this address at this moment.") from error
    return Invited(invitation=invitation, secret=minted.secret)


def _refuse_too_many(organization: Organization, email: str, now: datetime) -> None:
    """Limits hold per address across organizations. Holds the organization, so that two at once count each other."""
    lock_organization(organization.pk)
    lately = Invitation.objects.filter(created_at__gt=now - HOUR)
    if lately.filter(email__iexact=email).count() >= PER_ADDRESS:
        raise Refused(email=_("Too many invitations were sent there. Try again in an hour."))
    if lately.filter(organization=organization).count() >= PER_ORGANIZATION:
        raise Refused(email=_("Too many invitations were sent. Try again in an hour."))


def revoke_invitation(*, invitation: Invitation, actor: Actor, now: datetime) -> bool:
    """Its link stops working; False where it was accepted or revoked before."""
    with transaction.atomic():
        waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not waiting.update(revoked_at=now):
            return False
        record(
            organization=invitation.organization, actor=actor, verb="revoked", object_kind="invitation",
            object_id=invitation.pk, now=now, before={"email": invitation.email, "role": invitation.role},
        )  # fmt: skip
    return True


def refuse_bad_guest(*, organization: Organization, email: str, role: str) -> None:
    """Raises Refused for an address that is none, a member's address, a role nobody knows."""
    if role not in Role.values:
        raise Refused(role=f"The role must be one of {', '.join(Role.values)}.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(email=f"{email!r} is not an e-mail address: write it like ann@example.com.") from error
    if len(email) > EMAIL_LENGTH:
        raise Refused(email=f"The address is too long: at most {EMAIL_LENGTH} characters.")
    if Membership.objects.filter(
        organization=organization, user__email__iexact=email, archived_at=None
    ).exists():
        raise Refused(email=f"{email} is a member already.")


def accept_as_newcomer(
    *, secret: str, name: str, password: str, address: str | None, now: datetime
) -> Membership:
    """Come in as a new user. Raises InvitationGone, or Refused where the name or the password won't do."""
    with transaction.atomic():
        invitation = lock_invitation(secret=secret, now=now)
        user = new_user(email=invitation.email, name=name, password=password, now=now)
        return join(invitation=invitation, user=user, address=address, now=now)


def accept_as_user(*, secret: str, user: User, address: str | None, now: datetime) -> Membership:
    """Come in as the user one is logged in as. Raises InvitationGone, also for somebody else's invitation."""
    with transaction.atomic():
        invitation = lock_invitation(secret=secret, now=now)
        if invitation.email.lower() != user.email.lower():
            raise InvitationGone
        return join(invitation=invitation, user=user, address=address, now=now)


def lock_invitation(*, secret: str, now: datetime) -> Invitation:
    """The invitation, held until the transaction ends: whoever comes second finds it accepted."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organization")
        .filter(still_stands(now), token_hash=digest(secret))
        .first()
    )
    if invitation is None:
        raise InvitationGone
    return invitation


def new_user(*, email: str, name: str, password: str, now: datetime) -> User:
    """A user who did not exist before: nobody's password is ever set by an invitation."""
    if not name.strip() or len(name) > 80:
        raise Refused(name="Write your name, at most 80 characters.")
    refuse_weak_password(password=password, user=User(email=email, name=name))
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name.strip(), joined_at=now)
    except IntegrityError as error:
        raise Refused(
            name="You have a Nightbell login already: log in first, then open the link again."
        ) from error


def refuse_weak_password(*, password: str, user: User) -> None:
    """Raises Refused with what the settings' validators say."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(password=" ".join(error.messages)) from error


def join(*, invitation: Invitation, user: User, address: str | None, now: datetime) -> Membership:
    """Make the user a member, or one again with the role of the invitation, and close it."""
    membership, _new = Membership.objects.update_or_create(
        organization=invitation.organization,
        user=user,
        defaults={"role": invitation.role, "archived_at": None},
        create_defaults={"role": invitation.role, "created_at": now},
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now)
    record(
        organization=invitation.organization, actor=Actor.member(membership, address), verb="joined",
        object_kind="membership", object_id=membership.pk, now=now, after={"role": invitation.role},
    )  # fmt: skip
    return membership
