"""Editing schedules: a new one, its name, its zone, its layers in order, and archiving it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.edition import edition_of
from accounts.permissions import Act
from accounts.refusal import Refused
from hours.wall import zone
from hours.zone_names import place_of
from oncall.actions.schedules import add_schedule, change_zone, rename_schedule
from oncall.models import LayerVersion, Schedule
from oncall.queries import (
    layers_in_force,
    newest_versions,
    overrides_between,
    policies_naming,
    policy_ids_naming,
)
from routing.actions.swap_end import archive_with_swaps
from web.cover import asks_first, covered
from web.edit import Crumb, confirm_page, data_of, form_page, result_of, saved
from web.layer_words import hours_words, people_words, turn_words, what_moves
from web.once import once
from web.schedule_forms import NameForm, ScheduleForm, ZoneForm
from web.schedules import edit_crumbs, found_schedule
from web.visit import Visit, members_only, show


@members_only(Act.MANAGE)
@once
def schedule_add(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = ScheduleForm(
        data_of(request),
        initial={"time_zone": visit.organization.time_zone},
    )
    if schedule := result_of(form, lambda: _add(visit, form)):
        messages.success(request, _("Saved. Now say who takes turns."))
        return redirect("layer_add", schedule_id=schedule.pk)
    return form_page(
        request, visit, form, title=_("New schedule"), leave=reverse("schedules"), room="schedules",
        crumbs=[Crumb(_("Schedules"), reverse("schedules"))], save=_("Save and go on"),
        intro=_("A schedule says who is on call when. You may have several: one for the primary, one for the backup."),
    )  # fmt: skip


def _add(visit: Visit, form: ScheduleForm) -> Schedule:
    found = form.cleaned_data
    return add_schedule(
        organization=visit.organization, name=found["name"], time_zone=found["time_zone"], actor=visit.actor, now=visit.now
    )  # fmt: skip


@members_only(Act.MANAGE)
def schedule_edit(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    """Its name to be changed; its layers, and the ways to all that is changed elsewhere."""
    schedule = found_schedule(visit, schedule_id)
    form = NameForm(
        data_of(request),
        initial={"name": schedule.name, "edition": edition_of({"name": schedule.name})},
    )
    if saved(form, lambda: _rename(visit, schedule, form)):
        messages.success(request, _("Saved."))
        return redirect("schedule_edit", schedule_id=schedule.pk)
    return _edit_page(request, visit, schedule, form)


def _rename(visit: Visit, schedule: Schedule, form: NameForm) -> None:
    found = form.cleaned_data
    rename_schedule(
        schedule=schedule, name=found["name"], seen=found["edition"], actor=visit.actor, now=visit.now
    )


def _edit_page(request: HttpRequest, visit: Visit, schedule: Schedule, form: NameForm) -> HttpResponse:
    versions = newest_versions(schedule)
    live = [row for row in versions if row.held.upper is None or row.held.upper > visit.now]
    context = {
        "room": "schedules", "schedule": schedule, "form": form, "layers": [_told(row, visit) for row in live],
        "ended": [row for row in versions if row not in live], "policies": policies_naming(schedule),
    }  # fmt: skip
    return show(request, visit, "schedules/edit.html", context, status=422 if form.errors else 200)


def _told(row: LayerVersion, visit: Visit) -> dict[str, object]:
    """A layer's line: what it says, and since when or from when on."""
    return {
        "row": row, "people": people_words(row), "turn": turn_words(row.turn_length, row.turn_unit),
        "hours": hours_words(row), "planned": row.held.lower if row.held.lower > visit.now else None,
    }  # fmt: skip


@members_only(Act.MANAGE)
def schedule_zone(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    """Which zone; the next page says what that moves and asks."""
    schedule = found_schedule(visit, schedule_id)
    initial = {"time_zone": schedule.time_zone}
    form = ZoneForm(data_of(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        target = reverse("schedule_zone_sure", args=[schedule.pk])
        return redirect(f"{target}?{urlencode({'to': form.cleaned_data['time_zone']})}")
    return form_page(
        request, visit, form, title=_("Another time zone for %(name)s") % {"name": schedule.name},
        leave=reverse("schedule_edit", args=[schedule.pk]), crumbs=edit_crumbs(schedule), room="schedules",
        save=_("See what that moves"),
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first
def schedule_zone_sure(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    schedule = found_schedule(visit, schedule_id)
    asked = {"time_zone": request.GET.get("to", ""), "edition": edition_of({"time_zone": schedule.time_zone})}
    form = ZoneForm(request.POST if request.method == "POST" else asked)
    if not form.is_valid():
        return redirect("schedule_zone", schedule_id=schedule.pk)
    found = form.cleaned_data
    if request.method == "POST":
        try:
            edit = partial(
                change_zone, schedule=schedule, time_zone=found["time_zone"], seen=found["edition"], actor=visit.actor,
                now=visit.now,
            )  # fmt: skip
            covered(request, visit, edit, policies=policy_ids_naming(schedule))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved. The past stays on the old clock."))
        return redirect("schedule_edit", schedule_id=schedule.pk)
    moves = [
        what_moves(row, zone(found["time_zone"]), visit.now) for row in layers_in_force(schedule, visit.now)
    ]
    return confirm_page(
        request, visit, title=_("Move %(name)s to the clock of %(zone)s?") % {"name": schedule.name, "zone": place_of(found["time_zone"])},
        breaks=[*moves, _("Overrides and times off stay where they are."), _("Whoever is on call now stays on call until the next handoff.")],
        deed=_("Move it"), leave=reverse("schedule_edit", args=[schedule.pk]), crumbs=edit_crumbs(schedule), room="schedules",
        form=form, template="schedules/zone_sure.html",
    )  # fmt: skip


@members_only(Act.MANAGE)
def schedule_archive(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    schedule = found_schedule(visit, schedule_id)
    if request.method == "POST":
        try:
            archive_with_swaps(schedule=schedule, actor=visit.actor, now=visit.now)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("schedule_archive", schedule_id=schedule.pk)
        messages.success(request, _("%(name)s is archived.") % {"name": schedule.name})
        return redirect("schedules")
    title = _("Archive %(name)s?") % {"name": schedule.name}
    users = [(policy.name, reverse("policy", args=[policy.pk])) for policy in policies_naming(schedule)]
    if users:
        context = {
            "room": "schedules", "title": title, "crumbs": edit_crumbs(schedule), "users": users,
            "words": _("It is in use: these policies page whoever is on call in it. Take it out of their steps first."),
            "leave": reverse("schedule_edit", args=[schedule.pk]),
        }  # fmt: skip
        return show(request, visit, "edit/in_use.html", context)
    return confirm_page(
        request, visit, title=title, breaks=_what_archiving_breaks(schedule, visit), deed=_("Archive it"),
        leave=reverse("schedule_edit", args=[schedule.pk]), crumbs=edit_crumbs(schedule), room="schedules",
    )  # fmt: skip


def _what_archiving_breaks(schedule: Schedule, visit: Visit) -> list[str]:
    coming = overrides_between(schedule, visit.now, visit.now.replace(year=9999)).count()
    words = [
        _("No step of a policy names it: nobody is paged by it today."),
        _("It leaves every list and the board. Incidents that are open go on as they began."),
    ]
    if coming:
        lost = ngettext("%(n)s change on top goes with it.", "%(n)s changes on top go with it.", coming)
        words.append(lost % {"n": coming})
    return words
