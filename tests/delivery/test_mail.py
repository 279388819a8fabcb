"""Mail is a provider like any other: it takes a mail, or says how it failed."""

import smtplib
import socket
import socketserver
import threading
from contextlib import contextmanager

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage

from delivery.models import AttemptStatus
from delivery.providers.base import OutgoingMail
from delivery.providers.errors import DeliveryError, Kind
from delivery.providers.mail import Mail

MAIL = OutgoingMail(
    to="desk@harborpine.example",
    subject="HP-1042: Core switch down",
    body="See you at 08:00.",
    message_id="a1@bell",
)


@contextmanager
def smtp_server(settings, script):
    """An SMTP server that answers each command as told; None hangs up."""

    class Session(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            for line in self.rfile:
                answer = script.get(line[:4].decode().upper().strip(), b"250 fine\r\n")
                if answer is None:
                    return
                self.wfile.write(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 1
        yield
        server.shutdown()


def test_a_mail_is_handed_over_with_a_message_id_of_ours():
    accepted = Mail().send_mail(MAIL)

    assert (accepted.provider_sid, accepted.status) == ("a1@bell", AttemptStatus.DELIVERED)
    [sent] = outbox.outbox
    assert isinstance(sent, EmailMessage)
    assert (sent.to, sent.subject, sent.body) == ([MAIL.to], MAIL.subject, MAIL.body)
    assert sent.message()["Message-ID"] == "<a1@bell>"


def test_a_subject_never_adds_headers():
    Mail().send_mail(
        OutgoingMail(
            to=MAIL.to, subject="Core\r\nBcc: mallory@elsewhere.example\x00", body="x", message_id="a@b"
        )
    )

    message = outbox.outbox[0].message()
    assert message["Subject"] == "Core Bcc: mallory@elsewhere.example"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ({"RCPT": b"550 no such user\r\n"}, Kind.PERMANENT),
        ({"RCPT": b"451 later\r\n"}, Kind.RETRY),
        ({"MAIL": b"421 busy\r\n"}, Kind.RETRY),
        ({"DATA": b"554 refused\r\n"}, Kind.PERMANENT),
        ({"DATA": None}, Kind.AMBIGUOUS),
    ],
)
def test_an_smtp_answer_has_a_class(settings, script, kind):
    with smtp_server(settings, script), pytest.raises(DeliveryError) as raised:
        Mail().send_mail(MAIL)

    assert raised.value.kind == kind


def test_a_server_that_is_away_has_taken_nothing(settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = unused.getsockname()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    with pytest.raises(DeliveryError) as raised:
        Mail().send_mail(MAIL)

    assert raised.value.kind == Kind.RETRY


def test_wrong_credentials_are_our_own_fault(settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "bell", "wrong"
    script = {"EHLO": b"250-here\r\n250 AUTH PLAIN\r\n", "AUTH": b"535 no\r\n"}

    with smtp_server(settings, script), pytest.raises(DeliveryError) as raised:
        Mail().send_mail(MAIL)

    assert raised.value.kind == Kind.CONFIG


def test_an_address_that_is_none_is_permanent(settings, tmp_path):
    with smtp_server(settings, {}), pytest.raises(DeliveryError) as raised:
        Mail().send_mail(OutgoingMail(to="a\nb@c", subject="x", body="x", message_id="a@b"))

    assert raised.value.kind == Kind.PERMANENT


def test_smtplibs_errors_are_oserrors():
    assert issubclass(smtplib.SMTPException, OSError)
