"""Swaps as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import CharField, DateTimeField, IntegerField, ListField

from oncall.models import SwapAudience
from web.api.fields import Instant, Line, OneOf, Text, Whole
from web.api.incident_shapes import InNameOf
from web.api.people_shapes import Paged

Shape = serializers.Serializer[None]
STATES = ("open", "all")


class SwapTime(Shape):
    schedule = Whole(required=False, help_text="its id, where it is another than the one that is given away")
    start = Instant()
    end = Instant()


class SwapTimeTold(Shape):
    schedule = IntegerField(help_text="its id")
    start = DateTimeField()
    end = DateTimeField()


class SwapAnswer(Shape):
    member = CharField(help_text="e-mail address")
    declined_at = DateTimeField(allow_null=True)


class SwapTold(Shape):
    id = IntegerField()
    schedule = IntegerField(help_text="the schedule's id")
    asker = CharField(help_text="whose time on call it is: an e-mail address")
    start = DateTimeField()
    end = DateTimeField()
    back = SwapTimeTold(allow_null=True, help_text="what the asker takes of the taker's in return")
    note = CharField(allow_blank=True)
    audience = CharField(help_text="person, crew or everyone")
    asked = SwapAnswer(many=True)
    state = CharField(
        help_text="asked, accepted (a manager's yes is missing), done, declined, refused, withdrawn or expired"
    )
    taker = CharField(allow_null=True, help_text="e-mail address")
    taken_at = DateTimeField(allow_null=True)
    settled_by = CharField(allow_null=True, help_text="the manager")
    created_at = DateTimeField()
    expires_at = DateTimeField()
    ended_at = DateTimeField(allow_null=True)


class SwapsTold(Paged):
    results = SwapTold(many=True)


class SwapsAsked(Shape):
    """The query of swaps."""

    state = OneOf(list(STATES), required=False, default="all", help_text="open: those that wait for a word")
    cursor = CharField(required=False, help_text="from `next` or `previous`")


class SwapWanted(InNameOf):
    """Who asks stays on call until somebody takes it, and a manager says yes where the organization wants that."""

    schedule = Whole(help_text="the schedule's id")
    start = Instant()
    end = Instant()
    audience = OneOf(
        SwapAudience.values, required=False, default="everyone", help_text="crew: everybody in its rotations"
    )
    people = ListField(
        child=Text(max_length=254), max_length=1, required=False, help_text="for audience person: whom"
    )
    back = SwapTime(
        required=False, allow_null=True, default=None, help_text="for audience person: their time, in return"
    )
    note = Line(max_length=200, required=False, allow_blank=True, default="")
    expires = Instant(required=False, help_text="default: when it starts")


class SwapRefusal(InNameOf):
    reason = Line(max_length=200, required=False, allow_blank=True, default="")
