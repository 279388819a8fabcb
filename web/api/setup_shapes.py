"""Policies, routes, the fallback, the organization and the audit as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import (
    BooleanField,
    CharField,
    DateTimeField,
    IntegerField,
    JSONField,
    ListField,
)

from routing.models.choices import LINES, PRIORITIES
from web.api.fields import Instant, OneOf, Text, Truth, Whole
from web.api.people_shapes import Edited

Shape = serializers.Serializer[None]


class PolicyTarget(Shape):
    """Whoever is on call in a schedule, or one member: one of the two."""

    schedule = IntegerField(allow_null=True)
    member = CharField(allow_null=True, help_text="e-mail address, or partner:7")


class PolicyStep(Shape):
    wait_seconds = IntegerField()
    targets = PolicyTarget(many=True)


class PolicyTold(Shape):
    id = IntegerField()
    name = CharField()
    rounds = IntegerField()
    later_rounds_at_once = BooleanField()
    steps = PolicyStep(many=True)
    edition = CharField()


class PoliciesTold(Shape):
    results = PolicyTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class TargetWanted(Shape):
    """Name a schedule by its id, or a member by e-mail address (a partner as partner:7): one of the two."""

    schedule = Whole(required=False, allow_null=True, default=None)
    member = Text(max_length=254, required=False, allow_null=True, default=None)


class StepWanted(Shape):
    wait_seconds = Whole(help_text="30 to 86400")
    targets = TargetWanted(many=True, help_text="paged together")


class PolicyWanted(Shape):
    name = Text(max_length=80)
    rounds = Whole(min_value=1, max_value=10, required=False, default=2)
    later_rounds_at_once = Truth(required=False, default=False)
    steps = StepWanted(many=True)


class PolicyChange(PolicyWanted, Edited):
    """The whole policy as it is to be. Incidents that are open keep the one they began with."""


class RouteTold(Shape):
    id = IntegerField()
    client = CharField(allow_null=True, help_text="the client's code; null: all")
    service_line = CharField(allow_null=True, help_text="null: all")
    priority = CharField(allow_null=True, help_text="null: all")
    policy = IntegerField()


class RoutesTold(Shape):
    results = RouteTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class RouteNew(Shape):
    """Which policy serves a case; what is null or not sent means all."""

    client = Text(max_length=60, required=False, allow_null=True, default=None, help_text="a client's code")
    service_line = OneOf(list(LINES), required=False, allow_null=True, default=None)
    priority = OneOf(list(PRIORITIES), required=False, allow_null=True, default=None)
    policy = Whole(help_text="a policy's id")


class FallbackTold(Shape):
    members = ListField(child=CharField(), help_text="e-mail addresses, or partner:7, in order")
    interval_seconds = IntegerField()
    edition = CharField()


class FallbackWanted(Edited):
    """The whole chain. `alone`: one person says that nobody stands behind them; needed once."""

    members = ListField(child=Text(max_length=254), min_length=1, max_length=20)
    interval_seconds = Whole()
    alone = Truth(required=False, default=False)


class OrganizationTold(Shape):
    slug = CharField()
    shared_form = CharField(help_text="the form's address for whoever does not know their client's own")
    name = CharField()
    time_zone = CharField()
    country = CharField()
    language = CharField()
    incident_prefix = CharField()
    client_phone = CharField(allow_blank=True)
    names_shown_to_clients = BooleanField()
    fallback_interval_seconds = IntegerField()
    swaps_need_a_yes = BooleanField(help_text="a manager's")
    handoff_hours_before = IntegerField(help_text="who comes on call is told ahead; 0: at the handoff alone")
    week_mail_day = IntegerField(
        allow_null=True, help_text="of the mail with who is on call: 0 is Monday; null: no mail"
    )
    week_mail_hour = IntegerField(help_text="where the organization is")
    night_mail_hour = IntegerField(
        allow_null=True, help_text="of the mail to the owners about last night; null: no mail"
    )
    night_mail_when_quiet = BooleanField(help_text="also when nothing came")
    edition = CharField()


class OrganizationChange(Edited):
    """What is not sent stays."""

    name = Text(max_length=120, required=False)
    time_zone = Text(max_length=64, required=False)
    country = Text(max_length=2, required=False)
    language = Text(max_length=8, required=False)
    incident_prefix = Text(max_length=6, required=False)
    client_phone = Text(max_length=16, required=False, allow_blank=True, help_text="E.164; empty: none")
    names_shown_to_clients = Truth(required=False)
    shared_form_is_open = Truth(required=False)
    fallback_interval_seconds = Whole(required=False)
    swaps_need_a_yes = Truth(required=False)
    handoff_hours_before = Whole(required=False, help_text="0 to 24")
    week_mail_day = Whole(required=False, allow_null=True, help_text="0 (Monday) to 6; null: no mail")
    week_mail_hour = Whole(required=False, help_text="0 to 23")
    night_mail_hour = Whole(required=False, allow_null=True, help_text="0 to 11; null: no mail")
    night_mail_when_quiet = Truth(required=False)


class AuditAsked(Shape):
    """The query of the audit."""

    member = Text(max_length=254, required=False, help_text="who did it: an e-mail address, or partner:7")
    verb = Text(max_length=60, required=False)
    object_kind = Text(max_length=40, required=False)
    object_id = Text(max_length=64, required=False)
    since = Instant(required=False)
    until = Instant(required=False, help_text="before this instant")
    cursor = CharField(required=False, help_text="from `next` or `previous`")


class AuditLine(Shape):
    id = IntegerField()
    at = DateTimeField()
    actor_kind = CharField(help_text="member, token, command, contact or system")
    actor = CharField(allow_blank=True)
    verb = CharField()
    object_kind = CharField()
    object_id = CharField()
    before = JSONField(help_text="an object or null")
    after = JSONField(help_text="an object or null")
    reason = CharField(allow_blank=True)
    address = CharField(allow_null=True)


class AuditTold(Shape):
    results = AuditLine(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)
