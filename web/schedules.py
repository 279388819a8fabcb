"""Schedules as pages to read: who is on call, drawn and in words."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Act
from oncall.actions.shadows import shadows_of
from oncall.models import Schedule
from oncall.queries import get_schedule
from routing.hole_groups import groups_of
from routing.hole_queries import hole_snapshot
from routing.holes import Hole
from routing.models import HoleSnapshot
from routing.stored_holes import found_in
from web.duty import duties, unconfirmed_in
from web.edit import Crumb
from web.found import or_404
from web.hole_notice import notice_in
from web.override_rights import may_cancel
from web.schedule_sheet import sheet_of
from web.schedule_window import window_of
from web.swap_rows import rows_of
from web.visit import Visit, members_only, show


@members_only(Act.VIEW)
def schedule_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = duties(visit.organization, visit.now)
    return show(request, visit, "schedules/list.html", {"room": "schedules", "duties": found})


@members_only(Act.VIEW)
def schedule_page(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    """Two weeks in the reader's zone: from today, or from `?from=`."""
    schedule = found_schedule(visit, schedule_id)
    window = window_of(request.GET.get("from", ""), zone=visit.zone, now=visit.now)
    row = hole_snapshot(visit.organization)
    holes = holes_of(row, schedule, visit.now)
    sheet = sheet_of(schedule, window, now=visit.now, may_change=visit.may(Act.OVERRIDE_SELF), holes=holes)
    context = {
        "room": "schedules",
        "schedule": schedule,
        "sheet": sheet,
        "hole_groups": groups_of(holes),
        "hole_notice": notice_in(row),
        "window": window,
        "overrides": [
            (row, row.end_at > visit.now and may_cancel(visit.membership, row)) for row in sheet.overrides
        ],
        "asked": rows_of(sheet.asked, visit.membership),
        "shadows": shadows_of(schedule),
        "unconfirmed": unconfirmed_in(schedule, visit.now),
        "may_take": visit.may(Act.OVERRIDE_SELF),
    }
    return show(request, visit, "schedules/page.html", context)


def holes_of(row: HoleSnapshot, schedule: Schedule, now: datetime) -> list[Hole]:
    """Those of steps that this schedule is one of, and that are not over."""
    found = found_in(row.content)
    return (
        [hole for hole in found.holes if schedule.pk in hole.schedule_ids and hole.end > now] if found else []
    )


def found_schedule(visit: Visit, schedule_id: int) -> Schedule:
    """Raises Http404, also for another organization's."""
    return or_404(get_schedule, visit.organization, schedule_id)


def edit_crumbs(schedule: Schedule) -> list[Crumb]:
    """The way back from what edits a schedule."""
    return [
        Crumb(_("Schedules"), reverse("schedules")),
        Crumb(schedule.name, reverse("schedule", args=[schedule.pk])),
        Crumb(_("Edit"), reverse("schedule_edit", args=[schedule.pk])),
    ]
