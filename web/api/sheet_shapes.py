"""The written sheet as it is asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    IntegerField,
    ListField,
)

from sla.actions.sheets import LONGEST_DAYS
from web.api.fields import Whole

Shape = serializers.Serializer[None]


class SheetTable(Shape):
    head = ListField(child=CharField())
    rows = ListField(child=ListField(child=CharField(allow_blank=True)))


class SheetSection(Shape):
    key = CharField()
    title = CharField()
    sentences = ListField(child=CharField())
    table = SheetTable(allow_null=True)


class SheetAccepted(Shape):
    """Kept for good, with the whole text."""

    name = CharField(help_text="as typed")
    at = DateTimeField()
    tier_name = CharField()
    version = IntegerField()
    digest = CharField(help_text="SHA-256 of the sheet that was accepted")
    pdf_digest = CharField(
        allow_null=True, help_text="SHA-256 of its PDF; null: it was accepted before they were kept"
    )


class SheetTold(Shape):
    """As everything stands now, in English."""

    tier_name = CharField()
    version = IntegerField(help_text="of the tier: the one that routes")
    on = DateField()
    digest = CharField(help_text="SHA-256 of this sheet")
    sections = SheetSection(many=True)
    accepted = SheetAccepted(allow_null=True, help_text="of the version that routes; null: not accepted yet")
    earlier = SheetAccepted(allow_null=True, help_text="where that is null, the last one that was accepted")


class SheetSend(Shape):
    contact = Whole(help_text="a contact's id; an e-mail address is needed")
    days = Whole(
        min_value=1, max_value=LONGEST_DAYS, required=False, default=14, help_text="how long they may take"
    )


class SheetSent(Shape):
    id = IntegerField()
    contact = IntegerField()
    version = IntegerField()
    digest = CharField()
    expires_at = DateTimeField()


class SheetSentTold(Shape):
    id = IntegerField()
    contact = IntegerField()
    name = CharField()
    address = CharField(help_text="the mail address the link went to")
    tier_name = CharField()
    version = IntegerField()
    digest = CharField()
    sent_at = DateTimeField()
    expires_at = DateTimeField()
    revoked_at = DateTimeField(allow_null=True)
    is_out = BooleanField(help_text="its link opens, and it is not accepted yet")
    accepted = SheetAccepted(allow_null=True)


class SheetsSentTold(Shape):
    results = SheetSentTold(many=True, help_text="at most 200")
