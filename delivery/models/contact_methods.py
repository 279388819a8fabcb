"""Phones and addresses of members and partners, and the proof that they are theirs."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership, Organization
from delivery.models.channels import Channel


class Verification(models.Model):
    """A code sent to an address, and whether it came back in time. Knows no owner: others point here."""

    class Purpose(models.TextChoices):
        CONTACT_METHOD = "contact_method"
        CONSENT = "consent"
        CALLER = "caller"
        REPORT = "report"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    code_hash = models.CharField(max_length=128)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="at_most_five_tries_per_code"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="code_expires_after_it_is_made"
            ),
        ]
        indexes = [models.Index(fields=["organization", "address", "-created_at"], name="codes_by_address")]


class ContactMethod(models.Model):
    """A phone number (SMS and/or voice) or e-mail address of a member or partner. Paged only when verified and not opted out."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        EMAIL = "email"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="contact_methods")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    address = models.CharField(max_length=254)  # E.164, or an e-mail address
    can_text = models.BooleanField(default=True)
    can_call = models.BooleanField(default=True)
    verification = models.ForeignKey(
        Verification, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "address"],
                condition=Q(archived_at=None),
                name="one_contact_method_per_address",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["phone", "email"]), name="contact_method_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="phone") | Q(address__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="contact_phone_is_e164",
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="contact_method_of_organization"),
        ]
        indexes = [models.Index(fields=["address"], name="contact_methods_by_address")]
