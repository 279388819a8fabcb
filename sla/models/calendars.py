"""When somebody works: windows, holidays and exceptions."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Organization
from hours.special_day import MOST_FURTHER_DAYS

EVERY_DAY = list(range(7))  # Monday 0


class ServiceCalendar(models.Model):
    """Weekly business windows, holidays and exceptions in one time zone."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="calendars")
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64)
    country = models.CharField(max_length=2, blank=True)  # blank: no public holidays
    subdivision = models.CharField(max_length=8, blank=True)
    holidays_off = models.JSONField(default=list, blank=True)  # names of public holidays that are worked
    observed = models.BooleanField(default=True)  # a holiday on a weekend is kept on a weekday too
    half_days_from = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # minute; null: its half days are worked
    weekend_days = models.JSONField(default=list, blank=True)  # Monday 0 .. Sunday 6
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="calendar_of_organization"),
            models.CheckConstraint(
                condition=Q(weekend_days__contained_by=EVERY_DAY), name="weekend_days_are_of_a_week"
            ),
            models.CheckConstraint(
                condition=Q(country__regex="^([A-Z]{2})?$"), name="country_has_two_letters"
            ),
            models.CheckConstraint(
                condition=~Q(country="") | Q(subdivision=""), name="subdivision_is_of_a_country"
            ),
            models.CheckConstraint(
                condition=Q(half_days_from=None) | Q(half_days_from__gte=1, half_days_from__lte=1439),
                name="half_days_begin_within_the_day",
            ),
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
            models.CheckConstraint(
                condition=Q(days__contained_by=EVERY_DAY) & ~Q(days=[]), name="window_has_days_of_a_week"
            ),
        ]


class CalendarException(models.Model):
    """A dated opening, closing or own holiday: from a minute of its first day to a minute of its last."""

    class Kind(models.TextChoices):
        OPENING = "opening"
        CLOSING = "closing"
        HOLIDAY = "holiday"

    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.CASCADE, related_name="exceptions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    further_days = models.PositiveSmallIntegerField(default=0)  # 0: it ends on the date on which it starts
    yearly = models.BooleanField(default=False)  # from that year on; 29 February is 28 in other years
    start_minute = models.PositiveSmallIntegerField(default=0)
    end_minute = models.PositiveSmallIntegerField(default=1440)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start_minute__lte=1439, end_minute__gte=1, end_minute__lte=1440)
                & (Q(start_minute__lt=F("end_minute")) | Q(further_days__gte=1)),
                name="exception_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(further_days__lte=MOST_FURTHER_DAYS), name="exception_is_not_for_ever"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["opening", "closing", "holiday"]), name="exception_kind_is_known"
            ),
        ]
