"""Asking for cover: tonight in two taps, or any time of one's own, maybe in exchange."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Act
from hours.wall import local
from oncall.models import Swap
from routing.actions.swap_ask import ask
from routing.swap_people import stand_ins
from web.cover_form import stretches
from web.edit import Crumb, data_of, form_page, saved
from web.local_times import PATTERN
from web.my_duty import my_duties
from web.once import once
from web.swap_forms import AskForm, SwapForm
from web.swap_times import Times, times_of
from web.visit import Visit, members_only, show

A_NIGHT = timedelta(hours=12)


@members_only(Act.OVERRIDE_SELF)
@once
def ask_cover(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Tap "Cover me", tap "Ask": everyone is asked to be on until the morning."""
    offered = stretches(my_duties(visit.membership, visit.now), zone=visit.zone, now=visit.now)
    people = list(stand_ins(visit.membership))
    if not offered or not people:
        return show(request, visit, "me/no_cover.html", {"room": "me", "offered": offered}, status=200)
    form = AskForm(data_of(request), offered=offered, people=people)
    if saved(form, lambda: _ask(visit, form)):
        return _asked(request)
    return form_page(
        request, visit, form, title=_("Cover me"), leave=reverse("me"), crumbs=[Crumb(_("Me"), reverse("me"))],
        intro=_("The first who says yes has it. Until then you stay on call, and are told 15 minutes before if nobody took it."),
        save=_("Ask them"), room="me", template="swaps/ask.html",
    )  # fmt: skip


@members_only(Act.OVERRIDE_SELF)
@once
def swap_new(request: HttpRequest, visit: Visit) -> HttpResponse:
    times, people = (
        times_of(visit.membership, zone=visit.zone, now=visit.now),
        list(stand_ins(visit.membership)),
    )
    if not times.mine or not people:
        return show(request, visit, "me/no_cover.html", {"room": "me", "offered": times.mine}, status=200)
    form = SwapForm(data_of(request), times=times, people=people, initial=_initial(request, visit, times))
    if saved(form, lambda: _ask(visit, form)):
        return _asked(request)
    return form_page(
        request, visit, form, title=_("Ask for cover"), leave=reverse("swaps"), save=_("Ask them"), room="schedules",
        crumbs=[Crumb(_("Schedules"), reverse("schedules")), Crumb(_("Swaps"), reverse("swaps"))],
        intro=_("Of any time you are on call. You stay on call until somebody takes it."),
    )  # fmt: skip


def _ask(visit: Visit, form: AskForm | SwapForm) -> Swap:
    return ask(asker=visit.membership, question=form.question(), actor=visit.actor, now=visit.now)


def _asked(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("They are asked now. You stay on call until somebody takes it."))
    return redirect("swaps")


def _initial(request: HttpRequest, visit: Visit, times: Times) -> dict[str, object]:
    """What the way here says; else my next time on call."""
    asked = {name: request.GET[name] for name in ("schedule", "start", "end") if request.GET.get(name)}
    first, time = times.mine[0], times.next
    begins = max(time.start, visit.now) if time else visit.now
    start = local(begins, ZoneInfo(first.time_zone)).replace(second=0, microsecond=0)
    start = start.replace(minute=0) if begins == visit.now else start
    return {
        "schedule": str(first.pk),
        "start": start.strftime(PATTERN),
        "end": (start + A_NIGHT).strftime(PATTERN),
        **asked,
    }
