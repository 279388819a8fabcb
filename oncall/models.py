"""Who answers: schedules of layers in versions, overrides, time off, notification rules, escalation policies, the fallback."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import Membership, Organization
from delivery.models import ContactMethod
from oncall.calendar_feed import CalendarFeed as CalendarFeed
from oncall.shadow_model import Shadow as Shadow
from oncall.swap_models import Swap as Swap
from oncall.swap_models import SwapAsked as SwapAsked
from oncall.swap_models import SwapAudience as SwapAudience


class Schedule(models.Model):
    """A named calendar of who is on call. Archived, never deleted."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="schedules")
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(archived_at=None), name="one_schedule_per_name"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="schedule_of_organization"),
        ]

    def __str__(self) -> str:
        return self.name


class Layer(models.Model):
    """A stacked rotation in a schedule; what it is at a time is in its versions."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="layers")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "name"], name="one_layer_per_name")]


class TurnUnit(models.TextChoices):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class LayerVersion(models.Model):
    """What a layer is within `held`. Editing a rotation ends one version and begins the next: the past stays."""

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="versions")
    held = DateTimeRangeField()  # [effective_from, effective_until)
    precedence = models.SmallIntegerField(default=0)
    time_zone = models.CharField(max_length=64, blank=True)  # blank: the schedule's
    turn_length = models.PositiveIntegerField()
    turn_unit = models.CharField(max_length=6, choices=TurnUnit.choices)
    starts_on = models.DateField()  # local wall clock, with starts_time
    starts_time = models.TimeField()
    ends_on = models.DateField(null=True, blank=True)
    ends_time = models.TimeField(null=True, blank=True)
    first_turn = models.PositiveIntegerField(
        null=True, blank=True
    )  # the group on turn when `held` begins; null: counted from the start
    counts_covered_turns = models.BooleanField(default=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_version_of_a_layer_at_a_time",
                expressions=[("layer", RangeOperators.EQUAL), ("held", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(turn_length__gte=1), name="turn_has_a_length"),
            models.CheckConstraint(condition=Q(turn_unit__in=TurnUnit.values), name="turn_unit_is_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None, ends_time=None) | Q(ends_on__isnull=False, ends_time__isnull=False),
                name="layer_end_is_whole",
            ),
        ]


class Participant(models.Model):
    """A member or partner in a group of a rotation; everyone in the group whose turn it is is on call."""

    version = models.ForeignKey(LayerVersion, on_delete=models.CASCADE, related_name="participants")
    group = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["group", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "group", "member"], name="once_in_a_group")]


class Restriction(models.Model):
    """A weekly window in which a layer version is active; an overnight one belongs to the day it starts."""

    version = models.ForeignKey(LayerVersion, on_delete=models.CASCADE, related_name="restrictions")
    days = models.JSONField()  # list of 0..6, Monday 0
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start_minute__lte=1439, end_minute__gte=1, end_minute__lte=1440),
                name="restriction_minutes_are_of_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(start_minute=F("end_minute")), name="restriction_is_not_empty"
            ),
        ]


class OverrideKind(models.TextChoices):
    REPLACE = "replace"  # `stand_in` takes the place of `subject`
    ADD = "add"  # `subject` is on call too
    REMOVE = "remove"  # `subject` is not on call
    SET = "set"  # only the people of OverridePerson are


PERIOD = Func(F("start_at"), F("end_at"), RangeBoundary(), function="tstzrange")


class Override(models.Model):
    """A dated change on top of the layers, one line per subject (for `set`: the schedule)."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="overrides")
    kind = models.CharField(max_length=8, choices=OverrideKind.choices)
    subject = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    canceled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_at__gt=F("start_at")), name="override_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(kind="set", subject=None, stand_in=None)
                | Q(kind="replace", subject__isnull=False, stand_in__isnull=False) & ~Q(subject=F("stand_in"))
                | Q(kind__in=["add", "remove"], subject__isnull=False, stand_in=None),
                name="override_names_its_people",
            ),
            ExclusionConstraint(
                name="one_override_per_subject",
                expressions=[
                    ("schedule", RangeOperators.EQUAL),
                    (Coalesce("subject", Value(0)), RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
                condition=Q(canceled_at=None),
            ),
        ]


class OverridePerson(models.Model):
    """One of the only people of a `set` override."""

    override = models.ForeignKey(Override, on_delete=models.CASCADE, related_name="people")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["override", "member"], name="once_in_an_override")]


class TimeOff(models.Model):
    """A member is away: dropped from every schedule within it."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="time_off")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_at__gt=F("start_at")), name="time_off_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["member", "end_at"], name="time_off_by_member")]


class NotificationRule(models.Model):
    """How a member is paged for a priority: this channel of this contact method, so long after the step begins."""

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notification_rules")
    priority = models.CharField(max_length=2)
    channel = models.CharField(max_length=8)
    contact_method = models.ForeignKey(ContactMethod, on_delete=models.PROTECT, related_name="+")
    delay_seconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["delay_seconds", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__in=["P1", "P2", "P3", "P4"], channel__in=["sms", "voice"]),
                name="rule_is_known",
            ),
            models.UniqueConstraint(
                fields=["member", "priority", "channel", "contact_method", "delay_seconds"],
                name="one_rule_per_moment",
            ),
        ]


class EscalationPolicy(models.Model):
    """Ordered steps with waits, repeated for rounds."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="policies")
    name = models.CharField(max_length=80)
    rounds = models.PositiveSmallIntegerField(default=2)
    later_rounds_at_once = models.BooleanField(
        default=False
    )  # from round 2 all steps' people are paged together
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rounds__gte=1, rounds__lte=10), name="policy_has_one_to_ten_rounds"
            ),
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(archived_at=None), name="one_policy_per_name"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="policy_of_organization"),
        ]

    def __str__(self) -> str:
        return self.name


class EscalationStep(models.Model):
    """One step: its targets are paged together, then it waits."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(EscalationPolicy, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    wait_seconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "position"], name="steps_of_a_policy_are_ordered"),
            models.CheckConstraint(
                condition=Q(wait_seconds__gte=30, wait_seconds__lte=86400),
                name="step_waits_half_a_minute_to_a_day",
            ),
        ]


class StepTarget(models.Model):
    """Whom a step pages: whoever is on call in a schedule, or one member or partner."""

    step = models.ForeignKey(EscalationStep, on_delete=models.CASCADE, related_name="targets")
    schedule = models.ForeignKey(Schedule, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(schedule__isnull=False, member=None) | Q(schedule=None, member__isnull=False),
                name="step_target_is_one_thing",
            )
        ]


class FallbackEntry(models.Model):
    """One link of the organization's last chain: there is never nobody."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="fallback")
    position = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "position"],
                name="fallback_is_ordered",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["organization", "member"], name="once_in_the_fallback"),
        ]
