"""What is done to an incident besides paging, and what belongs to it, as it is asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField, ListField

from web.api.fields import Text, Whole

Shape = serializers.Serializer[None]
LARGEST_NUMBER = 999_999_999


class InNameOf(Shape):
    """`member`: in whose name, by e-mail address; not needed where the token is a member's."""

    member = Text(max_length=254, required=False, allow_null=True, default=None)


class NoteWanted(InNameOf):
    """A note for colleagues; the client never sees it."""

    text = Text(max_length=5_000)


class MergeWanted(InNameOf):
    """Which incident goes on for both."""

    into = Whole(min_value=1, max_value=LARGEST_NUMBER, help_text="its number")


class StepMeant(InNameOf):
    """A step of the incident's runbook."""

    position = Whole(min_value=1, max_value=9_999, help_text="as `runbook/` counts them")


class UpdateMeant(Shape):
    """What the client should know, and where it goes."""

    text = Text(max_length=2_000)
    ways = ListField(
        child=Text(max_length=300), allow_empty=False, max_length=50, required=False, allow_null=True, default=None,
        help_text="keys of `update/`, such as sms:+12125550142; null: to whoever reported it",
    )  # fmt: skip


class UpdateWanted(UpdateMeant, InNameOf):
    """What the client should know, where it goes, and in whose name."""


class ClientWayTold(Shape):
    key = CharField(help_text="what `ways` calls it")
    channel = CharField(help_text="sms or email")
    address = CharField()
    name = CharField(allow_blank=True)
    asked = BooleanField(help_text="whoever reported it wants to be answered there")


class ClientWaysTold(Shape):
    ways = ClientWayTold(many=True)


class DraftTold(Shape):
    channel = CharField(help_text="sms or email")
    address = CharField()
    subject = CharField(allow_blank=True, help_text="of a mail")
    body = CharField(help_text="word for word")
    segments = IntegerField(allow_null=True, help_text="of a text: how many messages long")


class DraftsTold(Shape):
    messages = DraftTold(many=True)


class StepTold(Shape):
    position = IntegerField()
    text = CharField()
    responsible = CharField(allow_blank=True, help_text="a role")
    link = CharField(allow_blank=True)
    due_at = DateTimeField(allow_null=True, help_text="counted from when it was taken")
    done_by = CharField(allow_null=True, help_text="e-mail address")
    done_at = DateTimeField(allow_null=True)


class StepsTold(Shape):
    title = CharField(allow_null=True, help_text="null: it has no runbook")
    link = CharField(allow_blank=True)
    steps = StepTold(many=True)
