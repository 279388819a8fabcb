"""When somebody works: windows, holidays and exceptions."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Organization


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
