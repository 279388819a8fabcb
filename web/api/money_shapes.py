"""Work, bills and pay as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateField, DateTimeField, IntegerField

from web.api.fields import Instant, Line, LocalDate, Text, Truth, Whole
from web.api.people_shapes import Paged, PagesAsked
from web.api.tier_shapes import A_DAY, CallOutTold

Shape = serializers.Serializer[None]
BAND = "business_hours, after_hours, weekend or holiday; null: up to the minimum and whole increments"


class WorkTold(Shape):
    id = IntegerField()
    member = CharField(
        allow_null=True, help_text="e-mail address, or partner:7; null: a program said how long"
    )
    started_at = DateTimeField()
    ended_at = DateTimeField()
    minutes = IntegerField()
    billable = BooleanField(allow_null=True, help_text="null: by the agreement and what was accepted")
    note = CharField(allow_blank=True)
    proposed = BooleanField(help_text="read from who took it until when; nobody has said yet that it is so")
    written_by = CharField()
    written_at = DateTimeField()


class BillLineTold(Shape):
    ground = CharField(help_text="why it is billed, or not; see docs/money.md")
    billable = BooleanField()
    band = CharField(allow_null=True, help_text=BAND)
    minutes = IntegerField()
    percent = IntegerField(help_text="of the rate")
    amount_cents = IntegerField()


class BillTold(Shape):
    """One incident, whole."""

    incident = IntegerField()
    reference = CharField()
    client = CharField(allow_null=True, help_text="its code")
    minutes = IntegerField(help_text="worked")
    charged_minutes = IntegerField(help_text="billed, rounded up")
    amount_cents = IntegerField(help_text="before tax")
    currency = CharField(allow_blank=True)
    price = CallOutTold(
        allow_null=True, help_text="what was accepted, else the tier's; null: nothing says it"
    )
    receipt = CharField(allow_blank=True)
    proposed = BooleanField()
    lines = BillLineTold(many=True)


class WorkOfIncident(BillTold):
    results = WorkTold(many=True)


class BillsTold(Paged):
    results = BillTold(many=True)


class WorkSaid(Shape):
    """`ended_at` or `minutes`: one of the two."""

    member = Text(
        max_length=254, required=False, allow_null=True, default=None,
        help_text="whose work, by e-mail address or partner:7; default: of whose own the token is",
    )  # fmt: skip
    started_at = Instant()
    ended_at = Instant(required=False)
    minutes = Whole(min_value=1, max_value=10_080, required=False)
    billable = Truth(required=False, allow_null=True, default=None)
    note = Line(max_length=500, required=False, allow_blank=True, default="")


class RangeAsked(PagesAsked):
    """Local dates of the organization, both belong to it."""

    since = LocalDate(help_text="the first day")
    until = LocalDate(help_text="the last day")


class PayLineTold(Shape):
    member = CharField(help_text="e-mail address, or partner:7")
    name = CharField()
    line = CharField(help_text="standby, work, pages or wakes")
    incident = CharField(allow_blank=True, help_text="the reference, of work")
    since = DateTimeField()
    until = DateTimeField()
    band = CharField(allow_null=True, help_text=f"{BAND}; null of pages and wakes")
    minutes = IntegerField()
    count = IntegerField(help_text="of pages and wakes")
    percent = IntegerField(help_text="of the rate")
    rate_cents = IntegerField(allow_null=True, help_text="per hour; null: no rate holds")
    currency = CharField(allow_blank=True)
    amount_cents = IntegerField()
    proposed = BooleanField()


class PayTold(Shape):
    since = DateField()
    until = DateField()
    results = PayLineTold(many=True)


class PayRateTold(Shape):
    id = IntegerField()
    member = CharField(allow_null=True, help_text="null: everybody without a rate of their own")
    starts_on = DateField()
    standby_cents = IntegerField(help_text="an hour on call")
    work_cents = IntegerField(help_text="an hour of work")
    currency = CharField()
    minimum_minutes = IntegerField()
    increment_minutes = IntegerField()
    business_hours_percent = IntegerField(help_text="of both, in this band of the organization's calendar")
    after_hours_percent = IntegerField()
    weekend_percent = IntegerField()
    holiday_percent = IntegerField()


class PayRatesTold(Paged):
    results = PayRateTold(many=True)


class PayRateWanted(Shape):
    member = Text(
        max_length=254,
        required=False,
        allow_null=True,
        default=None,
        help_text="null: everybody without a rate of their own",
    )
    starts_on = LocalDate()
    standby_cents = Whole(min_value=0, max_value=10_000_000)
    work_cents = Whole(min_value=0, max_value=10_000_000)
    currency = serializers.RegexField(
        r"^[A-Z]{3}\Z",
        required=False,
        default="USD",
        error_messages={"invalid": "Three capital letters: USD."},
    )
    minimum_minutes = Whole(min_value=0, max_value=A_DAY, required=False, default=0)
    increment_minutes = Whole(min_value=1, max_value=A_DAY, required=False, default=1)
    business_hours_percent = Whole(min_value=0, max_value=1000, required=False, default=100)
    after_hours_percent = Whole(min_value=0, max_value=1000, required=False, default=100)
    weekend_percent = Whole(min_value=0, max_value=1000, required=False, default=100)
    holiday_percent = Whole(min_value=0, max_value=1000, required=False, default=100)
