"""Whether somebody at the client accepts a charge: the question, whom we asked, and the receipt."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from delivery.models import Channel, Verification
from routing.models.incidents import Incident
from routing.states import ConsentStatus
from sla.models import ClientContact, SlaTierVersion


class Consent(models.Model):
    """One question about one incident: wait without charge, or pay for a technician now. One answer wins.

    While it is open its incident is `awaiting_consent`, whose due time is its end.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="consents")
    status = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in ConsentStatus], default=ConsentStatus.OPEN
    )
    tier_version = models.ForeignKey(SlaTierVersion, on_delete=models.PROTECT, related_name="+")  # the price
    tier_name = models.CharField(max_length=100)
    percent = models.PositiveIntegerField(default=100)  # of the price's rate, in the band it was asked in
    opens_at = models.DateTimeField()  # when somebody looks at it without charge
    asked_at = models.DateTimeField()
    orderer = models.CharField(max_length=80, blank=True)  # who wants the technician, as they wrote it
    orderer_role = models.CharField(max_length=80, blank=True)
    contact = models.ForeignKey(ClientContact, null=True, on_delete=models.PROTECT, related_name="+")
    verification = models.ForeignKey(
        Verification, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the newest code, sent to that contact
    approvers_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)  # a name; blank: nobody said anything

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in ConsentStatus]), name="consent_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None) | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="consent_is_open_or_ended",
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(status="open"), name="one_open_consent_per_incident"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="consent_of_organization"),
        ]


class ConsentAsked(models.Model):
    """One text or mail to an approver on file, with a link to say yes or no."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="asked")
    contact = models.ForeignKey(ClientContact, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "channel", "address"], name="approver_is_asked_once"),
        ]


class ConsentReceipt(models.Model):
    """That a charge was accepted: what was shown, by whom, how we know. Append-only."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="receipt")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="consent_receipts")
    text = models.TextField()  # canonical: all of it, as it was shown
    wording = models.CharField(max_length=20)  # the version of the words
    digest = models.CharField(max_length=64)  # sha256 of `text` in UTF-8
    tier_version = models.ForeignKey(SlaTierVersion, on_delete=models.PROTECT, related_name="+")
    rate_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    minimum_minutes = models.PositiveIntegerField()
    increment_minutes = models.PositiveIntegerField()
    contact = models.ForeignKey(ClientContact, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=80, blank=True)
    verified_by = models.CharField(max_length=8, choices=[("code", "code"), ("link", "link")])
    channel = models.CharField(max_length=8, choices=Channel.choices)
    sent_to = models.CharField(max_length=254)  # the number or mail address on file
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__in=["code", "link"]), name="consent_is_verified_somehow"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="receipt_has_its_digest"
            ),
        ]
