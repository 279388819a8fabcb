"""The fallback: who is paged when nobody of a policy answered, in order, again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.edition import edition_of
from accounts.models import Organization
from accounts.permissions import Act
from accounts.queries import responders
from oncall.actions.fallback import LONGEST_INTERVAL, MOST_MEMBERS, fallback_state, save_fallback
from oncall.queries import fallback_members
from routing.actions.keep_fallback import keeping_the_fallback
from web.cover import asks_first, covered
from web.edit import Crumb, EditForm, saved
from web.member_choice import paged_choices
from web.rows import keys_of, moved, new_key
from web.visit import Visit, members_only, show

SAVE = "save"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One person's place in the chain."""

    key: int
    member: str = ""


class FallbackForm(EditForm):
    """`links` are its rows."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Page them again after"), min_value=1, max_value=LONGEST_INTERVAL // 60,
        help_text=gettext_lazy("Minutes. For a P1 in its first hour; afterwards, and for a P2, at least half an hour."),
    )  # fmt: skip
    alone = forms.BooleanField(
        label=gettext_lazy("I am alone: nobody stands behind me"),
        required=False,
        help_text=gettext_lazy("Needed once where there is only one person here."),
    )

    def __init__(
        self, data: Any = None, *, organization: Organization, links: Sequence[LinkRow], initial: Any
    ) -> None:
        super().__init__(data, initial=initial)
        self.links, self.members = list(links), list(responders(organization))
        self.choices = paged_choices(self.members)
        if organization.alone_confirmed_at is not None:
            del self.fields["alone"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        known = {value for value, _name in self.choices} | {""}
        if any(row.member not in known for row in self.links):
            self.add_error(None, _("Choose members of the organization."))
        return found

    @property
    def member_ids(self) -> list[int]:
        return [int(row.member) for row in self.links if row.member]


@members_only(Act.MANAGE)
@asks_first
def fallback_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    organization = visit.organization
    if request.method != "POST":
        return _page(request, visit, _stored_form(organization))
    deed = request.POST.get("do", SAVE)
    if deed != SAVE:
        return _page(request, visit, _after_button(deed, request.POST, organization))
    form = FallbackForm(request.POST, organization=organization, links=_links(request.POST), initial={})
    if saved(form, lambda: _save(request, visit, form)):
        messages.success(request, _("Saved. It holds for what begins from now on."))
        return redirect("fallback")
    return _page(request, visit, form)


def _save(request: HttpRequest, visit: Visit, form: FallbackForm) -> None:
    found = form.cleaned_data
    edit = partial(
        save_fallback, organization=visit.organization, member_ids=form.member_ids,
        interval_seconds=found["minutes"] * 60, alone=found.get("alone", False), actor=visit.actor, now=visit.now,
        seen=found["edition"],
    )  # fmt: skip
    covered(request, visit, keeping_the_fallback(visit.organization, field="people")(edit))


def _stored_form(organization: Organization) -> FallbackForm:
    chain = fallback_members(organization)
    links = [LinkRow(key, str(member.pk)) for key, member in enumerate(chain)] or [LinkRow(0)]
    initial = {
        "minutes": organization.fallback_interval_seconds // 60,
        "edition": edition_of(fallback_state(organization, chain)),
    }
    return FallbackForm(organization=organization, links=links, initial=initial)


def _after_button(deed: str, data: QueryDict, organization: Organization) -> FallbackForm:
    """What was sent, with one of its small buttons pressed: nothing is checked yet, nothing typed is lost."""
    links = _links(data)
    verb, _colon, key = deed.partition(":")
    rows = (
        [*links, LinkRow(new_key(links))]
        if verb == "add-person"
        else moved(links, verb.partition("-")[0], key)
    )
    initial = {name: data.get(name, "") for name in FallbackForm.base_fields}
    return FallbackForm(
        organization=organization, links=rows[:MOST_MEMBERS], initial=initial | {"alone": "alone" in data}
    )


def _links(data: QueryDict) -> list[LinkRow]:
    keys = keys_of(data, "people", most=MOST_MEMBERS)
    return [LinkRow(key, data.get(f"person-{key}", "")[:20]) for key in keys]


def _page(request: HttpRequest, visit: Visit, form: FallbackForm) -> HttpResponse:
    context = {
        "room": "setup", "form": form, "crumbs": [Crumb(_("Set up"), reverse("setup"))], "leave": reverse("setup"),
        "alone_since": visit.organization.alone_confirmed_at,
    }  # fmt: skip
    return show(request, visit, "fallback/page.html", context, status=422 if form.errors else 200)
