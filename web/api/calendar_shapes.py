"""Service calendars as they are asked for and answered: the week, public holidays, days that are different."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateField, IntegerField, ListField

from oncall.preview_layers import WEEK
from sla.models import CalendarException
from web.api.fields import Clock, Line, LocalDate, OneOf, Text, Truth
from web.api.people_shapes import Edited, Paged

Shape = serializers.Serializer[None]
DAYS = [day.value for day in WEEK]
KNOWN = "false: no public holidays are known there for that year, and such days count as ordinary ones"
SHIFTED = "a public holiday on a weekend is kept on a weekday too, where the country does so"
HALF = "when the country's half days close, such as 12:00; null: they are worked like any other day"
OFF = "names of public holidays on which they work"


class WindowTold(Shape):
    days = ListField(child=CharField(), help_text="mo, tu, we, th, fr, sa, su: the days it starts on")
    start = CharField(help_text="08:00, on the calendar's wall clock")
    end = CharField(help_text="17:00; 24:00 is the end of the day; not after start: the next day's")


class ExceptionTold(Shape):
    id = IntegerField()
    kind = CharField(help_text="opening, closing or holiday")
    on = DateField(help_text="a local date")
    start = CharField(help_text="of its first day")
    end = CharField(help_text="of its last day")
    until = DateField(help_text="its last day; the same as on: one day")
    yearly = BooleanField(help_text="every year from that of `on`; 29 February is 28 February in other years")
    name = CharField(allow_blank=True)


class CalendarTold(Shape):
    id = IntegerField()
    name = CharField()
    time_zone = CharField()
    windows = WindowTold(many=True, help_text="business hours by the week")
    weekend_days = ListField(child=CharField())
    country = CharField(allow_blank=True, help_text="whose public holidays count; empty: none")
    subdivision = CharField(allow_blank=True, help_text="empty: the whole country")
    worked_holidays = ListField(child=CharField(), help_text=OFF)
    observed = BooleanField(help_text=SHIFTED)
    half_days_from = CharField(allow_null=True, help_text=HALF)
    exceptions = ExceptionTold(many=True, help_text="openings, closings and holidays of their own")
    used_by = ListField(child=CharField(), help_text="clients, sites and the desk that go by it")
    edition = CharField()


class CalendarsTold(Paged):
    results = CalendarTold(many=True)


class WindowWanted(Shape):
    """`end` not after `start`: the next day's. 00:00 to 24:00 is all day."""

    days = ListField(child=OneOf(DAYS), min_length=1, max_length=7)
    start = Clock()
    end = Clock()


class CalendarNew(Shape):
    """What is not sent is as it ships: weekdays 08:00 to 17:00, a weekend of two days, no public holidays."""

    name = Line(max_length=80)
    time_zone = Text(max_length=64, help_text="America/New_York")
    windows = ListField(child=WindowWanted(), max_length=50, required=False)
    weekend_days = ListField(child=OneOf(DAYS), max_length=7, required=False)
    country = Text(max_length=2, required=False, allow_blank=True, help_text="US; empty: no public holidays")
    subdivision = Text(max_length=8, required=False, allow_blank=True, help_text="NY")
    worked_holidays = ListField(child=Text(max_length=200), max_length=100, required=False, help_text=OFF)
    observed = Truth(required=False, help_text=SHIFTED)
    half_days_from = Clock(required=False, allow_null=True, help_text=HALF)


class CalendarChange(CalendarNew, Edited):
    """What is not sent stays; of another country every holiday counts. What is decided stays decided."""

    name = Line(max_length=80, required=False)
    time_zone = Text(max_length=64, required=False)


class ExceptionNew(Shape):
    """Local dates that are not like their weekdays; without hours the whole of them, without `until` one date."""

    kind = OneOf(CalendarException.Kind.values)
    on = LocalDate()
    start = Clock(required=False, help_text="default: 00:00")
    end = Clock(required=False, help_text="of the last day; default: 24:00")
    until = LocalDate(required=False, allow_null=True, help_text="the last day; default: the same")
    yearly = Truth(required=False, default=False, help_text="every year from that of `on`")
    name = Line(max_length=80, required=False, allow_blank=True, default="")


class HolidaysAsked(Shape):
    """The query of the holidays."""

    year = serializers.IntegerField(
        min_value=1970, max_value=2100, required=False, help_text="default: this one"
    )


class HolidayTold(Shape):
    on = DateField()
    name = CharField()
    worked = BooleanField(help_text="it counts as a day like any other")


class HolidaysTold(Shape):
    year = IntegerField()
    known = BooleanField(help_text=KNOWN)
    holidays = HolidayTold(many=True)


class OpenTold(Shape):
    start = CharField()
    end = CharField()


class YearDayTold(Shape):
    on = DateField()
    look = CharField(
        help_text="holiday or shut: closed all day; part: open at other hours; extra: open out of turn; open, closed: as every week"
    )
    names = ListField(
        child=CharField(), help_text="of the holidays, closings and openings, where they have one"
    )
    open = OpenTold(many=True, help_text="when it is open that day, on the calendar's wall clock")


class YearTold(Shape):
    year = IntegerField()
    known = BooleanField(help_text=KNOWN)
    days = YearDayTold(many=True, help_text="the dates on which the week does not hold")


class CopyNew(Shape):
    """Without a client, a site and the desk it is for nobody yet. Whoever it is for goes by the calendar that is copied."""

    name = Line(
        max_length=80, required=False, allow_blank=True, default="", help_text="empty: after whom it is for"
    )
    client = Text(max_length=64, required=False, help_text="the code of who goes by the copy from now on")
    site = IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, help_text="of that client, instead of it as a whole"
    )
    desk = Truth(required=False, default=False, help_text="the desk goes by it")
