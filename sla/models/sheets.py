"""The written sheet as it was sent to somebody at the client, and as they accepted it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from accounts.models import Membership, Organization
from sla.models.agreements import Agreement
from sla.models.clients import ClientContact
from sla.models.tiers import SlaTierVersion

MOST_BYTES = 2_000_000  # of a PDF; the sheet of a large client has some 80,000


class SheetOffer(models.Model):
    """One sheet sent to one contact; `text` is its canonical text, as they read it behind the link."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="sheet_offers")
    version = models.ForeignKey(SlaTierVersion, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(ClientContact, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField(max_length=254)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    sent_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="sheet_offer_of_organization"),
            models.UniqueConstraint(
                fields=["agreement", "contact"], condition=Q(revoked_at=None), name="one_sheet_out_per_reader"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="sheet_offer_ends_after_it_starts"
            ),
        ]


class SheetAcceptance(models.Model):
    """Append-only: who accepted which sheet, under what name they typed, when, from where, and the whole of its text."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    offer = models.OneToOneField(SheetOffer, on_delete=models.PROTECT, related_name="acceptance")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acceptances")
    version = models.ForeignKey(SlaTierVersion, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(ClientContact, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)  # as typed
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)  # where the request came from
    text = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="who_accepts_types_a_name"),
            models.UniqueConstraint(fields=["organization", "id"], name="sheet_acceptance_of_organization"),
        ]


class SheetFile(models.Model):
    """Append-only: the very bytes of the PDF that was accepted, whatever draws PDFs later."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    acceptance = models.OneToOneField(
        SheetAcceptance, on_delete=models.PROTECT, related_name="file", primary_key=True
    )
    content = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of `content`

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("content"), MOST_BYTES),
                name="accepted_pdf_is_of_a_readable_size",
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="accepted_pdf_has_its_digest"
            ),
        ]
