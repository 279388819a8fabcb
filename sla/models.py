"""What was promised: clients with their sites, contacts and calendars, tiers in versions, agreements, runbooks, the desk."""

import secrets

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower

from accounts.models import Organization

LINES = ("help_desk", "monitoring", "security")
BANDS = ("business_hours", "after_hours", "weekend", "holiday")
PRIORITIES = ("P1", "P2", "P3", "P4")
OUTCOMES = ("page", "queue", "consent")


def form_slug() -> str:
    """A client's form address nobody can guess: 80 bits, lower case."""
    return secrets.token_hex(10)


class ServiceCalendar(models.Model):
    """Weekly business windows, holidays and exceptions in one time zone."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="calendars")
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64)
    country = models.CharField(max_length=2, blank=True)  # blank: no public holidays
    subdivision = models.CharField(max_length=8, blank=True)
    holidays_off = models.JSONField(default=list, blank=True)  # names of public holidays that are worked
    weekend_days = models.JSONField(default=list, blank=True)  # Monday 0 .. Sunday 6
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="calendar_of_organization")
        ]

    def __str__(self) -> str:
        return self.name


class BusinessWindow(models.Model):
    """A weekly window; an end at or before the start is the next day's. 0..1440 is all day."""

    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.CASCADE, related_name="windows")
    days = models.JSONField()  # list of 0..6, Monday 0
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start_minute__lte=1439, end_minute__gte=1, end_minute__lte=1440),
                name="window_minutes_are_of_a_day",
            ),
            models.CheckConstraint(condition=~Q(start_minute=F("end_minute")), name="window_is_not_empty"),
        ]


class CalendarException(models.Model):
    """A dated opening, closing or own holiday."""

    class Kind(models.TextChoices):
        OPENING = "opening"
        CLOSING = "closing"
        HOLIDAY = "holiday"

    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.CASCADE, related_name="exceptions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    start_minute = models.PositiveSmallIntegerField(default=0)
    end_minute = models.PositiveSmallIntegerField(default=1440)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start_minute__lt=F("end_minute"), end_minute__lte=1440),
                name="exception_is_within_its_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["opening", "closing", "holiday"]), name="exception_kind_is_known"
            ),
        ]


class Client(models.Model):
    """A customer of the MSP. `slug` is its form's address, `code` the name tools and people use."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="clients")
    name = models.CharField(max_length=120)
    code = models.SlugField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True, default=form_slug)
    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="clients")
    alert_note = models.TextField(blank=True)
    names_hidden_in_calls = models.BooleanField(default=False)  # private client: spoken only after a key
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", Lower("code"), name="one_client_per_code"),
            models.UniqueConstraint(fields=["organization", "id"], name="client_of_organization"),
        ]

    def __str__(self) -> str:
        return self.name


class ClientAlias(models.Model):
    """Another name a tool uses for a client, normalised (NFKC, casefold, single spaces)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=255)

    class Meta:
        indexes = [models.Index(fields=["organization", "name"], name="client_aliases")]
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="one_alias_per_name")]


class Site(models.Model):
    """A place of a client; its own calendar where that differs."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=255, blank=True)
    calendar = models.ForeignKey(
        ServiceCalendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "name"], condition=Q(archived_at=None), name="one_site_per_name"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="site_of_organization"),
        ]

    def __str__(self) -> str:
        return self.name


class ClientContact(models.Model):
    """A person at the client."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=16, blank=True)  # E.164
    email = models.EmailField(max_length=254, blank=True)
    may_report = models.BooleanField(default=True)
    may_approve_charges = models.BooleanField(default=False)
    is_told = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="contact_of_organization")]

    def __str__(self) -> str:
        return self.name


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
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tier", "number"], name="versions_of_a_tier_are_numbered"),
            models.UniqueConstraint(fields=["organization", "id"], name="tier_version_of_organization"),
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


class Agreement(models.Model):
    """Client x tier version x local dates, both ends inclusive; for one site or service line where named."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="agreements")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="agreements")
    version = models.ForeignKey(SlaTierVersion, on_delete=models.PROTECT, related_name="agreements")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service_line = models.CharField(max_length=12, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(service_line__in=["", *LINES]), name="agreement_line_is_known"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="agreement_of_organization"),
            ExclusionConstraint(
                name="one_agreement_at_a_time",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    (Coalesce("site", Value(0)), RangeOperators.EQUAL),
                    ("service_line", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(archived_at=None),
            ),
        ]


class Runbook(models.Model):
    """What to do at a client: steps in order. The most specific match wins: client and line, client, line, none."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="runbooks")
    client = models.ForeignKey(
        Client, null=True, blank=True, on_delete=models.PROTECT, related_name="runbooks"
    )
    service_line = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=120)
    link = models.URLField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(service_line__in=["", *LINES]), name="runbook_line_is_known"),
            models.UniqueConstraint(fields=["organization", "id"], name="runbook_of_organization"),
        ]

    def __str__(self) -> str:
        return self.title


class RunbookStep(models.Model):
    """One step: what, who, until when (minutes after taking)."""

    runbook = models.ForeignKey(Runbook, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=255)
    responsible = models.CharField(max_length=80, blank=True)
    deadline_minutes = models.PositiveIntegerField(null=True, blank=True)
    link = models.URLField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["runbook", "position"], name="steps_of_a_runbook_are_ordered")
        ]


class Desk(models.Model):
    """The MSP's daytime service desk: an address and a calendar. Reaching it wakes nobody. One per organization."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="desk")
    name = models.CharField(max_length=80)
    email = models.EmailField(max_length=254)
    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="desks")
