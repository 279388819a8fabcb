"""Agreements as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import CharField, DateField, DateTimeField, IntegerField

from sla.models import LINES
from web.api.fields import LocalDate, OneOf, Whole
from web.api.people_shapes import Edited, Paged

Shape = serializers.Serializer[None]
LAST_DAY = "the last day it holds; null: no end"


class AgreementTold(Shape):
    """Local dates of the client; both belong to it."""

    id = IntegerField()
    tier = IntegerField(help_text="the tier's id")
    tier_name = CharField()
    version = IntegerField(help_text="of the tier, the one agreed on")
    site = IntegerField(allow_null=True, help_text="the site's id; null: the whole client")
    service_line = CharField(allow_null=True, help_text="null: all")
    starts_on = DateField()
    ends_on = DateField(allow_null=True, help_text=LAST_DAY)
    suspended_at = DateTimeField(allow_null=True, help_text="since when it promises nothing")
    edition = CharField()


class AgreementsTold(Paged):
    results = AgreementTold(many=True)


class AgreementNew(Shape):
    """On the newest version of a tier. A site's or a service line's own one goes before the whole client's."""

    tier = Whole(help_text="a tier's id")
    starts_on = LocalDate(required=False, help_text="default: today where the client is")
    ends_on = LocalDate(required=False, allow_null=True, default=None, help_text=LAST_DAY)
    site = Whole(
        required=False, allow_null=True, default=None, help_text="a site's id; null: the whole client"
    )
    service_line = OneOf(list(LINES), required=False, allow_null=True, default=None, help_text="null: all")


class AgreementChange(Edited):
    """What is not sent stays. Another tier is another agreement: end this one, or renew it."""

    starts_on = LocalDate(required=False)
    ends_on = LocalDate(required=False, allow_null=True, help_text=LAST_DAY)


class End(Shape):
    ends_on = LocalDate(required=False, help_text="the last day it holds; default: today where the client is")


class Renew(Shape):
    """The next one, for the same site and service line. One without an end ends the day before."""

    tier = Whole(required=False, help_text="a tier's id; default: the same tier, its newest version")
    starts_on = LocalDate(
        required=False, help_text="default: the day after the last one, or today where the client is"
    )
    ends_on = LocalDate(required=False, allow_null=True, default=None, help_text=LAST_DAY)
