"""The first rotation: choose how turns are taken, name the people in order, read what it means, begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.models import Membership, Role
from accounts.permissions import Act
from accounts.queries import responders
from accounts.refusal import Refused
from delivery.queries import contact_methods
from oncall.templates import ScheduleDraft
from routing.actions.first_rotation import Template, Wish, begin_rotation, drafts_of, has_begun
from routing.reach import paging_number
from web.edit import Crumb, refuse
from web.rows import keys_of, moved, new_key
from web.visit import Visit, members_only, show

Words = str | Promise
MOST = 20
NOBODY = "nobody"
LISTS = ("people", "night")


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


TITLES: dict[Template, tuple[Words, Words]] = {
    Template.ALONE: (_l("One person, always"), _l("A shop of one: every page goes to you.")),
    Template.WEEKLY: (_l("Two people, week by week"), _l("Each has a week; both are called when one does not answer.")),
    Template.BACKUP: (
        _l("A primary and a backup"), _l("Two or more take turns by weeks; next week's primary is this week's backup."),
    ),
    Template.SUN: (_l("Follow the sun"), _l("Some have the day, others, far away perhaps, the night.")),
}  # fmt: skip


class RotationForm(forms.Form):
    """Beside the rows of people: who stands behind everybody, and the hours of the day where we follow the sun."""

    day_starts = forms.TimeField(
        label=_l("The day starts at"), initial="08:00", widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    day_ends = forms.TimeField(
        label=_l("The night starts at"), initial="20:00", widget=forms.TimeInput({"type": "time"}, "%H:%M")
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
        reached = _reached(paged)
        self.names = {str(row.pk): str(row) for row in paged}
        self.choices = [(str(row.pk), _named(row, row.pk in reached)) for row in paged]
        others = [pair for pair in self.choices if pair[0] != str(owner.pk)]
        behind = self.fields["behind"]
        assert isinstance(behind, forms.ChoiceField)
        behind.choices = [*others, (NOBODY, _("nobody: we know that the owner is alone"))]
        if template != Template.SUN:
            del self.fields["day_starts"], self.fields["day_ends"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
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

    def wish(self) -> Wish:
        found = self.cleaned_data
        starts, ends = found.get("day_starts"), found.get("day_ends")
        people, night = (tuple(int(row.member) for row in self.rows[name] if row.member) for name in LISTS)
        return Wish(
            template=self.template_kind, people=people, night=night, owner=self.owner.pk,
            day_starts=f"{starts:%H:%M}" if starts else "", day_ends=f"{ends:%H:%M}" if ends else "",
            behind=None if found["behind"] == NOBODY else int(found["behind"]),
        )  # fmt: skip


def _reached(paged: Sequence[Membership]) -> set[int | None]:
    return {row.member_id for row in contact_methods(paged) if row.kind == "phone" and row.verified_at}


def _named(member: Membership, is_reached: bool) -> str:
    return str(member) if is_reached else _("%(name)s (no verified phone)") % {"name": member}


@members_only(Act.MANAGE)
def first_rotation(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Four ways to begin, or where to go when one was chosen already."""
    ways = [(*TITLES[each], reverse("begin_rotation", args=[each.value])) for each in Template]
    context = {"room": "setup", "crumbs": _crumbs(), "ways": ways, "has_begun": has_begun(visit.organization)}
    return show(request, visit, "first_rotation/choose.html", context)


@members_only(Act.MANAGE)
def begin(request: HttpRequest, visit: Visit, template: str) -> HttpResponse:
    """`do`: save, look (show what it means), or one of the rows' small buttons."""
    if template not in list(Template):
        raise Http404
    kind, deed = Template(template), request.POST.get("do", "look")
    if has_begun(visit.organization):
        return redirect("first_rotation")
    if request.method != "POST":
        return _page(request, visit, _fresh(visit, kind))
    if deed not in ("save", "look"):
        return _page(request, visit, _after_button(visit, kind, request.POST, deed))
    form = _form(visit, kind, request.POST, _sent(request.POST))
    drafts = _drafts(visit, form)
    if drafts and deed == "save" and _begun(visit, form):
        messages.success(request, _("Somebody is on call from now on."))
        return redirect("first_evening")
    return _page(request, visit, form, _words(visit, form, drafts))


def _drafts(visit: Visit, form: RotationForm) -> list[ScheduleDraft]:
    """None where the form says why not."""
    if not form.is_valid():
        return []
    try:
        return drafts_of(form.wish(), zone=_zone(visit), now=visit.now)
    except Refused as refused:
        refuse(form, refused)
        return []


def _begun(visit: Visit, form: RotationForm) -> bool:
    try:
        begin_rotation(organization=visit.organization, wish=form.wish(), actor=visit.actor, now=visit.now)
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


