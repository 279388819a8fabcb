"""Customers of the MSP: their names, places and people."""

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.levels import Level
from accounts.models import Organization
from sla.models.calendars import ServiceCalendar


def form_slug() -> str:
    """A client's form address nobody can guess: 80 bits, lower case."""
    return secrets.token_hex(10)


class Client(models.Model):
    """A customer of the MSP. `slug` is its form's address, `code` the name tools and people use."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="clients")
    name = models.CharField(max_length=120)
    code = models.SlugField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True, default=form_slug)
    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="clients")
    alert_note = models.TextField(blank=True)
    least_level = models.CharField(
        max_length=8, blank=True, choices=Level.choices
    )  # who may come alone; blank: with a runbook anybody, without one a senior
    links = models.JSONField(
        default=list, blank=True
    )  # where its documentation is: [title, https address] each
    names_hidden_in_calls = models.BooleanField(default=False)  # private client: spoken only after a key
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", Lower("code"), name="one_client_per_code"),
            models.UniqueConstraint(fields=["organization", "id"], name="client_of_organization"),
            models.CheckConstraint(
                condition=Q(least_level__in=["", *Level.values]), name="client_level_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClientAlias(models.Model):
    """Another name a tool uses for a client, normalised (NFKC, casefold, single spaces)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=255)

    class Meta:
        indexes = [models.Index(fields=["organization", "name"], name="client_aliases")]
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="one_alias_per_name")]


class Site(models.Model):
    """A place of a client; its own calendar where that differs."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=255, blank=True)
    calendar = models.ForeignKey(
        ServiceCalendar, null=True, blank=True, on_delete=models.PROTECT, related_name="sites"
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "name"], condition=Q(archived_at=None), name="one_site_per_name"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="site_of_organization"),
        ]

    def __str__(self) -> str:
        return self.name


class ClientContact(models.Model):
    """A person at the client."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=16, blank=True)  # E.164
    email = models.EmailField(max_length=254, blank=True)
    may_report = models.BooleanField(default=True)
    may_approve_charges = models.BooleanField(default=False)
    is_told = models.BooleanField(default=False)
    gets_bills = models.BooleanField(default=False)  # a copy of every charge that somebody accepts
    is_vip = models.BooleanField(default=False)  # marked wherever somebody sees what they reported
    pin_hash = models.CharField(max_length=128, blank=True)  # blank: none was agreed
    pin_tries = models.PositiveSmallIntegerField(default=0)  # wrong ones since the last right one
    pin_tried_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="contact_of_organization")]

    def __str__(self) -> str:
        return self.name
