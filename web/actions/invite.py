"""Asking somebody in by mail."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.actions.invitations import STANDS_FOR, Invited, invite
from accounts.audit import Actor
from accounts.models import Membership, Organization
from delivery.actions.end import INVITATION
from delivery.actions.write import write_message
from delivery.models import Channel
from web.language import language_of
from web.mails import invitation_mail


def invite_by_mail(
    *,
    organization: Organization,
    email: str,
    role: str,
    name: str,
    invited_by: Membership | None,
    actor: Actor,
    now: datetime,
) -> Invited:
    """An invitation and the mail that brings it, or neither. Raises Refused, naming the field."""
    with transaction.atomic():
        invited = invite(
            organization=organization, email=email, role=role, name=name, invited_by=invited_by, actor=actor,
            now=now,
        )  # fmt: skip
        with translation.override(language_of(organization)):
            subject, body = invitation_mail(
                organization=organization.name, inviter=str(invited_by or ""), link=link_of(invited),
                days=STANDS_FOR.days,
            )  # fmt: skip
        write_message(
            organization=organization, channel=Channel.EMAIL, address=invited.invitation.email, subject=subject,
            body=body, purpose=INVITATION, now=now, expires_at=invited.invitation.expires_at,
        )  # fmt: skip
    return invited


def link_of(invited: Invited) -> str:
    """The page on which the invitation is accepted."""
    return f"{settings.PUBLIC_BASE_URL}{reverse('accept_invitation', args=[invited.secret])}"