def _words(visit: Visit, form: RotationForm, drafts: Sequence[ScheduleDraft]) -> list[str]:
    """What would hold, a sentence each: the turns, then how a page goes on."""
    if not drafts:
        return []
    names = dict(form.choices)
    behind = form.names.get(form.cleaned_data["behind"])
    number = paging_number(visit.organization)
    return [
        *_turns(drafts, names),
        *_onwards(form.template_kind, str(form.owner), texts=number is None or number.sms_state == "on"),
        _last(str(form.owner), behind),
    ]


def _turns(drafts: Sequence[ScheduleDraft], names: dict[str, str]) -> list[str]:
    found = []
    for draft in drafts:
        for layer in draft.layers:
            people = [names[str(person)] for group in layer.participants for person in group]
            name = draft.name if len(draft.layers) == 1 else layer.name
            then = _(", then ").join(people)
            one = (
                _("%(name)s: %(who)s, always.")
                if len(people) == 1
                else _("%(name)s: now %(who)s; a week each, from Tuesday 09:00.")
            )
            found.append(one % {"name": name, "who": then})
    return found


def _onwards(kind: Template, owner: str, *, texts: bool) -> list[str]:
    first = (
        _("An urgent alert pages whoever is primary by text, and by call half a minute later.")
        if texts
        else _("An urgent alert pages whoever is primary by call at once; by text too, when texts are on.")
    )
    more = {
        Template.ALONE: "",
        Template.WEEKLY: _("Not taken after 4 minutes: both are paged."),
        Template.BACKUP: _("Not taken after 4 minutes: the backup; after 8, %(owner)s."),
        Template.SUN: _("Not taken after 4 minutes: %(owner)s."),
    }[kind]
    return [first, *([more % {"owner": owner}] if more else []), _("Then a second round, everybody at once.")]


def _last(owner: str, behind: str | None) -> str:
    if behind is None:
        return _("Still nobody: %(owner)s again and again. Nobody stands behind.") % {"owner": owner}
    return _("Still nobody: %(owner)s and %(behind)s, again and again.") % {"owner": owner, "behind": behind}


def _fresh(visit: Visit, kind: Template) -> RotationForm:
    paged, owner = _paged(visit)
    mine = [str(owner.pk), *(str(row.pk) for row in paged if row.pk != owner.pk)]
    most = {Template.ALONE: 1, Template.WEEKLY: 2, Template.BACKUP: MOST, Template.SUN: 1}[kind]
    room = {Template.WEEKLY: 2, Template.BACKUP: 2}.get(kind, 1)
    chosen = (mine[:most] + [""] * room)[: max(room, len(mine[:most]))]
    lists = {"people": _rows(chosen), "night": _rows(mine[1:2] or [""])}
    return _form(visit, kind, None, lists)


def _rows(values: Sequence[str]) -> list[Row]:
    return [Row(key, value) for key, value in enumerate(values)]


def _after_button(visit: Visit, kind: Template, data: QueryDict, deed: str) -> RotationForm:
    """What was sent with one of its small buttons pressed: nothing is checked yet, nothing typed is lost."""
    lists = _sent(data)
    act, _colon, key = deed.partition(":")
    verb, _dash, name = act.partition("-")
    if name in LISTS:
        rows = lists[name]
        lists[name] = ([*rows, Row(new_key(rows))] if verb == "add" else moved(rows, verb, key))[:MOST]
    initial = {field: data.get(field, "")[:40] for field in RotationForm.base_fields}
    return _form(visit, kind, None, lists, initial)


def _sent(data: QueryDict) -> dict[str, list[Row]]:
    return {
        name: [Row(key, data.get(f"{name}-{key}", "")[:20]) for key in keys_of(data, name, most=MOST)]
        for name in LISTS
    }


def _form(
    visit: Visit, kind: Template, data: Any, lists: dict[str, list[Row]], initial: Any = None
) -> RotationForm:
    paged, owner = _paged(visit)
    return RotationForm(data, template=kind, paged=paged, owner=owner, lists=lists, initial=initial)


def _paged(visit: Visit) -> tuple[list[Membership], Membership]:
    """Who can be paged, and the owner among them: the visitor where they are one."""
    paged = [row for row in responders(visit.organization) if row.role != Role.VIEWER]
    owners = [row for row in paged if row.role == Role.OWNER]
    return paged, next((row for row in owners if row.pk == visit.membership.pk), owners[0])


def _zone(visit: Visit) -> ZoneInfo:
    return ZoneInfo(visit.organization.time_zone)


def _page(request: HttpRequest, visit: Visit, form: RotationForm, words: Sequence[str] = ()) -> HttpResponse:
    title, intro = TITLES[form.template_kind]
    context = {
        "room": "setup", "form": form, "title": title, "intro": intro, "words": words,
        "crumbs": [*_crumbs(), Crumb(_("Who is on call"), reverse("first_rotation"))],
    }  # fmt: skip
    return show(request, visit, "first_rotation/page.html", context, status=422 if form.errors else 200)


def _crumbs() -> list[Crumb]:
    return [Crumb(_("The first evening"), reverse("first_evening"))]
