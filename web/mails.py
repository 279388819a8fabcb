"""The mails of the door, in words: invitation and forgotten password. Pure but for the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l


def invitation_mail(*, organization: str, inviter: str, link: str, days: int) -> tuple[str, str]:
    """(subject, body); `inviter` "" where it was a command."""
    if inviter:
        subject = _("%(organization)s asks you in to Nightbell")
        who = _("%(inviter)s asks you to join %(organization)s on Nightbell, its after-hours bell.")
    else:
        subject = _("Your link to Nightbell for %(organization)s")
        who = _("Here is your link to Nightbell, the after-hours bell of %(organization)s.")
    how = _("Choose your name and password here, within %(days)s days:") % {"days": days}
    names = {"inviter": inviter, "organization": organization}
    ignore = _("You did not expect this? Then nothing needs to be done.")
    return subject % names, f"{who % names}\n\n{how}\n{link}\n\n{ignore}\n"


def password_mail(*, link: str) -> tuple[str, str]:
    """(subject, body) for who forgot the password."""
    subject = _("A new password for Nightbell")
    why = _("Somebody, probably you, asked for a new Nightbell password. Choose it here, within 3 days:")
    ignore = _("It was not you? Then nothing needs to be done; your password stays as it is.")
    return subject, f"{why}\n{link}\n\n{ignore}\n"


LOGIN_CHANGES = {
    "totp_activated": _l("An authenticator app was added to your login."),
    "totp_deactivated": _l("The authenticator app was taken off your login."),
    "webauthn_added": _l("A passkey was added to your login."),
    "webauthn_removed": _l("A passkey was taken off your login."),
    "recovery_codes_generated": _l("New recovery codes were made for your login; the old ones are void."),
    "password_changed": _l("Your password was changed."),
    "password_set": _l("A password was set for your login."),
    "password_reset": _l("Your password was chosen anew by the link we mailed you."),
}


def login_changed_mail(*, what: str, address: str) -> tuple[str, str]:
    """`what` is the name allauth gives the change; `address` where the request came from, or empty."""
    said = str(LOGIN_CHANGES.get(what, _("Your login was changed.")))
    origin = _("It was asked for from %(address)s.") % {"address": address} if address else ""
    body = _("Was it you? Then all is well. If not, choose a new password at once and tell the owner.")
    return _("Your Nightbell login: %(what)s") % {"what": said}, "\n\n".join(
        filter(None, (said, origin, body))
    )
