"""SLA tiers as they are asked for and answered: coverage rules, targets, the price of a call-out, versions."""

from typing import Any

from django.core.validators import RegexValidator, URLValidator
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField, ListField

from hours.calendar import Band
from sla.facts import Outcome, Runs, ServiceLine
from sla.priority import Priority
from web.api.asked import words
from web.api.fields import Line, LocalDate, OneOf, Text, Truth, Whole
from web.api.people_shapes import Edited, Paged, PagesAsked

Shape = serializers.Serializer[None]
A_YEAR, A_DAY = 31_536_000, 1440  # seconds, minutes


class RuleTold(Shape):
    service_line = CharField(help_text="help_desk, monitoring or security")
    band = CharField(help_text="business_hours, after_hours, weekend or holiday")
    priority = CharField()
    outcome = CharField(help_text="page, queue (to the desk) or consent")
    contain_only = BooleanField(help_text="paged although the client does not pay for it: contain only")


class TargetsTold(Shape):
    priority = CharField()
    acknowledge_seconds = IntegerField(help_text="internal, never promised")
    response_seconds = IntegerField()
    update_seconds = IntegerField()
    resolution_seconds = IntegerField()
    runs = CharField(help_text="24x7; hours: the client's business hours; days: whole business days of 86400")


class CallOutTold(Shape):
    rate_cents = IntegerField(help_text="per hour")
    currency = CharField()
    minimum_minutes = IntegerField()
    increment_minutes = IntegerField()
    terms_url = CharField(help_text="blank: none are named")
    terms_version = CharField()
    business_hours_percent = IntegerField(help_text="of the rate, in this band")
    after_hours_percent = IntegerField()
    weekend_percent = IntegerField()
    holiday_percent = IntegerField()


class VersionTold(Shape):
    number = IntegerField()
    created_at = DateTimeField()
    agreements = IntegerField(help_text="how many are on it")


class TierTold(Shape):
    id = IntegerField()
    name = CharField()
    kind = CharField(
        help_text="ordinary; default: answers for an unknown client; no_agreement: for one without an agreement"
    )
    version = IntegerField(help_text="the newest, or the one that was asked for")
    versions = VersionTold(many=True, help_text="the newest first")
    archived_at = DateTimeField(allow_null=True)
    edition = CharField()


class TiersTold(Paged):
    results = TierTold(many=True)


class TierWhole(TierTold):
    rules = RuleTold(many=True, help_text="all 48: service line x time band x priority")
    targets = TargetsTold(many=True)
    call_out = CallOutTold(allow_null=True, help_text="null: none is sold")


class TiersAsked(PagesAsked):
    """The query of the list."""

    archived = BooleanField(required=False, default=False, help_text="only those offered no more")


class VersionAsked(Shape):
    """The query of one tier."""

    version = IntegerField(
        min_value=1, max_value=2_147_483_647, required=False, help_text="default: the newest"
    )


class RuleWanted(Shape):
    service_line = OneOf(words(ServiceLine))
    band = OneOf(words(Band))
    priority = OneOf(words(Priority))
    outcome = OneOf(words(Outcome))
    contain_only = Truth(required=False, default=False, help_text="of a page")


class TargetsWanted(Shape):
    """In business days (`runs` is days) each is a whole number of days, 86400 seconds."""

    priority = OneOf(words(Priority))
    acknowledge_seconds = Whole(min_value=1, max_value=A_YEAR)
    response_seconds = Whole(min_value=1, max_value=A_YEAR)
    update_seconds = Whole(min_value=1, max_value=A_YEAR)
    resolution_seconds = Whole(min_value=1, max_value=A_YEAR)
    runs = OneOf(words(Runs))


class CallOutWanted(Shape):
    """What a technician costs outside the agreement."""

    rate_cents = Whole(min_value=1, max_value=10_000_000, help_text="per hour")
    currency = Text(
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "Three capital letters: USD.")],
        required=False,
        default="USD",
    )
    minimum_minutes = Whole(min_value=0, max_value=A_DAY, required=False, default=60)
    increment_minutes = Whole(min_value=1, max_value=A_DAY, required=False, default=15)
    business_hours_percent = Whole(
        min_value=10, max_value=1000, required=False, default=100, help_text="of the rate, in this band"
    )
    after_hours_percent = Whole(min_value=10, max_value=1000, required=False, default=100)
    weekend_percent = Whole(min_value=10, max_value=1000, required=False, default=100)
    holiday_percent = Whole(min_value=10, max_value=1000, required=False, default=100)
    terms_url = Text(
        validators=[URLValidator(message="An address that begins with https://.", schemes=["https", "http"])],
        max_length=300, required=False, default="", allow_blank=True,
        help_text="whoever orders a call-out accepts these terms",
    )  # fmt: skip
    terms_version = Line(max_length=40, required=False, default="", allow_blank=True)

    def validate(self, attrs: Any) -> Any:
        if attrs["terms_version"] and not attrs["terms_url"]:
            raise ValidationError(
                {"terms_url": "Say where the terms are to be read, or leave their version out."}
            )
        return attrs


class Promised(Shape):
    """The rules and targets that are named here; the others are as they were."""

    rules = ListField(child=RuleWanted(), max_length=48, required=False)
    targets = ListField(child=TargetsWanted(), max_length=4, required=False)
    call_out = CallOutWanted(required=False, allow_null=True, help_text="null: none is sold")


class TierNew(Promised):
    """What is not said is as in the tier `like`; without one it goes to the desk, with the targets that ship."""

    name = Line(max_length=80)
    like = Whole(required=False, allow_null=True, default=None, help_text="a tier's id")


class TierChange(Promised, Edited):
    """What is not sent stays. Another promise is a new version; agreements stay on theirs until they are moved."""

    name = Line(max_length=80, required=False)


class Move(Shape):
    """Without `agreements` all that are on an earlier version."""

    starts_on = LocalDate(help_text="a local date where the client is, today or later")
    agreements = ListField(child=Whole(), max_length=2000, required=False, help_text="their ids")


class Moved(Shape):
    version = IntegerField()
    moved = IntegerField(help_text="how many agreements go by it from that day on")
