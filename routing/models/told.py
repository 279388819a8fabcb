"""What was sent to a client about an incident."""

from django.db import models

from accounts.models import Organization
from delivery.models import Message
from routing.models.incidents import Incident


class ClientMessage(models.Model):
    """One text or mail to somebody at the client; `sending` is one push of the button, of which there may be several ways."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="client_messages")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="client_message")
    sending = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["incident", "sending"], name="told_of_incident")]
