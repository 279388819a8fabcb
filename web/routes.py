"""Routes: which policy serves which client, service line and priority, and who answers for a case right now."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.edition import edition_of
from accounts.models import Membership
from accounts.permissions import Act
from oncall.models import EscalationStep
from oncall.queries import steps_of
from oncall.spec import Person
from oncall.stored_specs import on_call
from routing.actions.routes import Case, add_route, edit_route, remove_route, route_state
from routing.models import Route
from routing.queries import fitting_route, get_route, routes
from web.cover import asks_first_in, goes_back, promises_covered
from web.duty import by_id, named
from web.edit import Crumb, confirm_page, data_of, form_page, saved
from web.found import or_404
from web.once import once
from web.route_form import QuestionForm, RouteForm
from web.route_words import case_words
from web.visit import Visit, members_only, show


@members_only(Act.MANAGE)
def route_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The most specific first; `?service_line=&priority=&client=` asks who answers."""
    rows = routes(visit.organization)
    asked = QuestionForm(request.GET if "priority" in request.GET else None, organization=visit.organization)
    context = {
        "room": "setup", "crumbs": _crumbs()[:1], "routes": [(row, case_words(row)) for row in rows], "form": asked,
        "answer": _answer(visit, rows, asked) if asked.is_bound and asked.is_valid() else None,
    }  # fmt: skip
    return show(request, visit, "routes/list.html", context)


def _answer(visit: Visit, rows: list[Route], asked: QuestionForm) -> dict[str, object]:
    """The route that serves the case, and whom its first step pages now."""
    found = asked.cleaned_data
    route = fitting_route(
        rows, client_id=found["client"] and found["client"].pk, service_line=found["service_line"],
        priority=found["priority"],
    )  # fmt: skip
    if route is None:
        return {"route": None}
    steps = list(steps_of(route.policy))
    return {
        "route": route, "case": case_words(route), "people": _first_people(steps, visit),
        "targets": [[str(one.schedule or one.member) for one in step.targets.all()] for step in steps],
    }  # fmt: skip


def _first_people(steps: list[EscalationStep], visit: Visit) -> list[Membership]:
    """Whom the first step pages now."""
    targets = list(steps[0].targets.all()) if steps else []
    turns = on_call([one.schedule for one in targets if one.schedule], visit.now)
    found: list[Person] = []
    for one in targets:
        found.extend(turns[one.schedule.pk].people if one.schedule else [one.member_id])
    return named(dict.fromkeys(found), by_id(visit.organization))


@members_only(Act.MANAGE)
@asks_first_in("setup")
@once
def route_add(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = RouteForm(data_of(request), organization=visit.organization)
    if saved(form, lambda: promises_covered(request, visit, lambda: _add(visit, form))):
        return _back(request)
    return form_page(
        request, visit, form, title=_("New route"), leave=reverse("routes"), crumbs=_crumbs(),
        intro=_("The most specific route wins: a client before a service line before a priority."),
    )  # fmt: skip


def _add(visit: Visit, form: RouteForm) -> Route:
    return add_route(
        organization=visit.organization, case=form.case, policy=form.cleaned_data["policy"], actor=visit.actor, now=visit.now
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first_in("setup")
def route_page(request: HttpRequest, visit: Visit, route_id: int) -> HttpResponse:
    route = _found(visit, route_id)
    initial = {
        "client": route.client_id, "service_line": route.service_line, "priority": route.priority,
        "policy": route.policy_id, "edition": edition_of(route_state(route)),
    }  # fmt: skip
    form = RouteForm(data_of(request), organization=visit.organization, initial=initial)
    if saved(form, lambda: promises_covered(request, visit, lambda: _edit(visit, route, form))):
        return _back(request)
    return form_page(
        request, visit, form, title=_("Change the route for %(case)s") % {"case": case_words(route)},
        leave=reverse("routes"), crumbs=_crumbs(),
    )  # fmt: skip


def _edit(visit: Visit, route: Route, form: RouteForm) -> Route:
    return edit_route(
        route=route, case=form.case, policy=form.cleaned_data["policy"], actor=visit.actor, now=visit.now,
        seen=form.cleaned_data["edition"],
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first_in("setup")
def route_remove(request: HttpRequest, visit: Visit, route_id: int) -> HttpResponse:
    route = _found(visit, route_id)
    if Case.of(route).is_everything:
        messages.error(request, _("The route for everything else stays: nothing may be without a policy."))
        return redirect("routes")
    if request.method == "POST" and not goes_back(request):
        promises_covered(request, visit, partial(remove_route, route=route, actor=visit.actor, now=visit.now))
        messages.success(request, _("Removed."))
        return redirect("routes")
    left = [row for row in routes(visit.organization) if row.pk != route.pk]
    follows = fitting_route(
        left, client_id=route.client_id, service_line=route.service_line, priority=route.priority
    )
    breaks = [
        _("%(policy)s no longer serves %(case)s.") % {"policy": route.policy.name, "case": case_words(route)},
        _("From now on it is served by %(policy)s.") % {"policy": follows.policy.name}
        if follows
        else _("Then nothing but the fallback answers for it."),
        _("Incidents that are open keep the policy they began with."),
    ]
    return confirm_page(
        request, visit, title=_("Remove the route for %(case)s?") % {"case": case_words(route)}, breaks=breaks,
        deed=_("Remove it"), leave=reverse("routes"), crumbs=_crumbs(),
    )  # fmt: skip


def _back(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved. It holds for what comes in from now on."))
    return redirect("routes")


def _found(visit: Visit, route_id: int) -> Route:
    """Raises Http404, also for another organization's."""
    return or_404(get_route, visit.organization, route_id)


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Set up"), reverse("setup")), Crumb(_("Routes"), reverse("routes"))]
