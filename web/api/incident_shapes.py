"""What is done to an incident besides paging, and what belongs to it, as it is asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField, ListField

from sla.alert_classes import LONGEST_SAID
from sla.priority import Priority
from web.api.answers import Incident
from web.api.asked import words
from web.api.body import LARGEST
from web.api.fields import Instant, Line, OneOf, Text, Truth, Whole

Shape = serializers.Serializer[None]
MOST_AT_ONCE = 50
LARGEST_NUMBER = 999_999_999


class InNameOf(Shape):
    """In whose name it is done."""

    member = Text(
        max_length=254, required=False, allow_null=True, default=None,
        help_text="in whose name, by e-mail address, or partner:7; not needed where the token is a member's",
    )  # fmt: skip


class NoteWanted(InNameOf):
    """A note for colleagues; the client never sees it."""

    text = Text(max_length=5_000)


class MergeWanted(InNameOf):
    """Which incident goes on for both."""

    into = Whole(min_value=1, max_value=LARGEST_NUMBER, help_text="its number")


class StepMeant(InNameOf):
    """A step of the incident's runbook."""

    position = Whole(min_value=1, max_value=9_999, help_text="as `runbook/` counts them")
    runbook_id = Whole(
        min_value=1, max_value=LARGEST, required=False, allow_null=True, default=None,
        help_text="`id` of `runbook/`: refused where the incident has another one by now; null: the one it has",
    )  # fmt: skip


class FactsWanted(InNameOf):
    """What is known better now; what is not sent stays."""

    priority = OneOf(words(Priority), required=False)
    client = Text(max_length=60, required=False, help_text="a client's code, where none is known yet")
    site = Text(max_length=120, required=False, help_text="a site's name or id, where none is known yet")
    alert_class = Line(
        max_length=LONGEST_SAID, required=False, allow_blank=True, help_text="such as ups: it gets the runbook for that"
    )  # fmt: skip
    remember = Truth(
        required=False, default=False,
        help_text="what its alerts call the client is this client's id from now on; owners and managers",
    )  # fmt: skip


class PinSaid(InNameOf):
    """What a caller says to prove who they are."""

    contact = Whole(help_text="the id of a contact of its client")
    pin = Text(max_length=20)


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
    role = CharField(allow_null=True, help_text="as in runbooks; null: nobody in particular")
    responsible = CharField(allow_blank=True, help_text="who does it in words, beside the role")
    link = CharField(allow_blank=True)
    due_at = DateTimeField(allow_null=True, help_text="counted from when it was taken")
    done_by = CharField(allow_null=True, help_text="e-mail address")
    done_at = DateTimeField(allow_null=True)


class StepDoneBefore(Shape):
    text = CharField()
    done_by = CharField(help_text="e-mail address, or partner:7")
    done_at = DateTimeField()


class StepsTold(Shape):
    id = IntegerField(allow_null=True, help_text="its runbook as it was when the incident got it")
    title = CharField(allow_null=True, help_text="null: it has no runbook")
    link = CharField(allow_blank=True)
    steps = StepTold(many=True)
    done_before = StepDoneBefore(many=True, help_text="steps of a runbook it had before more was known of it")


class AskTold(Shape):
    member = CharField(help_text="e-mail address, or partner:7")
    channel = CharField(help_text="sms or voice")
    after_seconds = IntegerField(help_text="after `at`")


class ComingTold(Shape):
    at = DateTimeField()
    what = CharField(
        help_text="ring: a page on its way; asked: a sign of life; owner: the snooze is over; step; fallback; everybody; desk"
    )
    ways = AskTold(many=True, help_text="whom it reaches; empty: nobody")


class NextTold(Shape):
    results = ComingTold(many=True)


class IncidentDone(Incident):
    undo = CharField(
        allow_null=True,
        help_text="send it to `undo/` within a minute to take this back; null: it can't be",
    )


class UndoWanted(InNameOf):
    """What is taken back."""

    undo = Text(max_length=2_000, help_text="from the answer to what was done")


class BulkWanted(InNameOf):
    """`verb`, which incidents, and what the verb asks for when it is sent to one."""

    verb = OneOf(["acknowledge", "resolve", "snooze", "reassign"])
    incidents = ListField(
        child=Whole(min_value=1, max_value=LARGEST_NUMBER), min_length=1, max_length=MOST_AT_ONCE,
        help_text=f"their numbers, at most {MOST_AT_ONCE}",
    )  # fmt: skip
    reason = Text(max_length=5_000, required=False, help_text="resolve: what was done")
    minutes = Whole(min_value=0, max_value=100_000, required=False, allow_null=True, help_text="resolve")
    billable = Truth(required=False, allow_null=True, help_text="resolve")
    until = Instant(required=False, help_text="snooze: when people are paged again")
    to = Text(max_length=254, required=False, help_text="reassign: a member's e-mail address, or partner:7")


class DoneTold(Shape):
    number = IntegerField()
    reference = CharField()
    status = CharField(help_text="as it stands now")
    is_done = BooleanField()
    detail = CharField(allow_blank=True, help_text="why it was not done")
    has_it = CharField(allow_null=True, help_text="e-mail address (or partner:7) of who has it now")
    undo = CharField(allow_null=True, help_text="as in the answer of the verb")


class BulkTold(Shape):
    results = DoneTold(many=True)
