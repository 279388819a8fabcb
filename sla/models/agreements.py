"""What is promised to whom, and where the day's work goes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import Organization
from sla.models.calendars import ServiceCalendar
from sla.models.choices import LINES
from sla.models.clients import Client, Site
from sla.models.tiers import SlaTierVersion


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


class Desk(models.Model):
    """The MSP's daytime service desk: an address and a calendar. Reaching it wakes nobody. One per organization."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="desk")
    name = models.CharField(max_length=80)
    email = models.EmailField(max_length=254)
    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="desks")
