"""A schedule's layers: the rotation editor with its preview, ending a layer, putting one above another."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from oncall.actions.layers import add_layer, change_layer, end_layer, lower_layer, raise_layer
from oncall.models import LayerVersion, Schedule
from oncall.queries import get_layer, layers_in_force, policy_ids_naming
from web.cover import asks_first, covered, goes_back
from web.duty import People
from web.edit import confirm_page, saved
from web.found import or_404
from web.layer_words import what_ending_breaks
from web.once import once
from web.rotation_form import (
    RotationForm,
    as_sent,
    blank_form,
    choices_of,
    form_after,
    form_of_version,
    sent_form,
)
from web.rotation_sheet import RotationSheet, rotation_sheet
from web.schedules import edit_crumbs, found_schedule
from web.visit import Visit, members_only, show

DAYS = [
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"),
    gettext_lazy("Sat"), gettext_lazy("Sun"),
]  # fmt: skip
SAVE, LOOK = "save", "look"
MORE = ("ends_at", "time_zone", "precedence", "count_turns")  # fields that most layers leave as they are
STEP = 10  # between the precedences of layers, so that there is room


@members_only(Act.MANAGE)
@asks_first
@once
def layer_add(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    schedule = found_schedule(visit, schedule_id)
    if request.method != "POST":
        return _editor(
            request,
            visit,
            schedule,
            None,
            blank_form(schedule, precedence=_above(schedule, visit.now), now=visit.now),
        )
    form, saving = _sent(request, visit, schedule, changes=False)
    if saving and saved(form, lambda: _add(request, visit, schedule, form)):
        messages.success(request, _("Saved. The layer holds from now on."))
        return redirect("schedule_edit", schedule_id=schedule.pk)
    return _editor(request, visit, schedule, None, form)


def _add(request: HttpRequest, visit: Visit, schedule: Schedule, form: RotationForm) -> None:
    edit = partial(add_layer, schedule=schedule, rotation=form.rotation, actor=visit.actor, now=visit.now)
    covered(request, visit, edit, policies=policy_ids_naming(schedule))


@members_only(Act.MANAGE)
@asks_first
def layer_edit(request: HttpRequest, visit: Visit, schedule_id: int, layer_id: int) -> HttpResponse:
    schedule = found_schedule(visit, schedule_id)
    version = _found(schedule, layer_id)
    if request.method != "POST":
        return _editor(request, visit, schedule, version, form_of_version(schedule, version, now=visit.now))
    form, saving = _sent(request, visit, schedule, changes=True)
    if saving and saved(form, lambda: _change(request, visit, version, form)):
        messages.success(request, _("Saved. What was before stays as it was."))
        return redirect("schedule_edit", schedule_id=schedule.pk)
    return _editor(request, visit, schedule, version, form)


def _change(request: HttpRequest, visit: Visit, version: LayerVersion, form: RotationForm) -> None:
    edit = partial(
        change_layer, layer=version.layer, rotation=form.rotation, seen=form.cleaned_data["edition"], actor=visit.actor,
        now=visit.now,
    )  # fmt: skip
    covered(request, visit, edit, policies=policy_ids_naming(version.layer.schedule))


@require_POST
@members_only(Act.MANAGE)
def layer_preview(
    request: HttpRequest, visit: Visit, schedule_id: int, layer_id: int | None = None
) -> HttpResponse:
    """The coming six weeks with the form as it is typed; a fragment."""
    schedule = found_schedule(visit, schedule_id)
    version = _found(schedule, layer_id) if layer_id is not None else None
    form = sent_form(request.POST, schedule, changes=version is not None, now=visit.now)
    return show(request, visit, "layers/_preview.html", _seen(form, schedule, version, visit.now))


@members_only(Act.MANAGE)
@asks_first
def layer_end(request: HttpRequest, visit: Visit, schedule_id: int, layer_id: int) -> HttpResponse:
    schedule = found_schedule(visit, schedule_id)
    layer = _found(schedule, layer_id).layer
    if goes_back(request):
        return redirect("schedule_edit", schedule_id=schedule.pk)
    if request.method == "POST":
        done = covered(
            request, visit, partial(end_layer, layer=layer, actor=visit.actor, now=visit.now),
            policies=policy_ids_naming(schedule),
        )  # fmt: skip
        messages.success(request, _("The layer has ended.") if done else _("It had ended before."))
        return redirect("schedule_edit", schedule_id=schedule.pk)
    return confirm_page(
        request, visit, title=_("End the layer %(name)s?") % {"name": layer.name},
        breaks=list(what_ending_breaks(schedule, layer, visit.now)), deed=_("End it now"),
        leave=reverse("schedule_edit", args=[schedule.pk]), crumbs=edit_crumbs(schedule),
    )  # fmt: skip


@require_POST
@members_only(Act.MANAGE)
@asks_first
def layer_up(request: HttpRequest, visit: Visit, schedule_id: int, layer_id: int) -> HttpResponse:
    return _reordered(request, visit, schedule_id, layer_id, raise_layer)


@require_POST
@members_only(Act.MANAGE)
@asks_first
def layer_down(request: HttpRequest, visit: Visit, schedule_id: int, layer_id: int) -> HttpResponse:
    return _reordered(request, visit, schedule_id, layer_id, lower_layer)


def _reordered(
    request: HttpRequest, visit: Visit, schedule_id: int, layer_id: int, move: Callable[..., bool]
) -> HttpResponse:
    schedule = found_schedule(visit, schedule_id)
    layer = _found(schedule, layer_id).layer
    edit = partial(move, layer=layer, actor=visit.actor, now=visit.now)
    if not goes_back(request) and covered(request, visit, edit, policies=policy_ids_naming(schedule)):
        messages.success(request, _("Moved, from now on."))
    return redirect("schedule_edit", schedule_id=schedule.pk)


def _sent(
    request: HttpRequest, visit: Visit, schedule: Schedule, *, changes: bool
) -> tuple[RotationForm, bool]:
    """The form, and whether it is to be saved; its small buttons change rows and check nothing."""
    deed = request.POST.get("do", SAVE)
    if deed in (SAVE, LOOK):
        return sent_form(request.POST, schedule, changes=changes, now=visit.now), deed == SAVE
    return form_after(deed, request.POST, schedule, changes=changes, now=visit.now), False


def _editor(
    request: HttpRequest, visit: Visit, schedule: Schedule, version: LayerVersion | None, form: RotationForm
) -> HttpResponse:
    title = _("Change the layer %(name)s") % {"name": version.layer.name} if version else _("New layer")
    context = {
        "room": "schedules", "title": title, "crumbs": edit_crumbs(schedule), "version": version,
        "leave": reverse("schedule_edit", args=[schedule.pk]), "preview_address": _preview_address(schedule, version),
        "days": list(enumerate(DAYS)), "choices": choices_of(form.members), "more_fields": MORE,
        "planned": version is not None and version.held.lower > visit.now,
        **_seen(form, schedule, version, visit.now),
    }  # fmt: skip
    return show(request, visit, "layers/form.html", context, status=422 if form.errors else 200)


def _preview_address(schedule: Schedule, version: LayerVersion | None) -> str:
    if version is None:
        return reverse("new_layer_preview", args=[schedule.pk])
    return reverse("layer_preview", args=[schedule.pk, version.layer_id])


def _seen(
    form: RotationForm, schedule: Schedule, version: LayerVersion | None, now: datetime
) -> dict[str, object]:
    """The preview's sheet, where the form says enough for one."""
    zone = ZoneInfo(schedule.time_zone)
    return {"form": form, "schedule": schedule, "zone": zone, "sheet": _sheet(form, schedule, version, now)}


def _sheet(
    form: RotationForm, schedule: Schedule, version: LayerVersion | None, now: datetime
) -> RotationSheet | None:
    if not form.is_bound:
        form = as_sent(form)
    if not form.is_valid():
        return None
    name = version.layer.name if version else form.rotation.name
    people: People = {member.pk: member for member in form.members}
    return rotation_sheet(schedule, people, name=name, rotation=form.rotation, now=now)


def _found(schedule: Schedule, layer_id: int) -> LayerVersion:
    """Raises Http404."""
    return or_404(get_layer, schedule, layer_id)


def _above(schedule: Schedule, now: datetime) -> int:
    """A new layer stands above the others."""
    return max((row.precedence for row in layers_in_force(schedule, now)), default=0) + STEP
