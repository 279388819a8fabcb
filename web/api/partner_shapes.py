"""Partners as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import CharField, IntegerField

from accounts.actions.partners import NAME_LENGTH
from web.api.fields import Text
from web.api.people_shapes import Edited

Shape = serializers.Serializer[None]


class PartnerTold(Shape):
    id = IntegerField()
    handle = CharField(help_text="what it is called where a member is called by e-mail address: partner:7")
    name = CharField()
    time_zone = CharField()
    email = CharField(allow_blank=True, help_text="of its desk, for what can wait")
    edition = CharField()


class PartnersTold(Shape):
    results = PartnerTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class PartnerNew(Shape):
    """Pages reach it once a phone of its desk is verified."""

    name = Text(max_length=NAME_LENGTH)
    time_zone = Text(max_length=64)
    email = Text(max_length=254, required=False, default="", allow_blank=True)


class PartnerChange(Edited):
    """What is not sent stays."""

    name = Text(max_length=NAME_LENGTH, required=False)
    time_zone = Text(max_length=64, required=False)
    email = Text(max_length=254, required=False, allow_blank=True)


class PartnerArchived(Shape):
    partner = CharField(help_text="its handle")
    successor = CharField(allow_null=True, help_text="e-mail address")
    dropped_overrides = serializers.ListField(
        child=CharField(), help_text="clashed with others of the successor"
    )
