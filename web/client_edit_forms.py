"""The forms of a client, its sites and its people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.levels import Level
from sla.actions.clients import ClientDetails
from sla.actions.contacts import ContactDetails
from sla.actions.sites import SiteDetails
from sla.client_links import links_of
from sla.lookups import calendars
from sla.models import Client, ClientContact, Site
from web.calendar_choice import CalendarChoice
from web.client_fields import OneLine, TidyText
from web.edit import EditForm
from web.zone_field import ZoneChoice

OWN_HOURS = _("Hours of their own: weekdays 08:00 to 17:00, to be changed afterwards")

BY_RUNBOOK = _("With a runbook anybody, without one a senior")


class ClientDetailsForm(EditForm):
    """`client` None: a new one, whose code may be made from the name."""

    name = OneLine(label=_("Name"), max_length=120)
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        required=False,
        help_text=_(
            "Short, for tools and addresses: letters, digits, hyphens. Left empty it is made from the name."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    aliases = TidyText(
        label=_("Other names"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What monitoring tools call them, one a line. Alerts are matched exactly, never by guess."
        ),
    )
    calendar = CalendarChoice(label=_("Business hours"), required=False, empty_label=OWN_HOURS)
    time_zone = ZoneChoice(
        label=_("Time zone of hours of their own"),
        required=False,
        empty=_("The same as ours"),
        help_text=_("Only for hours of their own; a shared calendar brings its zone."),
    )
    alert_note = TidyText(
        label=_("Note for whoever is paged"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Shown on top of their page and of every incident. Such as: key box behind the north door."
        ),
    )
    links = TidyText(
        label=_("Their documentation"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "A title and an https address, one a line: Passwords https://vault.example/northwind. Whoever is paged gets them."
        ),
    )
    names_hidden_in_calls = forms.BooleanField(
        label=_("Private: their name is spoken in calls only after a key"), required=False
    )
    least_level = forms.ChoiceField(
        label=_("Who may come alone"), required=False, choices=[("", BY_RUNBOOK), *Level.choices],
        help_text=_("Whoever is on call below that level is paged together with somebody who has it."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, organization: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["calendar"].queryset = calendars(organization)  # type: ignore[attr-defined]

    def details(self) -> ClientDetails:
        found = self.cleaned_data
        return ClientDetails(
            name=found["name"],
            code=found["code"],
            calendar=found["calendar"],
            time_zone=found["time_zone"],
            aliases=tuple(found["aliases"].splitlines()),
            alert_note=found["alert_note"],
            names_hidden_in_calls=found["names_hidden_in_calls"],
            least_level=found["least_level"],
            links=tuple(found["links"].splitlines()),
        )


def client_initial(client: Client) -> dict[str, object]:
    aliases = "\n".join(sorted(each.name for each in client.aliases.all()))
    links = "\n".join(str(link) for link in links_of(client.links))
    return {
        "name": client.name, "code": client.code, "aliases": aliases, "calendar": client.calendar_id,
        "alert_note": client.alert_note, "names_hidden_in_calls": client.names_hidden_in_calls,
        "least_level": client.least_level, "links": links,
    }  # fmt: skip


class SiteForm(EditForm):
    name = OneLine(label=_("Name"), max_length=120)
    address = OneLine(label=_("Address"), max_length=255, required=False)
    calendar = CalendarChoice(
        label=_("Business hours"), required=False, empty_label=_("The client's, or new ones as below")
    )
    time_zone = ZoneChoice(
        label=_("New hours for this site in"),
        required=False,
        empty=_("No: the hours chosen above"),
        help_text=_("Makes weekdays 08:00 to 17:00 there, to be changed afterwards."),
    )

    def __init__(self, data: Any = None, *, organization: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["calendar"].queryset = calendars(organization)  # type: ignore[attr-defined]

    def details(self) -> SiteDetails:
        found = self.cleaned_data
        return SiteDetails(found["name"], found["address"], found["calendar"], found["time_zone"])


def site_initial(site: Site) -> dict[str, object]:
    return {"name": site.name, "address": site.address, "calendar": site.calendar_id}


class ContactForm(EditForm):
    name = OneLine(label=_("Name"), max_length=80)
    title = OneLine(label=_("What they do there"), max_length=80, required=False)
    phone = OneLine(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("A number that rings directly, with the country's code where it is abroad."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    may_report = forms.BooleanField(label=_("May report for the client"), required=False, initial=True)
    may_approve_charges = forms.BooleanField(
        label=_("May approve charges outside the agreement"), required=False
    )
    is_told = forms.BooleanField(label=_("Is told when something happens"), required=False)
    gets_bills = forms.BooleanField(
        label=_("Gets the receipt by mail when a charge is accepted"), required=False
    )

    is_vip = forms.BooleanField(
        label=_("VIP: what they report is marked for whoever is paged"), required=False
    )

    pin = OneLine(
        label=_("A new PIN"), max_length=20, required=False,
        widget=forms.PasswordInput(attrs={"class": "input-short", "inputmode": "numeric", "autocomplete": "new-password"}),
        help_text=_("4 to 8 digits that prove on the phone that it is them. It is never shown again; empty: as it is."),
    )  # fmt: skip
    no_pin = forms.BooleanField(label=_("They have no PIN any more"), required=False)

    def details(self) -> ContactDetails:
        found = self.cleaned_data
        pin = "" if found.get("no_pin") else found["pin"] or None
        return ContactDetails(
            pin=pin,
            **{
                name: found[name]
                for name in (
                    "name", "title", "phone", "email", "may_report", "may_approve_charges", "is_told",
                    "gets_bills", "is_vip",
                )
            },
        )  # fmt: skip


class NewContactForm(ContactForm):
    """Whoever is new has no PIN that could be taken away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["no_pin"]
        self.fields["pin"].label = _("A PIN")
        self.fields["pin"].help_text = _(
            "4 to 8 digits that prove on the phone that it is them. It is never shown again."
        )


def contact_initial(contact: ClientContact) -> dict[str, object]:
    return {
        "name": contact.name, "title": contact.title, "phone": contact.phone, "email": contact.email,
        "may_report": contact.may_report, "may_approve_charges": contact.may_approve_charges,
        "is_told": contact.is_told, "gets_bills": contact.gets_bills, "is_vip": contact.is_vip,
    }  # fmt: skip
