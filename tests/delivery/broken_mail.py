"""A mail server that takes the mail and drops the connection before it says so."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend


class DropsTheConnection(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
