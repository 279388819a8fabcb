"""Clients, their sites and contacts as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField, ListField

from accounts.levels import Level
from web.api.agreement_shapes import AgreementTold
from web.api.fields import Line, OneOf, Text, Tidy, Truth, Whole
from web.api.people_shapes import Edited, Paged, PagesAsked

Shape = serializers.Serializer[None]
LEAST = "junior, regular or senior: who below it is on call is paged together with somebody who has it; empty: with a runbook anybody, without one a senior"
LINKS = "where their documentation is, such as “Passwords https://vault.example/northwind”; shown on every page of theirs"
OWN_ZONE = "makes office hours of their own there; instead of `calendar`"


class SiteTold(Shape):
    id = IntegerField()
    name = CharField()
    address = CharField(allow_blank=True)
    calendar = IntegerField(allow_null=True, help_text="null: the client's")
    edition = CharField()


class SitesTold(Paged):
    results = SiteTold(many=True)


class SiteNew(Shape):
    """A place of a client. Without `calendar` and `time_zone` the client's hours count there."""

    name = Line(max_length=120)
    address = Line(max_length=255, required=False, allow_blank=True)
    calendar = Whole(required=False, allow_null=True, help_text="a service calendar's id")
    time_zone = Text(max_length=64, required=False, help_text=OWN_ZONE)


class SiteChange(SiteNew, Edited):
    """What is not sent stays. `calendar` null: the client's hours."""

    name = Line(max_length=120, required=False)


class ContactTold(Shape):
    id = IntegerField()
    name = CharField()
    title = CharField(allow_blank=True, help_text="what they do there")
    phone = CharField(allow_blank=True, help_text="E.164")
    email = CharField(allow_blank=True)
    may_report = BooleanField()
    may_approve_charges = BooleanField()
    is_told = BooleanField(help_text="when something happens")
    gets_bills = BooleanField(help_text="a receipt by mail when a charge is accepted")
    is_vip = BooleanField(help_text="what they report is marked")
    has_pin = BooleanField(help_text="a number proves that it is them")
    edition = CharField()


class ContactsTold(Paged):
    results = ContactTold(many=True)


class ContactNew(Shape):
    """A person at the client; the phone as people write it, abroad with + and the country's code."""

    name = Line(max_length=80)
    title = Line(max_length=80, required=False, allow_blank=True, help_text="what they do there")
    phone = Line(max_length=40, required=False, allow_blank=True)
    email = Text(max_length=254, required=False, allow_blank=True)
    may_report = Truth(required=False, help_text="default: true")
    may_approve_charges = Truth(required=False, help_text="needs a phone or a mail address; default: false")
    is_told = Truth(required=False, help_text="when something happens; default: false")
    gets_bills = Truth(
        required=False, help_text="the receipts of charges; needs a mail address; default: false"
    )
    is_vip = Truth(required=False, help_text="what they report is marked; default: false")
    pin = Text(
        max_length=20, required=False, allow_null=True, allow_blank=True,
        help_text="4 to 8 digits that prove who calls, never told again; empty: none any more",
    )  # fmt: skip


class ContactChange(ContactNew, Edited):
    """What is not sent stays."""

    name = Line(max_length=80, required=False)


class ClientTold(Shape):
    code = CharField(help_text="what tools and addresses call the client")
    name = CharField()
    other_names = ListField(child=CharField(), help_text="what alerts may call the client, matched exactly")
    calendar = IntegerField(help_text="the id of the service calendar")
    time_zone = CharField(help_text="of that calendar")
    alert_note = CharField(allow_blank=True, help_text="shown on every page and incident of theirs")
    links = ListField(
        child=CharField(), help_text="where their documentation is: a title and an https address each"
    )
    names_hidden_in_calls = BooleanField(help_text="private: spoken only after a key")
    least_level = CharField(allow_blank=True, help_text=LEAST)
    form_address = CharField(help_text="whoever has it reports as this client")
    archived_at = DateTimeField(allow_null=True)
    edition = CharField()


class ExternalIdsTold(Shape):
    external_ids = ListField(
        child=CharField(), help_text="a source's name, a colon, its own id of the client"
    )
    edition = CharField()


class ExternalIdsWanted(Edited):
    """All of them, such as “Datto RMM: 1a2b”."""

    external_ids = ListField(child=Line(max_length=400), max_length=50)


class ClientsTold(Paged):
    results = ClientTold(many=True)


class ClientWhole(ClientTold):
    sites = SiteTold(many=True)
    contacts = ContactTold(many=True)
    agreements = AgreementTold(many=True, help_text="past and to come, the last to start first")


class ClientsAsked(PagesAsked):
    """The query of the list."""

    words = Text(max_length=100, required=False, help_text="in a name, a code, or about a contact")
    archived = BooleanField(required=False, default=False, help_text="only those no longer looked after")


class ClientNew(Shape):
    """A client without an agreement yet. Without `calendar` they get office hours of their own."""

    name = Line(max_length=120)
    code = Text(max_length=60, required=False, help_text="default: made from the name")
    other_names = ListField(child=Line(max_length=255), max_length=100, required=False)
    calendar = Whole(required=False, allow_null=True, help_text="a service calendar's id")
    time_zone = Text(max_length=64, required=False, help_text=f"{OWN_ZONE}; default: the organization's")
    alert_note = Tidy(max_length=2000, required=False, allow_blank=True)
    links = ListField(child=Line(max_length=600), max_length=10, required=False, help_text=LINKS)
    names_hidden_in_calls = Truth(required=False, help_text="default: false")
    least_level = OneOf(["", *Level.values], required=False, help_text=LEAST)


class ClientChange(ClientNew, Edited):
    """What is not sent stays. A former code stays as another name. `calendar` null: office hours of their own."""

    name = Line(max_length=120, required=False)


class FormAddress(Shape):
    form_address = CharField()
