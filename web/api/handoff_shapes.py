"""Handoffs as they are told."""

from rest_framework import serializers
from rest_framework.serializers import CharField, DateTimeField, IntegerField

from web.api.fields import OneOf
from web.api.people_shapes import Paged

Shape = serializers.Serializer[None]
STATES = ("waiting", "all")


class HandoffTold(Shape):
    id = IntegerField()
    schedule = IntegerField(help_text="the schedule's id")
    member = CharField(help_text="who comes on call: an e-mail address")
    start = DateTimeField()
    end = DateTimeField(
        allow_null=True,
        help_text="as it was when they were told; null: not known yet, or not within six weeks",
    )
    asked_at = DateTimeField(allow_null=True, help_text="when they were last asked to confirm")
    told_at = DateTimeField(allow_null=True, help_text="when they were told at the handoff")
    confirmed_at = DateTimeField(allow_null=True)
    confirmed_how = CharField(
        allow_blank=True, help_text="text, page, api or awake (a key, or an incident taken)"
    )
    missed_told_at = DateTimeField(
        allow_null=True, help_text="when others were told that they have not confirmed"
    )


class HandoffsTold(Paged):
    results = HandoffTold(many=True)


class HandoffsAsked(Shape):
    """The query of handoffs."""

    state = OneOf(
        list(STATES), required=False, default="all", help_text="waiting: asked, and not confirmed yet"
    )
    cursor = CharField(required=False, help_text="from `next` or `previous`")
