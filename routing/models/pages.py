"""Who was called, what they answered, and the codes that tell incidents apart on a phone."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from accounts.models import Membership, Organization
from delivery.models import ContactMethod, Message
from routing.models.handoffs import Handoff
from routing.models.incidents import Incident
from routing.states import PAGE_OPEN, PageStatus


class Page(models.Model):
    """One call for one person by one channel for one incident; wants an acknowledgement."""

    class Kind(models.TextChoices):
        PAGE = "page"
        SIGN_OF_LIFE = "sign_of_life"
        HELP = "help"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pages")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="pages")
    contact_method = models.ForeignKey(ContactMethod, null=True, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="pages")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PAGE)
    channel = models.CharField(max_length=8)
    status = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in PageStatus], default=PageStatus.QUEUED
    )
    reason = models.CharField(max_length=40, blank=True)
    round = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()  # 0: outside the steps (fallback, reassigned, snoozed)
    code = models.CharField(max_length=4, blank=True)
    due_at = models.DateTimeField()  # when its message is due
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in PageStatus]), name="page_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=PAGE_OPEN, ended_at=None)
                | (~Q(status__in=PAGE_OPEN) & Q(ended_at__isnull=False)),
                name="ended_page_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="failed") | Q(message__isnull=False), name="page_has_a_message_or_failed"
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "id"], name="pages_of_incident"),
            models.Index(fields=["contact_method", "-created_at"], name="pages_by_contact_method"),
        ]


class ReplyCode(models.Model):
    """Two or three digits that mean one incident, or one shift that wants a word, on one phone.

    Held until 48 h after the incident ends, or the shift began.
    """

    phone = models.CharField(max_length=16)
    code = models.CharField(max_length=4)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="reply_codes")
    handoff = models.ForeignKey(Handoff, null=True, on_delete=models.CASCADE, related_name="reply_codes")
    held = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_code_means_one_incident_per_phone",
                expressions=[
                    ("phone", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("held", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["phone", "incident"], name="one_code_per_phone_and_incident"),
            models.UniqueConstraint(fields=["phone", "handoff"], name="one_code_per_phone_and_handoff"),
            models.CheckConstraint(
                condition=Q(incident__isnull=False, handoff=None) | Q(incident=None, handoff__isnull=False),
                name="reply_code_means_one_thing",
            ),
        ]


class Reply(models.Model):
    """A person's answer by text or key, stored before it has an effect; due until it was understood or answered."""

    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8)  # sms, voice
    provider_key = models.CharField(
        max_length=120, unique=True
    )  # the message's SID; for a key the call's SID and step
    from_phone = models.CharField(max_length=40)
    to_phone = models.CharField(max_length=40)
    body = models.TextField(blank=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    member = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="replies")
    page = models.ForeignKey(Page, null=True, on_delete=models.PROTECT, related_name="replies")
    effect = models.CharField(max_length=24, blank=True)  # what it did, e.g. acknowledged, asked_which, late

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="replies_due"),
            models.Index(fields=["from_phone", "-received_at"], name="replies_by_phone"),
        ]
