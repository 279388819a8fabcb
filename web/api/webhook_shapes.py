"""Webhooks and their deliveries as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import (
    BooleanField,
    CharField,
    DateTimeField,
    IntegerField,
    JSONField,
    ListField,
)

from routing.webhook_events import EVENTS
from web.api.fields import OneOf, Text
from web.api.people_shapes import Edited
from web.api.source_shapes import NOTE

Shape = serializers.Serializer[None]
ADDRESS = "begins with https://, and is no address of a private network"


class WebhookTold(Shape):
    id = IntegerField()
    url = CharField()
    events = ListField(child=CharField(), help_text=f"of {', '.join(EVENTS)}")
    state = CharField(help_text="on; off: by a person; failed: by us, after three days without an answer")
    secret_prefix = CharField(help_text="how its secret begins")
    failures = IntegerField(help_text="in a row")
    failing_since = DateTimeField(allow_null=True)
    rests_until = DateTimeField(allow_null=True, help_text="nothing is tried before")
    last_status = CharField(allow_null=True, help_text="of the newest delivery")
    last_at = DateTimeField(allow_null=True)
    created_at = DateTimeField()
    edition = CharField()


class WebhooksTold(Shape):
    results = WebhookTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class WebhookMade(WebhookTold):
    """With its secret, in this answer alone; null where an Idempotency-Key is repeated."""

    secret = CharField(allow_null=True)
    note = CharField(allow_blank=True, help_text=NOTE)


def events(**more: object) -> ListField:
    """What a webhook is told of."""
    return ListField(child=OneOf(list(EVENTS)), min_length=1, max_length=50, required=False, **more)  # type: ignore[arg-type]


class WebhookNew(Shape):
    """We POST JSON there, signed with the secret. Without `events`, it is told of all."""

    url = Text(max_length=500, help_text=ADDRESS)
    events = events(default=list(EVENTS))


class WebhookChange(Edited):
    """What is not sent stays. What waits goes to the new address."""

    url = Text(max_length=500, required=False, help_text=ADDRESS)
    events = events()


class DeliveryTold(Shape):
    id = CharField()
    event_id = CharField(help_text="the same for every webhook and every replay")
    event = CharField()
    incident = IntegerField(allow_null=True, help_text="number; null: a test")
    is_replay = BooleanField()
    status = CharField(help_text="queued, sending, delivered or failed")
    tries = IntegerField()
    answer_status = IntegerField(allow_null=True, help_text="what your program answered last")
    reason = CharField(allow_blank=True, help_text="why the last try failed")
    created_at = DateTimeField()
    tried_at = DateTimeField(allow_null=True)
    due_at = DateTimeField(allow_null=True, help_text="when it is tried next; null: it has ended")
    ended_at = DateTimeField(allow_null=True)


class DeliveriesTold(Shape):
    results = DeliveryTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class DeliveryWhole(DeliveryTold):
    body = JSONField(allow_null=True, help_text="what was sent; null before the first try")
    answer = CharField(allow_blank=True, help_text="the beginning of what came back")
