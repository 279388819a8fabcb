"""The body of a schedule preview, for the schema; `oncall.preview` reads it."""

from rest_framework import serializers
from rest_framework.serializers import CharField, ChoiceField, DateTimeField, IntegerField, ListField

from oncall.spec import Counting, Kind
from oncall.turns import TurnUnit

Shape = serializers.Serializer[None]


class Turn(Shape):
    length = IntegerField(min_value=1)
    unit = ChoiceField([one.value for one in TurnUnit])


class Restriction(Shape):
    days = ListField(child=CharField(), help_text="mo, tu, we, th, fr, sa, su: the days it starts on")
    start = CharField(help_text="17:00, on the layer's wall clock")
    end = CharField(help_text="08:00; 24:00 is the end of the day")


class Layer(Shape):
    """Entries with the same name are versions of one layer, each valid until the next one's `effective_from`."""

    name = CharField()
    precedence = IntegerField(help_text="a higher one hides lower ones while it has somebody")
    time_zone = CharField(required=False, help_text="default: the schedule's")
    participants = ListField(child=ListField(child=CharField()), help_text="groups, in order")
    turn = Turn()
    starts_at = CharField(help_text="local, without offset: 2026-01-05T09:00")
    ends_at = CharField(required=False, allow_null=True, help_text="local, without offset")
    effective_from = DateTimeField(required=False, allow_null=True)
    first_turn = IntegerField(required=False, allow_null=True, help_text="index of the turn in progress then")
    restrictions = Restriction(many=True, required=False)
    count_turns = ChoiceField([one.value for one in Counting], required=False)


class Override(Shape):
    kind = ChoiceField([one.value for one in Kind])
    start = DateTimeField()
    end = DateTimeField()
    people = ListField(child=CharField())
    instead_of = ListField(child=CharField(), required=False, help_text="for replace: pairs by position")


class TimeOff(Shape):
    person = CharField()
    start = DateTimeField()
    end = DateTimeField()


class PreviewAsked(Shape):
    """Names are opaque. Empty `layers` and `participants` mean nobody. Unknown fields are refused."""

    time_zone = CharField()
    layers = Layer(many=True)
    overrides = Override(many=True, required=False)
    time_off = TimeOff(many=True, required=False)
    since = DateTimeField(required=False, help_text="default: now")
    until = DateTimeField(required=False, help_text="default: 28 days after since; at most 400")
    at = ListField(child=DateTimeField(), required=False, help_text="anywhere, answered in this order")
