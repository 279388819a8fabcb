"""Schedules, their layers, shifts and overrides as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import CharField, DateTimeField, IntegerField, ListField

from oncall.models import OverrideKind
from web.api.answers import Gap, Shift
from web.api.fields import Instant, OneOf, Text
from web.api.people_shapes import Edited
from web.api.preview_shape import Layer, Restriction, Turn

Shape = serializers.Serializer[None]


class LayerTold(Shape):
    """A layer as it is, or will be from `effective_from` on."""

    id = IntegerField()
    name = CharField()
    precedence = IntegerField()
    time_zone = CharField()
    participants = ListField(
        child=ListField(child=CharField()), help_text="groups of e-mail addresses, or partner:7, in order"
    )
    turn = Turn()
    starts_at = CharField(help_text="local, without offset")
    ends_at = CharField(allow_null=True, help_text="local, without offset")
    effective_from = DateTimeField(allow_null=True)
    effective_until = DateTimeField(allow_null=True)
    restrictions = Restriction(many=True)
    count_turns = CharField()
    edition = CharField()


class LayersTold(Shape):
    results = LayerTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class LayerChange(Layer, Edited):
    """The whole layer as it is to be."""


class ScheduleTold(Shape):
    id = IntegerField()
    name = CharField()
    time_zone = CharField()
    edition = CharField()


class SchedulesTold(Shape):
    results = ScheduleTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class ScheduleWhole(ScheduleTold):
    layers = LayerTold(many=True, help_text="those that have not ended, the strongest first")


class ScheduleNew(Shape):
    """A schedule has no layers yet: nobody is on call in it."""

    name = Text(max_length=80)
    time_zone = Text(max_length=64, help_text="America/New_York")


class ScheduleChange(Edited):
    """What is not sent stays. Another time zone moves handoffs from now on; the past stays."""

    name = Text(max_length=80, required=False)
    time_zone = Text(max_length=64, required=False)


class SpanAsked(Shape):
    """The query of shifts."""

    since = Instant(required=False, help_text="default: now")
    until = Instant(required=False, help_text="default: 28 days after since; at most 400")


class ShiftsTold(Shape):
    shifts = Shift(many=True)
    gaps = Gap(many=True)


class OverridesAsked(Shape):
    """The query of overrides."""

    since = Instant(required=False, help_text="those that end later; default: now")
    cursor = CharField(required=False, help_text="from `next` or `previous`")


class OverrideNew(Shape):
    """One change: `replace` puts people[0] in the place of instead_of[0], `add` and `remove` are about people[0]."""

    kind = OneOf(OverrideKind.values)
    start = Instant()
    end = Instant()
    people = ListField(
        child=Text(max_length=254), min_length=1, max_length=100, help_text="e-mail addresses, or partner:7"
    )
    instead_of = ListField(child=Text(max_length=254), max_length=1, required=False, help_text="for replace")
    reason = Text(max_length=200, required=False, default="", allow_blank=True)


class OverrideTold(Shape):
    id = IntegerField()
    kind = CharField()
    start = DateTimeField()
    end = DateTimeField()
    people = ListField(child=CharField())
    instead_of = ListField(child=CharField())
    reason = CharField(allow_blank=True)
    made_by = CharField(allow_null=True, help_text="e-mail address")


class OverridesTold(Shape):
    results = OverrideTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)
