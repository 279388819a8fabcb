"""Time off as it is asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import CharField, DateTimeField, IntegerField

from web.api.fields import Instant, Line
from web.api.people_shapes import Paged

Shape = serializers.Serializer[None]


class TimeOffTold(Shape):
    id = IntegerField()
    start = DateTimeField()
    end = DateTimeField()
    reason = CharField(allow_blank=True)


class TimesOffTold(Paged):
    results = TimeOffTold(many=True)


class TimeOffWanted(Shape):
    """The member is left out of every schedule from start to end."""

    start = Instant()
    end = Instant()
    reason = Line(
        max_length=200, required=False, allow_blank=True, default="", help_text="colleagues read it"
    )
