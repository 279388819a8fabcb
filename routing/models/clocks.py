"""Where the targets of an incident stand: the time that does not count, when each is due, and what was told of it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from accounts.models import Membership, Organization
from routing.models.incidents import Incident

KINDS = ("acknowledge", "response", "update", "resolution")


class TimeRange(Func):
    """`[since, until)` of a row's two columns; open without an end."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class ClockPause(models.Model):
    """Time in which the update and resolution targets do not run. Append-only, but that its end is written once."""

    class Reason(models.TextChoices):
        CLIENT = "client"  # we wait for the client
        OTHERS = "others"  # for a carrier, a maker, another supplier
        AGREED = "agreed"  # the client wants it later

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="clock_pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # null: it lasts
    reason = models.CharField(max_length=8, choices=Reason.choices)
    evidence = models.CharField(max_length=500)  # who said so, where it stands
    paused_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    resumed_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null with an end: the incident was closed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="pause_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["client", "others", "agreed"]), name="pause_reason_is_known"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="pause_has_evidence"),
            models.CheckConstraint(
                condition=Q(until__isnull=False) | Q(resumed_by=None), name="pause_that_lasts_has_no_end"
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(until=None), name="one_open_pause_per_incident"
            ),
            ExclusionConstraint(
                name="pauses_of_an_incident_lie_apart",
                expressions=[
                    ("incident", RangeOperators.EQUAL),
                    (TimeRange("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class TargetClock(models.Model):
    """One target of an incident as it was worked out last; the decision and the pauses are the truth.

    `decision_id` names the decision that promised it: a later one makes it anew. Where no row is, the decision says all.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="target_clocks")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    decision_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    at_risk_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    left_seconds = models.PositiveIntegerField(null=True)  # while it is paused
    at_risk_told_at = models.DateTimeField(null=True)
    breach_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "kind"], name="one_clock_per_incident_and_target"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="clock_kind_is_known"),
            models.CheckConstraint(
                condition=Q(paused_at=None, left_seconds=None)
                | Q(paused_at__isnull=False, left_seconds__isnull=False, kind__in=["update", "resolution"]),
                name="only_update_and_resolution_pause",
            ),
        ]


class ClockWatch(models.Model):
    """When an organization's targets are looked at next; every organization has one (`every_organization_keeps_time`)."""

    organization = models.OneToOneField(
        Organization, primary_key=True, on_delete=models.PROTECT, related_name="clock_watch"
    )
    due_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True)  # the database's clock

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="clock_watches_due")]


class NightMail(models.Model):
    """The mail about last night was written for this organization and morning, or there was nothing to write."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    morning_on = models.DateField()  # where the organization is
    until = models.DateTimeField()  # what came since is told on the next morning

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "morning_on"], name="one_mail_per_organization_and_morning"
            )
        ]
