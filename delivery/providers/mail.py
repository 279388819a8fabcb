"""Mail, through Django's mail backend. It is a provider too: the same outcomes, the same errors."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from delivery.models import AttemptStatus
from delivery.outcomes import Reason
from delivery.providers import errors
from delivery.providers.base import Accepted, OutgoingMail
from delivery.segments import plain


class Mail:
    """Sends one mail over one connection. Handed over counts as delivered: a mailbox sends no receipts."""

    def send_mail(self, mail: OutgoingMail) -> Accepted:
        connection = get_connection(fail_silently=False)
        _open(connection)
        try:
            with _translated():
                connection.send_messages([_message(mail, connection)])
        finally:
            _close(connection)
        return Accepted(mail.message_id, AttemptStatus.DELIVERED)


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMessage:
    """One line for the subject: a line break in it is refused as an attempt to add headers."""
    return EmailMessage(
        subject=" ".join(plain(mail.subject).split()),
        body=plain(mail.body),
        to=[mail.to],
        connection=connection,
        headers={"Message-ID": f"<{mail.message_id}>", "Auto-Submitted": "auto-generated"},
    )


def _open(connection: BaseEmailBackend) -> None:
    """Until the connection stands nothing has left: whatever fails here may be tried again."""
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        raise errors.failure(errors.TABLE[401], code=error.smtp_code) from error
    except OSError as error:  # smtplib's own errors are OSErrors too
        raise errors.failure(errors.UNREACHABLE, detail=str(error)) from error


def _close(connection: BaseEmailBackend) -> None:
    """The mail is handed over or not by now; a connection that can't be closed changes nothing."""
    try:
        connection.close()
    except OSError:
        return


@contextmanager
def _translated() -> Iterator[None]:
    """SMTP's replies (RFC 5321, 4.2.1): 4yz may be tried again, 5yz never; a lost connection leaves doubt."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = next((reply[0] for reply in error.recipients.values()), 550)
        raise _refused(code) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from error
    except ValueError as error:  # an address or header that can't be written
        raise errors.DeliveryError(kind=errors.Kind.PERMANENT, reason=Reason.INVALID_ADDRESS) from error
    except OSError as error:
        raise errors.failure(errors.UNCLEAR, detail=str(error)) from error


def _refused(code: int) -> errors.DeliveryError:
    if 400 <= code < 500:
        return errors.DeliveryError(kind=errors.Kind.RETRY, reason=Reason.PROVIDER_BUSY, code=code)
    return errors.DeliveryError(kind=errors.Kind.PERMANENT, reason=Reason.INVALID_ADDRESS, code=code)
