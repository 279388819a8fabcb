"""Who comes on call and whether they know: one row per schedule, person and start; the row is the work."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership, Organization
from oncall.models import Schedule
from routing.handoff_times import HOW


class HandoffWatch(models.Model):
    """When an organization's schedules are looked at next; every organization has one (`every_organization_is_watched`)."""

    organization = models.OneToOneField(
        Organization, primary_key=True, on_delete=models.PROTECT, related_name="handoff_watch"
    )
    due_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True)  # the database's clock
    looked_until = models.DateTimeField(null=True)  # handoffs before it have their rows
    seen = models.CharField(
        max_length=48, blank=True, db_default=""
    )  # what the schedules said then: nothing new as long as they do

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="handoff_watches_due")]


class WeekMail(models.Model):
    """The mail that says who is on call was written for this organization and week."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    week_on = models.DateField()  # its Monday, where the organization is
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "week_on"], name="one_mail_per_organization_and_week"
            )
        ]


class Handoff(models.Model):
    """`member` comes on call in `schedule` at `starts_at`, is told, and says that they know.

    At `due_at` the sweep tells them, before and at the handoff, or tells others that they have not confirmed. Whoever is on
    call is on call whatever stands here: the schedule decides.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="handoffs")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # as it was when they were told; null: not within six weeks
    before_at = models.DateTimeField(null=True)  # when they are told ahead; null: not at all
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)  # the database's clock
    before_told_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=16, blank=True)  # where they were asked, "" by mail
    asked_at = models.DateTimeField(null=True)  # the last text or mail that asks them to confirm
    asks_bare = models.BooleanField(default=False)  # that text says "Reply 1", not a code
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.CharField(max_length=8, blank=True, choices=[(how, how) for how in HOW])
    missed_told_at = models.DateTimeField(null=True)  # that they have not confirmed
    withdrawn_at = models.DateTimeField(null=True)  # the schedule was changed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "member", "starts_at"], name="one_handoff_per_schedule_person_and_start"
            ),
            models.CheckConstraint(
                condition=Q(before_at=None) | Q(before_at__lt=F("starts_at")), name="told_ahead_is_before_it"
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False)
                | Q(withdrawn_at__isnull=False)
                | Q(told_at__isnull=False, confirmed_at__isnull=False)
                | Q(told_at__isnull=False, missed_told_at__isnull=False),
                name="handoff_is_told_withdrawn_or_due",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_how="")
                | Q(confirmed_at__isnull=False, confirmed_how__in=HOW),
                name="confirmed_handoff_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="handoffs_due"),
            models.Index(fields=["organization", "-starts_at"], name="handoffs_by_organization"),
            models.Index(fields=["member", "-starts_at"], name="handoffs_by_member"),
            models.Index(
                fields=["phone"],
                condition=Q(confirmed_at=None, withdrawn_at=None) & ~Q(phone=""),
                name="handoffs_asked_on_a_phone",
            ),
        ]
