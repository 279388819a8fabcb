"""The first rotation: choose how turns are taken, name the people in order, read what it means, begin."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.models import Membership, Role
from accounts.permissions import Act
from accounts.queries import responders
from accounts.refusal import Refused
from delivery.actions.contact_methods import send_code
from hours.wall import local, start_instant
from oncall.templates import ScheduleDraft
from routing.actions.first_partner import begin_with_partner
from routing.actions.first_rotation import Template, begin_rotation, drafts_of, has_begun
from routing.reach import paging_number
from web.edit import Crumb, result_of, saved
from web.first_rotation_form import LISTS, RotationForm, Row, Words
from web.rows import keys_of, moved, new_key
from web.visit import Visit, members_only, show

MOST = 20
TITLES: dict[Template, tuple[Words, Words]] = {
    Template.ALONE: (_l("One person, always"), _l("A shop of one: every page goes to you.")),
    Template.WEEKLY: (_l("Two people, week by week"), _l("Each has a week; both are called when one does not answer.")),
    Template.BACKUP: (
        _l("A primary and a backup"), _l("Two or more take turns by weeks; next week's primary is this week's backup."),
    ),
    Template.SUN: (
        _l("Follow the sun with a partner"),
        _l("Your people have the day; the nights are a partner's, or a colleague's, on the other side of the world."),
    ),
}  # fmt: skip


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
    if drafts and deed == "save" and saved(form, lambda: _begin(visit, form)):
        return _onward(request, visit, form)
    return _page(request, visit, form, _words(visit, form, drafts))


def _drafts(visit: Visit, form: RotationForm) -> list[ScheduleDraft]:
    """None where the form says why not."""
    return result_of(form, lambda: drafts_of(form.wish(), zone=_zone(visit), now=visit.now)) or []


def _onward(request: HttpRequest, visit: Visit, form: RotationForm) -> HttpResponse:
    """To the first evening, or where a new partner's code is entered."""
    messages.success(request, _("Somebody is on call from now on."))
    method = form.made
    if method is None:
        return redirect("first_evening")
    try:
        send_code(method=method, now=visit.now)
        messages.info(
            request,
            _("A code is on its way to %(name)s: its desk reads it to you.") % {"name": method.member},
        )
    except Refused as no:
        messages.error(request, str(no))
    return redirect("partner_phone", partner_id=method.member_id, method_id=method.pk)


def _begin(visit: Visit, form: RotationForm) -> None:
    said: dict[str, Any] = {
        "organization": visit.organization,
        "wish": form.wish(),
        "actor": visit.actor,
        "now": visit.now,
    }
    new = form.newcomer
    if new is None:
        begin_rotation(**said)
    else:
        form.made = begin_with_partner(newcomer=new, **said)


def _words(visit: Visit, form: RotationForm, drafts: Sequence[ScheduleDraft]) -> list[str]:
    """What would hold, a sentence each: the turns, then how a page goes on."""
    if not drafts or form.errors:
        return []
    names = form.all_names
    behind = form.names.get(form.cleaned_data["behind"])
    number = paging_number(visit.organization)
    return [
        *_turns(drafts, names),
        *_their_day(visit, form),
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


def _their_day(visit: Visit, form: RotationForm) -> list[str]:
    """What the night's hours are on a partner's own clock."""
    words = _("The night, %(start)s to %(end)s here, is %(their_start)s to %(their_end)s for %(name)s.")
    found = form.cleaned_data
    today, here = local(visit.now, _zone(visit)).date(), _zone(visit)
    edges = [
        start_instant(datetime.combine(today, found[each]), here)
        for each in ("day_ends", "day_starts")
        if found.get(each)
    ]
    lines = []
    for name, zone in form.partner_zones() if len(edges) == 2 else ():
        start, end = (local(edge, ZoneInfo(zone)) for edge in edges)
        lines.append(words % {
            "start": f"{found['day_ends']:%H:%M}", "end": f"{found['day_starts']:%H:%M}", "name": name,
            "their_start": f"{start:%H:%M}", "their_end": f"{end:%H:%M}",
        })  # fmt: skip
    return lines


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
    partners = [str(row.pk) for row in paged if row.is_partner]
    lists = {"people": _rows(chosen), "night": _rows(partners[:1] or [""])}
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
