"""Changing a schedule for a while: "I'll take it", overrides by form, and canceling them."""

from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Membership
from accounts.permissions import Act
from accounts.queries import get_membership
from hours.wall import local
from oncall.actions.override import OverrideConflict, add_override, cancel_override
from oncall.models import OverrideKind, Schedule
from oncall.queries import get_override, overrides_between, policy_ids_naming
from web.cover import asks_first, covered, goes_back
from web.found import id_in, or_404
from web.local_times import PATTERN
from web.once import once
from web.override_form import KINDS, OverrideForm
from web.override_rights import may_add, may_cancel
from web.schedules import found_schedule
from web.suggested import COMES_IN, suggestions
from web.visit import Visit, members_only, show


@members_only(Act.OVERRIDE_SELF)
@asks_first
@once
def add(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    """The form of one kind (`?kind=`); conflicts come back in words, with everything typed kept."""
    schedule = found_schedule(visit, schedule_id)
    kind = _kind(request)
    if request.method != "POST":
        return _form_page(
            request,
            visit,
            schedule,
            kind,
            OverrideForm(schedule=schedule, kind=kind, initial=_initial(request, visit, schedule, kind)),
        )
    if "suggest" in request.POST:
        typed = {
            name: request.POST.getlist(name) if name == "people" else text
            for name, text in request.POST.items()
        }
        return _form_page(
            request, visit, schedule, kind, OverrideForm(schedule=schedule, kind=kind, initial=typed)
        )
    form = OverrideForm(request.POST, schedule=schedule, kind=kind)
    if goes_back(request):
        return _form_page(request, visit, schedule, kind, form)
    if form.is_valid() and _added(request, visit, schedule, kind, form):
        messages.success(request, _("Saved. The schedule shows it."))
        return redirect("schedule", schedule_id=schedule.pk)
    return _form_page(request, visit, schedule, kind, form, status=422)


def _added(
    request: HttpRequest, visit: Visit, schedule: Schedule, kind: OverrideKind, form: OverrideForm
) -> bool:
    """False, with the reason on the form, where it can't be. Raises PermissionDenied, NewHoles."""
    found = form.cleaned_data
    subject, stand_in, people = found.get("subject"), found.get("stand_in"), list(found.get("people") or [])
    if not may_add(visit.membership, kind, subject, stand_in, people):
        raise PermissionDenied(_("You can change your own time on call. For others ask a manager."))
    start_at, end_at = form.instants()
    edit = partial(
        add_override, schedule=schedule, kind=kind, subject=subject, stand_in=stand_in, people=people,
        start_at=start_at, end_at=end_at, reason=found["reason"], made_by=visit.membership, actor=visit.actor,
        now=visit.now,
    )  # fmt: skip
    try:
        covered(request, visit, edit, start_at=start_at, end_at=end_at, policies=policy_ids_naming(schedule))
    except OverrideConflict as conflict:
        form.add_error(None, str(conflict))
        return False
    return True


@require_POST
@members_only(Act.OVERRIDE_SELF)
@asks_first
def take_shift(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    """I take this shift (`start`, `end`) instead of a member (`instead_of`), or a gap."""
    schedule = found_schedule(visit, schedule_id)
    if goes_back(request):
        return redirect("schedule", schedule_id=schedule.pk)
    start_at, end_at = _instant(request, "start"), _instant(request, "end")
    asked = _taking(request, visit, schedule, start_at, end_at)
    edit = partial(
        add_override, schedule=schedule, start_at=max(start_at, visit.now), end_at=end_at, made_by=visit.membership,
        actor=visit.actor, now=visit.now, **asked,
    )  # fmt: skip
    try:
        covered(request, visit, edit, start_at=start_at, end_at=end_at, policies=policy_ids_naming(schedule))
        messages.success(request, _("It is yours. Thank you."))
    except OverrideConflict as conflict:
        messages.error(request, str(conflict))
    return redirect("schedule", schedule_id=schedule.pk)


def _taking(
    request: HttpRequest, visit: Visit, schedule: Schedule, start_at: datetime, end_at: datetime
) -> dict[str, Any]:
    """A gap: I come in addition. A plain shift: I stand in. Where overrides already rule: only me."""
    subject = _member(visit, request.POST.get("instead_of", ""))
    if subject is None:
        return {"kind": OverrideKind.ADD, "subject": visit.membership}
    if overrides_between(schedule, start_at, end_at).exists():
        return {"kind": OverrideKind.SET, "people": [visit.membership]}
    return {"kind": OverrideKind.REPLACE, "subject": subject, "stand_in": visit.membership}


@require_POST
@members_only(Act.OVERRIDE_SELF)
@asks_first
def cancel(request: HttpRequest, visit: Visit, schedule_id: int, override_id: int) -> HttpResponse:
    schedule = found_schedule(visit, schedule_id)
    row = or_404(get_override, schedule, override_id)
    if not may_cancel(visit.membership, row):
        raise PermissionDenied(_("You can cancel what you made yourself. For others ask a manager."))
    if goes_back(request):
        return redirect("schedule", schedule_id=schedule.pk)
    edit = partial(cancel_override, override=row, actor=visit.actor, now=visit.now)
    done = covered(
        request, visit, edit, start_at=row.start_at, end_at=row.end_at, policies=policy_ids_naming(schedule)
    )
    messages.success(request, _("Canceled.") if done else _("It was canceled before."))
    return redirect("schedule", schedule_id=schedule.pk)


def _kind(request: HttpRequest) -> OverrideKind:
    """Raises Http404 for a kind there is not."""
    try:
        return OverrideKind(request.GET.get("kind", OverrideKind.REPLACE))
    except ValueError:
        raise Http404 from None


def _initial(request: HttpRequest, visit: Visit, schedule: Schedule, kind: OverrideKind) -> dict[str, object]:
    """What the way here says (a shift, a gap); else myself where it may be me, and this hour for a start."""
    wall = local(visit.now, ZoneInfo(schedule.time_zone)).replace(minute=0, second=0, microsecond=0)
    me = visit.membership.pk
    who = (
        {"stand_in": me, "people": [me]}
        if kind in (OverrideKind.REPLACE, OverrideKind.SET)
        else {"subject": me}
    )
    names = ("starts", "ends", "subject", "stand_in", "people")
    asked = {name: request.GET[name] for name in names if request.GET.get(name)}
    return {"starts": wall.strftime(PATTERN), **who, **asked}


def _form_page(
    request: HttpRequest,
    visit: Visit,
    schedule: Schedule,
    kind: OverrideKind,
    form: OverrideForm,
    status: int = 200,
) -> HttpResponse:
    tabs = [(value, words, value == kind) for value, words in KINDS.items()]
    context = {"room": "schedules", "schedule": schedule, "kind": kind, "form": form, "tabs": tabs}
    if visit.may(Act.OVERRIDE_OTHERS) and kind in COMES_IN:
        found = suggestions(schedule, kind, form, now=visit.now)
        context |= {"may_suggest": True, "suggested": found}
    return show(request, visit, "overrides/form.html", context, status=status)


def _instant(request: HttpRequest, name: str) -> datetime:
    """An instant with its offset from a hidden field. Raises Http404 for anything else."""
    try:
        found = parse_datetime(request.POST.get(name, ""))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Http404
    return found


def _member(visit: Visit, text: str) -> Membership | None:
    """The member with this id; None where none is named. Raises Http404."""
    if not text:
        return None
    return or_404(get_membership, visit.organization, id_in(text))
