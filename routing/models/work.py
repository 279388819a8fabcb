"""Who worked on an incident from when to when, and what members are paid: the facts of both sides of the ledger."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import Membership, Organization
from routing.models.incidents import Incident

MOST_PERCENT = 1000
A_MINUTE = timedelta(minutes=1)  # that has begun


class WorkEntry(models.Model):
    """Work of one person on one incident, in whole minutes. Never rewritten: a correction archives it and replaces it.

    `member` None: a program said how long it took, and nobody had it. `billable` None: the rule decides. `proposed`: read
    from who took it until when, and nobody has said yet that it is so. `bands` and `own_bands`: its runs (`sla.band_runs`) by
    the client's calendar and by ours, as these were when it was written: what is done is billed and paid the same for ever.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="work")
    member = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    bands = models.JSONField()
    own_bands = models.JSONField()
    billable = models.BooleanField(null=True)
    proposed = models.BooleanField(default=False)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="work_takes_time"),
            models.CheckConstraint(
                condition=Q(
                    started_at=Func(Value("minute"), F("started_at"), Value("UTC"), function="date_trunc")
                )
                & Q(ended_at=Func(Value("minute"), F("ended_at"), Value("UTC"), function="date_trunc")),
                name="work_is_in_whole_minutes",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__lte=F("written_at") + A_MINUTE), name="work_is_not_in_the_future"
            ),
            ExclusionConstraint(
                name="nobody_works_twice_at_once_on_one_incident",
                expressions=[
                    ("incident", RangeOperators.EQUAL),
                    (Coalesce("member", Value(0)), RangeOperators.EQUAL),
                    (
                        Func(F("started_at"), F("ended_at"), Value("[)"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(archived_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "started_at"], condition=Q(archived_at=None), name="work_by_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member or self.written_by} {self.minutes} min"

    @property
    def minutes(self) -> int:
        return int((self.ended_at - self.started_at).total_seconds()) // 60


class PayRate(models.Model):
    """What an hour on call and an hour of work pay from a local date on, until the next one; `member` None: everybody
    who has none of their own. Percent of both in each band of the organization's calendar.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    currency = models.CharField(max_length=3, default="USD")
    standby_cents = models.PositiveIntegerField()
    work_cents = models.PositiveIntegerField()
    minimum_minutes = models.PositiveIntegerField(default=0)
    increment_minutes = models.PositiveIntegerField(default=1)
    business_hours_percent = models.PositiveIntegerField(default=100)
    after_hours_percent = models.PositiveIntegerField(default=100)
    weekend_percent = models.PositiveIntegerField(default=100)
    holiday_percent = models.PositiveIntegerField(default=100)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("organization"), Coalesce("member", Value(0)), F("starts_on"), condition=Q(archived_at=None),
                name="one_pay_rate_from_a_day_on",
            ),
            models.CheckConstraint(
                condition=Q(
                    increment_minutes__gte=1, business_hours_percent__lte=MOST_PERCENT,
                    after_hours_percent__lte=MOST_PERCENT, weekend_percent__lte=MOST_PERCENT,
                    holiday_percent__lte=MOST_PERCENT,
                ),
                name="pay_rate_can_be_reckoned",
            ),
        ]  # fmt: skip
