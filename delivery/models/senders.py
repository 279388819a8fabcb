"""Accounts at providers, the numbers we send from, and who said STOP to them."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from delivery.models.channels import ChannelState


class ProviderAccount(models.Model):
    """An account at a provider; organization null is the platform's own, whose secrets are in the environment.

    An organization's own carries its tokens sealed: the one it sends with, and the one before it while both may sign.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="provider_accounts"
    )
    kind = models.CharField(max_length=12, choices=[("twilio", "Twilio")], default="twilio")
    account_sid = models.CharField(max_length=34, blank=True)
    sealed_token = models.TextField(blank=True)
    sealed_previous_token = models.TextField(blank=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(organization=None, archived_at=None),
                name="one_platform_account_per_kind",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(archived_at=None),
                name="one_own_account_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(organization=None, account_sid="", sealed_token="", sealed_previous_token="")
                | Q(organization__isnull=False, account_sid__regex="^AC[0-9a-f]{32}$") & ~Q(sealed_token=""),
                name="own_account_has_its_secrets",
            ),
        ]


class PhoneNumber(models.Model):
    """A number an organization sends from: one for pages, one for clients. Fixed senders, no pool."""

    class Purpose(models.TextChoices):
        PAGING = "paging"
        CLIENT = "client"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="phone_numbers")
    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="phone_numbers")
    number = models.CharField(max_length=16)  # E.164
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    sms_state = models.CharField(max_length=8, choices=ChannelState.choices, default=ChannelState.ON)
    voice_state = models.CharField(max_length=8, choices=ChannelState.choices, default=ChannelState.ON)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(archived_at=None), name="one_organization_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "purpose"],
                condition=Q(archived_at=None),
                name="one_number_per_purpose",
            ),
            models.CheckConstraint(condition=Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="sender_is_e164"),
        ]


class OptOut(models.Model):
    """A phone that said STOP to a sender account; open while `ended_at` is null."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="opt_outs")
    phone = models.CharField(max_length=16)
    word = models.CharField(max_length=40, blank=True)  # what it said, or the provider's error code
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "phone"], condition=Q(ended_at=None), name="one_open_opt_out_per_phone"
            )
        ]
