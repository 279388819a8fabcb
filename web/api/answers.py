"""The shapes of the API's answers, for its schema; what fills them is in `telling`."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField, ListField

from web.api.tier_shapes import CallOutTold

Shape = serializers.Serializer[None]


class Decision(Shape):
    at = DateTimeField()
    outcome = CharField(help_text="page, queue or consent")
    band = CharField(help_text="business_hours, after_hours, weekend or holiday")
    reasons = ListField(child=CharField())
    agreement = CharField(allow_null=True, help_text="tier and version agreed on; null without an agreement")
    acknowledge_due_at = DateTimeField(allow_null=True)
    response_due_at = DateTimeField(allow_null=True)
    resolution_due_at = DateTimeField(allow_null=True)
    next_opening_at = DateTimeField(allow_null=True)


class DecisionMade(Decision):
    fact = CharField(help_text="what made it: received, now worse, consent given ...")


class Receipt(Shape):
    at = DateTimeField()
    name = CharField()
    role = CharField(allow_blank=True)
    verified_by = CharField(help_text="code or link")
    channel = CharField(help_text="sms, voice or email")
    sent_to = CharField(help_text="the number or mail address on file")
    address = CharField(allow_null=True, help_text="the IP address it was accepted from")
    text = CharField(help_text="all that was shown, line by line")
    wording = CharField(help_text="the version of the words")
    digest = CharField(help_text="SHA-256 of the text in UTF-8")


class Consent(Shape):
    status = CharField(help_text="open, accepted, refused, lapsed, overtaken or withdrawn")
    asked_at = DateTimeField()
    ended_at = DateTimeField(allow_null=True)
    ended_by = CharField(allow_null=True)
    opens_at = DateTimeField(help_text="when somebody looks at it without charge")
    call_out = CallOutTold()
    receipt = Receipt(allow_null=True)


class WouldPage(Shape):
    member = CharField(help_text="e-mail address, or partner:7")
    channel = CharField(help_text="sms or voice")
    step = IntegerField(help_text="counts from 1; 0: the fallback")
    round = IntegerField(help_text="counts from 1")
    offset_seconds = IntegerField(help_text="after the receipt")


class Decided(Decision):
    priority = CharField()
    call_out = CallOutTold(
        allow_null=True, help_text="what a technician would cost, where the outcome is consent"
    )
    would_page = WouldPage(many=True)


class Attempt(Shape):
    at = DateTimeField()
    status = CharField(help_text="the provider's word")


class Page(Shape):
    to = CharField(help_text="e-mail address, or partner:7")
    channel = CharField(help_text="sms or voice")
    status = CharField()
    reason = CharField(allow_blank=True)
    attempts = Attempt(many=True)


class Line(Shape):
    at = DateTimeField()
    kind = CharField()
    text = CharField()


class HeldBack(Shape):
    """A request that woke nobody at first."""

    why = CharField(help_text="unidentified, doubtful or machine")
    claim = CharField(help_text="whose it is, as its sender says")
    priority = CharField(help_text="what was asked for")
    held_at = DateTimeField()
    ended_at = DateTimeField(allow_null=True, help_text="null: nobody is called yet")
    ended_how = CharField(
        allow_null=True, help_text="proved (its code came back), released, waited, left (to the desk) or spam"
    )


class Reporter(Shape):
    """Whoever reported an incident or is to be rung about it, as they said."""

    name = CharField()
    phone = CharField(help_text="as a number is dialled, or as typed where it could not be read; empty: none")
    email = CharField()
    is_vip = BooleanField(help_text="a contact on file whom the client calls a VIP")
    language = CharField(
        allow_null=True, help_text="of the form they wrote in: en, es, fr; null: by another way"
    )


class Incident(Shape):
    number = IntegerField()
    reference = CharField(help_text="what people call it: HP-1042")
    status = CharField()
    summary = CharField()
    client = CharField(allow_null=True, help_text="the client's code")
    site = CharField(allow_null=True, help_text="the name of the client's site; null: not known")
    contact = Reporter(allow_null=True, help_text="who reported it; null: nobody is named")
    service_line = CharField()
    alert_class = CharField(allow_null=True, help_text="of which class its alert is, such as ups; null: none")
    priority = CharField()
    received_at = DateTimeField()
    decisions = DecisionMade(many=True, help_text="the last one counts")
    held = HeldBack(allow_null=True, help_text="it woke nobody at first; null: nobody doubted it")
    consent = Consent(allow_null=True, help_text="the newest question about a charge; null: none was asked")
    acknowledged_by = CharField(allow_null=True, help_text="e-mail address, or partner:7")
    acknowledged_at = DateTimeField(allow_null=True)
    responded_at = DateTimeField(allow_null=True)
    resolved_at = DateTimeField(allow_null=True)
    merged_into = IntegerField(allow_null=True, help_text="the number of the incident that goes on for it")
    due_at = DateTimeField(allow_null=True, help_text="when something happens by itself")
    pages = Page(many=True)
    timeline = Line(many=True)


class Incidents(Shape):
    results = Incident(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class OnCall(Shape):
    schedule = CharField()
    on_call = ListField(child=CharField(), help_text="e-mail addresses, or partner:7; empty: nobody")
    until = DateTimeField(allow_null=True, help_text="when that changes; null: not within a year")


class Shift(Shape):
    start = DateTimeField()
    end = DateTimeField()
    on_call = ListField(child=CharField())
    layer = CharField(allow_null=True, help_text="null when several layers put these people on call")


class Gap(Shape):
    start = DateTimeField()
    end = DateTimeField()


class AtInstant(Shape):
    at = DateTimeField()
    on_call = ListField(child=CharField())


class Handoff(Shape):
    layer = CharField()
    at = DateTimeField(allow_null=True)


class Preview(Shape):
    shifts = Shift(many=True)
    gaps = Gap(many=True)
    at = AtInstant(many=True)
    next_handoffs = Handoff(many=True)
