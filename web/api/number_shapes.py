"""Numbers and the account that sends, as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField

from delivery.models import ChannelState, PhoneNumber
from web.api.fields import OneOf, Text, Truth
from web.api.people_shapes import Edited

Shape = serializers.Serializer[None]
STATE = "on; pending: being registered, not used yet; off"


class NumberTold(Shape):
    id = IntegerField()
    number = CharField(help_text="E.164")
    purpose = CharField(
        help_text="paging: technicians are texted and called from it; client: clients reach it"
    )
    sms_state = CharField(help_text=STATE)
    voice_state = CharField(help_text=STATE)
    own_account = BooleanField(help_text="sent by an account of your own, not the platform's")
    text_address = CharField(help_text="where the provider sends texts that come to it")
    call_address = CharField(help_text="where the provider sends calls that come to it")
    edition = CharField()


class NumbersTold(Shape):
    results = NumberTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class OtherNumber(Shape):
    """A number of the account that sends now: it is looked up there, and its webhooks are pointed here."""

    number = Text(max_length=40)
    sms_state = OneOf(ChannelState.values, help_text="in the US, pending until the number is registered")
    voice_state = OneOf(ChannelState.values, required=False, default=ChannelState.ON.value)


class NumberNew(OtherNumber):
    """The first of its purpose."""

    purpose = OneOf(PhoneNumber.Purpose.values)


class NumberChange(Edited):
    """What is not sent stays. One channel of the paging number is always on."""

    sms_state = OneOf(ChannelState.values, required=False)
    voice_state = OneOf(ChannelState.values, required=False)


class Registered(Shape):
    changed = BooleanField(help_text="false: it pointed here already")


class AccountTold(Shape):
    """`account_sid` null: the platform's account sends, as far as there is one."""

    account_sid = CharField(allow_null=True)
    opened_at = DateTimeField(allow_null=True)
    old_token_counts = BooleanField(help_text="what is signed with the token before counts too")


class AccountNew(Shape):
    """Your own account at Twilio. Its token is kept sealed and told to nobody."""

    account_sid = Text(max_length=34, help_text="AC and 32 digits and letters from a to f")
    token = Text(max_length=128, help_text="the auth token: no API key signs what comes from Twilio")


class TokenWanted(Shape):
    token = Text(max_length=128)
    keep_old = Truth(
        required=False, default=True, help_text="what is signed with the token until now counts as well"
    )
