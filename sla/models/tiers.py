"""What can be promised: tiers, in versions that never change."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from sla.models.choices import BANDS, LINES, OUTCOMES, PRIORITIES


class SlaTier(models.Model):
    """A named set of promises; what they are is in its versions. An organization has one default and one no-agreement tier."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary"
        DEFAULT = "default"  # unknown or ambiguous client
        NO_AGREEMENT = "no_agreement"  # known client without a live agreement

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="tiers")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ORDINARY)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="one_tier_per_name"),
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=~Q(kind="ordinary"),
                name="one_tier_for_doubt_and_for_none",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["ordinary", "default", "no_agreement"]), name="tier_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SlaTierVersion(models.Model):
    """One immutable version of a tier: append-only, as are its rules and targets."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    tier = models.ForeignKey(SlaTier, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    call_out_sold = models.BooleanField(default=False)
    rate_cents = models.PositiveIntegerField(null=True, blank=True)  # per hour, in `currency`
    currency = models.CharField(max_length=3, default="USD")
    minimum_minutes = models.PositiveIntegerField(default=60)
    increment_minutes = models.PositiveIntegerField(default=15)
    terms_url = models.CharField(max_length=300, blank=True)  # whoever orders a call-out accepts them
    terms_version = models.CharField(max_length=40, blank=True)
    business_hours_percent = models.PositiveIntegerField(default=100)  # of the rate, in each band
    after_hours_percent = models.PositiveIntegerField(default=100)
    weekend_percent = models.PositiveIntegerField(default=100)
    holiday_percent = models.PositiveIntegerField(default=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tier", "number"], name="versions_of_a_tier_are_numbered"),
            models.UniqueConstraint(fields=["organization", "id"], name="tier_version_of_organization"),
            models.CheckConstraint(
                condition=Q(terms_url="", terms_version="")
                | Q(terms_url__regex=r"^https?://[^[:space:]]+$", call_out_sold=True),
                name="terms_have_an_address_and_a_price",
            ),
            models.CheckConstraint(
                condition=Q(
                    business_hours_percent__lte=1000,
                    after_hours_percent__lte=1000,
                    weekend_percent__lte=1000,
                    holiday_percent__lte=1000,
                ),
                name="shares_of_a_rate_can_be_reckoned",
            ),
        ]


class CoverageRule(models.Model):
    """Service line x time band x priority -> outcome. A version has all 48."""

    version = models.ForeignKey(SlaTierVersion, on_delete=models.PROTECT, related_name="rules")
    service_line = models.CharField(max_length=12)
    band = models.CharField(max_length=16)
    priority = models.CharField(max_length=2)
    outcome = models.CharField(max_length=8)
    contain_only = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "service_line", "band", "priority"], name="one_rule_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(
                    service_line__in=LINES, band__in=BANDS, priority__in=PRIORITIES, outcome__in=OUTCOMES
                ),
                name="rule_cell_is_known",
            ),
        ]


class SlaTarget(models.Model):
    """Targets of one priority, in seconds; `runs`: around the clock, on the client's hours, or whole business days of it."""

    version = models.ForeignKey(SlaTierVersion, on_delete=models.PROTECT, related_name="targets")
    priority = models.CharField(max_length=2)
    acknowledge_seconds = models.PositiveIntegerField()
    response_seconds = models.PositiveIntegerField()
    update_seconds = models.PositiveIntegerField()
    resolution_seconds = models.PositiveIntegerField()
    runs = models.CharField(max_length=8)  # "24x7", "hours" or "days"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "priority"], name="one_target_per_priority"),
            models.CheckConstraint(
                condition=Q(priority__in=PRIORITIES, runs__in=["24x7", "hours", "days"]),
                name="target_is_known",
            ),
        ]
