"""The form of the first rotation: who, in which order, who stands behind, and the partner that may take the nights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actions.partners import NAME_LENGTH, PartnerProfile
from accounts.models import Membership
from delivery.models import ContactMethod
from routing.actions.first_partner import NEWCOMER, NewPartner
from routing.actions.first_rotation import Template, Wish
from web.member_choice import paged_choices
from web.zone_field import ZoneField

Words = str | Promise
NOBODY = "nobody"
LISTS = ("people", "night")
PARTNER_FIELDS = ("partner_name", "partner_zone", "partner_phone")


@dataclass(frozen=True, slots=True)
class Row:
    key: int
    member: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """One list of people in order: its name in the form, its heading, its rows."""

    name: str
    legend: Words
    rows: Sequence[Row]


class RotationForm(forms.Form):
    """Beside the rows of people: who stands behind everybody; where we follow the sun the hours of the day, and a partner
    that is not here yet.
    """

    day_starts = forms.TimeField(
        label=_l("The day starts at"), initial="08:00", widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    day_ends = forms.TimeField(
        label=_l("The night starts at"), initial="20:00", widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    partner_name = forms.CharField(label=_l("Its name"), max_length=NAME_LENGTH, required=False)
    partner_zone = ZoneField(label=_l("Its time zone"), required=False, empty=_l("choose ..."))
    partner_phone = forms.CharField(
        label=_l("The phone of its desk"),
        max_length=40,
        required=False,
        help_text=_l("We send a code to it: have the desk on the line, it reads you the code."),
        widget=forms.TextInput({"type": "tel"}),
    )
    behind = forms.ChoiceField(
        label=_l("Who else is called when nobody answered?"),
        help_text=_l("The fallback: the owner and this person, again and again, until somebody takes it."),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, template: Template, paged: Sequence[Membership], owner: Membership,
        lists: dict[str, list[Row]], initial: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=initial)
        self.template_kind, self.owner, self.rows = template, owner, lists
        self.made: ContactMethod | None = None  # the phone of a partner that was made
        self.names = {str(row.pk): str(row) for row in paged}
        self.choices = paged_choices(paged)
        others = [pair for pair in self.choices if pair[0] != str(owner.pk)]
        behind = self.fields["behind"]
        assert isinstance(behind, forms.ChoiceField)
        behind.choices = [*others, (NOBODY, _("nobody: we know that the owner is alone"))]
        if template != Template.SUN:
            for name in ("day_starts", "day_ends", *PARTNER_FIELDS):
                del self.fields[name]
        self.zones = {str(row.pk): row.partner_zone for row in paged if row.is_partner}

    @property
    def of_partner(self) -> list[forms.BoundField]:
        return [self[name] for name in PARTNER_FIELDS if name in self.fields]

    @property
    def of_everything(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in PARTNER_FIELDS]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if any(found.get(name) for name in PARTNER_FIELDS):
            for name in PARTNER_FIELDS:
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Say this of the partner, too."))
        known = {value for value, _name in self.choices} | {""}
        if any(row.member not in known for rows in self.rows.values() for row in rows):
            self.add_error(None, _("Choose members of the organization."))
        return found

    def lists(self) -> list[People]:
        night = self.template_kind == Template.SUN
        legend = _("By day, in this order") if night else _("Who, in this order")
        first = People("people", legend, self.rows["people"])
        return (
            [first, People("night", _("By night, in this order"), self.rows["night"])] if night else [first]
        )

    @property
    def newcomer(self) -> NewPartner | None:
        """The partner that will be made, where one was typed in."""
        name, zone, phone = (self.cleaned_data.get(each) for each in PARTNER_FIELDS)
        return NewPartner(PartnerProfile(name, zone, ""), phone) if name and zone and phone else None

    @property
    def all_names(self) -> dict[str, str]:
        """Everybody who may be in a wish, by what is in it."""
        new = self.newcomer
        words = _("%(name)s (once its phone is verified)")
        return dict(self.choices) | ({str(NEWCOMER): words % {"name": new.profile.name}} if new else {})

    def partner_zones(self) -> list[tuple[str, str]]:
        """(name, zone) of the partners who have the nights."""
        new = self.newcomer
        rows = [row.member for row in self.rows["night"] if row.member in self.zones]
        found = [(self.names[member], self.zones[member]) for member in rows]
        return found + ([(new.profile.name, new.profile.time_zone)] if new else [])

    def wish(self) -> Wish:
        found = self.cleaned_data
        starts, ends = found.get("day_starts"), found.get("day_ends")
        people, night = (tuple(int(row.member) for row in self.rows[name] if row.member) for name in LISTS)
        if self.newcomer:
            night = (*night, NEWCOMER)
        return Wish(
            template=self.template_kind, people=people, night=night, owner=self.owner.pk,
            day_starts=f"{starts:%H:%M}" if starts else "", day_ends=f"{ends:%H:%M}" if ends else "",
            behind=None if found["behind"] == NOBODY else int(found["behind"]),
        )  # fmt: skip
