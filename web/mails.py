"""The mails of the door, in words: invitation and forgotten password. Pure but for the reader's language."""

from django.utils.translation import gettext as _


def invitation_mail(*, organization: str, inviter: str, link: str, days: int) -> tuple[str, str]:
    """(subject, body); `inviter` "" where it was a command."""
    subject = _("%(organization)s asks you in to Nightbell") % {"organization": organization}
    who = (
        _("%(inviter)s asks you to join %(organization)s on Nightbell, its after-hours bell.")
        if inviter
        else _("You are asked to join %(organization)s on Nightbell, its after-hours bell.")
    )
    how = _("Choose your name and password here, within %(days)s days:") % {"days": days}
    body = who % {"inviter": inviter, "organization": organization}
    ignore = _("You did not expect this? Then nothing needs to be done.")
    return subject, f"{body}\n\n{how}\n{link}\n\n{ignore}\n"


def password_mail(*, link: str) -> tuple[str, str]:
    """(subject, body) for who forgot the password."""
    subject = _("A new password for Nightbell")
    why = _("Somebody, probably you, asked for a new Nightbell password. Choose it here, within 3 days:")
    ignore = _("It was not you? Then nothing needs to be done; your password stays as it is.")
    return subject, f"{why}\n{link}\n\n{ignore}\n"
