"""Targets and pauses, as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField

from web.api.fields import OneOf, Text
from web.api.incident_shapes import InNameOf
from web.wording import PAUSE_REASONS

Shape = serializers.Serializer[None]


class PauseWanted(InNameOf):
    """Why its time does not count, and how one knows."""

    reason = OneOf(
        list(PAUSE_REASONS),
        help_text="client: we wait for the client; others: for a supplier; agreed: they want it later",
    )
    evidence = Text(max_length=500, help_text="who said so, when, or where it stands")


class StretchTold(Shape):
    since = DateTimeField()
    until = DateTimeField()
    counted_seconds = IntegerField(help_text="of this stretch; with a `pause` they are given back")
    pause = CharField(allow_null=True, help_text="client, others or agreed")
    paused_by = CharField(allow_null=True, help_text="a name")
    evidence = CharField(allow_null=True)


class ClockTold(Shape):
    target = CharField(help_text="acknowledge, response, update or resolution")
    state = CharField(help_text="running, paused, stopped, at_risk (three quarters are used) or breached")
    runs = CharField(help_text="24x7, hours (the client's) or days (the client's business days)")
    starts_at = DateTimeField(help_text="from when it counts")
    promised_at = DateTimeField(help_text="when it was due without pauses")
    due_at = DateTimeField(
        allow_null=True, help_text="as pauses moved it; null: the client's hours never give the time"
    )
    at_risk_at = DateTimeField(allow_null=True)
    stopped_at = DateTimeField(allow_null=True)
    is_late = BooleanField()
    target_seconds = IntegerField()
    elapsed_seconds = IntegerField()
    left_seconds = IntegerField()
    computed = StretchTold(many=True)


class ClocksTold(Shape):
    results = ClockTold(many=True)
