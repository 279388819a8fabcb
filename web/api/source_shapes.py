"""Sources and what came from them, as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField, ListField

from routing.actions.integration_edit import LONGEST_OVERLAP
from routing.models.choices import LINES
from web.api.answers import Decision, WouldPage
from web.api.fields import OneOf, Text, Whole
from web.api.people_shapes import Edited

Shape = serializers.Serializer[None]
CLIENT = "the code of the client whose alerts all of them are; null: each alert says which"
NOTE = "empty, or why the secret is not here"


class SourceTold(Shape):
    id = IntegerField()
    name = CharField()
    state = CharField(help_text="listening: what comes is kept and wakes nobody; live")
    client = CharField(allow_null=True, help_text=CLIENT)
    service_line = CharField(help_text="where the alert itself names none")
    key_prefix = CharField(help_text="how its key begins")
    old_key_prefix = CharField(allow_null=True, help_text="of a former key that still works")
    old_key_until = DateTimeField(allow_null=True)
    last_event_at = DateTimeField(allow_null=True, help_text="null: nothing came yet")
    events_in_24_hours = IntegerField()
    created_at = DateTimeField()
    edition = CharField()


class SourcesTold(Shape):
    results = SourceTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class SourceMade(SourceTold):
    """With its key, in this answer alone; null where an Idempotency-Key is repeated."""

    key = CharField(allow_null=True)
    address = CharField(allow_null=True, help_text="where the tool sends its alerts: the key is in it")
    note = CharField(allow_blank=True, help_text=NOTE)


class SourceNew(Shape):
    """It listens first: what comes is kept and wakes nobody until it is set live."""

    name = Text(max_length=80, help_text="what sends the alerts, as pages name it")
    client = Text(max_length=60, required=False, allow_null=True, default=None, help_text=CLIENT)
    service_line = OneOf(list(LINES), required=False, default="monitoring")


class SourceChange(Edited):
    """What is not sent stays."""

    name = Text(max_length=80, required=False)
    client = Text(max_length=60, required=False, allow_null=True, help_text=CLIENT)
    service_line = OneOf(list(LINES), required=False)


class KeyWanted(Shape):
    overlap_seconds = Whole(
        min_value=0, max_value=int(LONGEST_OVERLAP.total_seconds()), required=False, default=86_400,
        help_text="how long the old key still works",
    )  # fmt: skip


class EventTold(Shape):
    id = CharField()
    received_at = DateTimeField()
    key_prefix = CharField(allow_blank=True, help_text="of the key it came with")
    outcome = CharField(
        allow_null=True, help_text="what became of it, such as opened, repeated, resolved, listened; null: not handled yet"
    )  # fmt: skip
    incident = IntegerField(allow_null=True, help_text="number")
    understood = CharField(help_text="alert, test or unreadable")
    summary = CharField(allow_blank=True, help_text="of an alert; else why it is none")
    action = CharField(allow_null=True, help_text="trigger, acknowledge or resolve")
    priority = CharField(allow_null=True)
    severity = CharField(allow_blank=True, help_text="the sender's word")
    client_word = CharField(allow_blank=True, help_text="the sender's word for the client")
    dedup_key = CharField(allow_null=True, help_text="null: each one is a new alert")
    warnings = ListField(child=CharField())


class EventsTold(Shape):
    results = EventTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class EventWhole(EventTold):
    """What came, and what it would do if it came now and its source were live."""

    raw = CharField(allow_blank=True, help_text="as it came, passwords and keys hidden")
    raw_is_cut = BooleanField()
    client = CharField(allow_null=True, help_text="the client's code; null: not identified")
    site = CharField(allow_null=True, help_text="name")
    could_be = ListField(child=CharField(), help_text="names of clients that the sender's word fits alike")
    service_line = CharField()
    nothing_because = CharField(allow_blank=True, help_text="why it would page nobody at any hour")
    decision = Decision(allow_null=True)
    would_page = WouldPage(many=True)
