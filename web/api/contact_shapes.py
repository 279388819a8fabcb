"""Contact methods and notification rules as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField

from web.api.fields import OneOf, Text, Truth, Whole
from web.api.people_shapes import Edited

Shape = serializers.Serializer[None]


class MethodTold(Shape):
    id = IntegerField()
    kind = CharField(help_text="phone or email")
    address = CharField(help_text="E.164, or an e-mail address")
    can_text = BooleanField()
    can_call = BooleanField()
    verified_at = DateTimeField(allow_null=True, help_text="null: not paged yet")


class MethodsTold(Shape):
    results = MethodTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class MethodNew(Shape):
    """A phone as its owner writes it, or a mail address for notices. It counts once its code was entered."""

    kind = OneOf(["phone", "email"])
    address = Text(max_length=254)
    can_text = Truth(required=False, default=True, help_text="of a phone")
    can_call = Truth(required=False, default=True, help_text="of a phone")


class CodeAsked(Shape):
    """Without `channel`, by text where texts can go, else by call."""

    channel = OneOf(["sms", "voice", "email"], required=False, allow_null=True, default=None)


class CodeSent(Shape):
    channel = CharField(help_text="sms, voice or email")
    expires_at = DateTimeField()


class CodeEntered(Shape):
    code = Text(max_length=20)


class TestPageAsked(Shape):
    """By text or by call."""

    channel = OneOf(["sms", "voice"])


class TestPageTold(Shape):
    channel = CharField(help_text="sms or voice")
    sent_at = DateTimeField()
    rang_at = DateTimeField(allow_null=True)
    answered_at = DateTimeField(allow_null=True)
    key_pressed_at = DateTimeField(allow_null=True, help_text="of a call: a person is there, no voicemail")
    ended_at = DateTimeField(allow_null=True, help_text="null: more news may come")
    status = CharField(help_text="queued, sending, delivered, failed ...")
    reason = CharField(help_text="why it did not come, or answered; may be empty")


class TestPagesTold(Shape):
    results = TestPageTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class WayTold(Shape):
    after_seconds = IntegerField()
    channel = CharField(help_text="sms or voice")
    contact_method = IntegerField()


class RulesTold(Shape):
    priority = CharField()
    as_shipped = BooleanField(help_text="no rules of their own: what ships holds for every verified phone")
    ways = WayTold(many=True)
    edition = CharField()


class AllRulesTold(Shape):
    results = RulesTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class WayWanted(Shape):
    after_seconds = Whole(min_value=0, max_value=3600)
    channel = OneOf(["sms", "voice"])
    contact_method = Whole(help_text="the id of a verified phone of theirs")


class RulesWanted(Edited):
    """All ways of a priority as they are to be; an empty list brings back what ships."""

    ways = WayWanted(many=True)
