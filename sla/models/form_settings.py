"""How a client's own form is shown: in which language, and inside which pages of theirs."""

from django.db import models

from accounts.models import Organization
from sla.models.clients import Client


class FormSettings(models.Model):
    """Without a row the form speaks the organization's language and is shown inside no other page."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="form_settings")
    language = models.CharField(max_length=8, blank=True)  # blank: the organization's
    framed_by = models.JSONField(default=list)  # origins of pages that may show it: https://intranet.example
