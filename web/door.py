"""How people come in: by invitation or command, never by signing up on their own.

allauth's adapter. It lives in web because its mail goes through the outbox, which accounts may not know.
"""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.address import address_of, line_of
from accounts.audit import Actor, record
from accounts.models import User
from accounts.queries import current_membership, memberships_of
from accounts.sessions import end_other_sessions
from delivery.actions.end import PASSWORD_RESET
from delivery.actions.write import write_message
from delivery.models import Channel
from hours.clock import now
from web.mails import login_changed_mail, password_mail

log = logging.getLogger(__name__)
NEW_FACTOR = ("totp_activated", "webauthn_added")  # allauth's names of the changes
NOWHERE = "0.0.0.0"  # noqa: S104 - nothing listens there: it stands for an address that is not known


class Door(DefaultAccountAdapter):  # type: ignore[misc]
    """The open sign-up is closed; logins leave a line with their address; mail is a message in the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What logins are counted by, and what a session's row says; a unix socket has no address."""
        return line_of(address_of(request) or NOWHERE)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether `next` stays with us. What is no address at all (`http://[`) is not safe, and no fault of ours."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("login failed for %r from %s", credentials.get("email", ""), address_of(request))

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **facts)
        note_login(request, user)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built on our own address, never on the request's Host."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        uid, _dash, rest = key.partition("-")
        return settings.PUBLIC_BASE_URL + path.replace("UID-KEY", f"{uid}-{rest}")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """One mail to the user's own address, in the name of an organization they are a member of."""
        membership = memberships_of(user).first()
        if membership is None:
            return
        subject, body = password_mail(link=context["password_reset_url"])
        write_message(
            organization=membership.organization, channel=Channel.EMAIL, address=user.email, subject=subject,
            body=body, purpose=PASSWORD_RESET, now=now(),
        )  # fmt: skip

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What changed at somebody's own door is told to them, and a line in the audit of where they are a member.

        A new second factor ends the logins that had none: whoever knew the password alone is out.
        """
        what = template_prefix.rsplit("/", 1)[-1]
        if what in NEW_FACTOR and end_other_sessions(user, self.request.session.session_key):
            messages.info(self.request, _("You are logged out everywhere else."))
        membership = memberships_of(user).first()
        if membership is None:
            return
        subject, body = login_changed_mail(what=what, address=address_of(self.request) or "")
        with transaction.atomic():
            write_message(
                organization=membership.organization, channel=Channel.EMAIL, address=user.email, subject=subject,
                body=body, purpose="login_changed", now=now(),
            )  # fmt: skip
            record(
                organization=membership.organization, actor=Actor.member(membership, address_of(self.request)),
                verb=what.replace("_", " "), object_kind="user", object_id=user.pk, now=now(),
            )  # fmt: skip


def note_login(request: HttpRequest, user: User) -> None:
    """A line in the audit of the organization they look at: who came in, from which address."""
    membership = current_membership(user, request.session)
    if membership is None:
        return
    record(
        organization=membership.organization, actor=Actor.member(membership, address_of(request)),
        verb="logged in", object_kind="membership", object_id=membership.pk, now=now(),
    )  # fmt: skip
