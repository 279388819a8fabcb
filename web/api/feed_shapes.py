"""Calendar feeds as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import CharField, DateTimeField, IntegerField

from web.api.fields import Text, Whole
from web.api.people_shapes import Paged

Shape = serializers.Serializer[None]


class FeedTold(Shape):
    id = IntegerField()
    name = CharField(help_text="which device or calendar reads it")
    schedule = IntegerField(allow_null=True, help_text="null: the member's own shifts, in all schedules")
    prefix = CharField(help_text="how its secret begins")
    created_at = DateTimeField()
    last_fetched_at = DateTimeField(allow_null=True)


class FeedsTold(Paged):
    results = FeedTold(many=True)


class FeedNew(Shape):
    name = Text(max_length=80, help_text="each of a member's feeds has its own")
    schedule = Whole(
        required=False, allow_null=True, default=None, help_text="a schedule's id; null: own shifts"
    )


class FeedMade(FeedTold):
    """`address` is shown in this answer alone."""

    address = CharField(allow_null=True)
    note = CharField(allow_blank=True)
