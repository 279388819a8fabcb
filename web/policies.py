"""Escalation policies: the list, the editor with its forecast, archiving."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from accounts.refusal import Refused
from oncall.actions.policies import add_policy, edit_policy
from oncall.models import EscalationPolicy
from oncall.queries import get_policy, policies
from routing.actions.routes import archive_policy
from routing.queries import routes
from web.cover import asks_first, covered
from web.edit import Crumb, confirm_page, saved
from web.found import or_404
from web.once import once
from web.policy_forecast import told
from web.policy_form import PolicyForm, blank_form, form_after, form_of_policy, sent_form
from web.policy_rows import StepRow
from web.route_words import case_words
from web.visit import Visit, members_only, show

SAVE, LOOK = "save", "look"


@members_only(Act.MANAGE)
def policy_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    found, served = list(policies(visit.organization)), routes(visit.organization)
    rows = [
        (policy, [case_words(route) for route in served if route.policy_id == policy.pk]) for policy in found
    ]
    return show(
        request, visit, "policies/list.html", {"room": "setup", "rows": rows, "crumbs": _crumbs()[:1]}
    )


@members_only(Act.MANAGE)
@once
def policy_add(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return _editor(request, visit, None, blank_form(visit.organization))
    form, saving = _sent(request, visit)
    if saving and saved(
        form,
        lambda: add_policy(
            organization=visit.organization, draft=form.draft, actor=visit.actor, now=visit.now
        ),
    ):
        messages.success(request, _("Saved. No route uses it yet: say what it is for."))
        return redirect("routes")
    return _editor(request, visit, None, form)


@members_only(Act.MANAGE)
@asks_first
def policy_page(request: HttpRequest, visit: Visit, policy_id: int) -> HttpResponse:
    policy = found_policy(visit, policy_id)
    if request.method != "POST":
        return _editor(request, visit, policy, form_of_policy(policy))
    form, saving = _sent(request, visit)
    if saving and saved(form, lambda: _change(request, visit, policy, form)):
        messages.success(request, _("Saved. Incidents that are open keep the policy they began with."))
        return redirect("policies")
    return _editor(request, visit, policy, form)


def _change(request: HttpRequest, visit: Visit, policy: EscalationPolicy, form: PolicyForm) -> None:
    edit = partial(
        edit_policy, policy=policy, draft=form.draft, seen=form.cleaned_data["edition"], actor=visit.actor,
        now=visit.now,
    )  # fmt: skip
    covered(request, visit, edit, policies=[policy.pk])


@require_POST
@members_only(Act.MANAGE)
def policy_forecast(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the form as it is typed would do; a fragment."""
    return show(
        request, visit, "policies/_forecast.html", _seen(sent_form(request.POST, visit.organization), visit)
    )


@members_only(Act.MANAGE)
def policy_archive(request: HttpRequest, visit: Visit, policy_id: int) -> HttpResponse:
    policy = found_policy(visit, policy_id)
    if request.method == "POST":
        try:
            archive_policy(policy=policy, actor=visit.actor, now=visit.now)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("policy_archive", policy_id=policy.pk)
        messages.success(request, _("%(name)s is archived.") % {"name": policy.name})
        return redirect("policies")
    title, leave = _("Archive %(name)s?") % {"name": policy.name}, reverse("policy", args=[policy.pk])
    used = [
        (case_words(row), reverse("route", args=[row.pk]))
        for row in routes(visit.organization)
        if row.policy_id == policy.pk
    ]
    if used:
        context = {
            "room": "setup", "title": title, "crumbs": _crumbs(), "users": used, "leave": leave,
            "words": _("It is in use by these routes. Give them another policy first."),
        }  # fmt: skip
        return show(request, visit, "edit/in_use.html", context)
    breaks = [
        _("No route uses it: nothing new is paged by it today."),
        _("Incidents that are open keep the policy they began with."),
    ]
    return confirm_page(
        request, visit, title=title, breaks=breaks, deed=_("Archive it"), leave=leave, crumbs=_crumbs()
    )


def found_policy(visit: Visit, policy_id: int) -> EscalationPolicy:
    """Raises Http404, also for another organization's."""
    return or_404(get_policy, visit.organization, policy_id)


def _sent(request: HttpRequest, visit: Visit) -> tuple[PolicyForm, bool]:
    """The form, and whether it is to be saved; its small buttons change rows and check nothing."""
    deed = request.POST.get("do", SAVE)
    if deed in (SAVE, LOOK):
        return sent_form(request.POST, visit.organization), deed == SAVE
    return form_after(deed, request.POST, visit.organization), False


def _editor(
    request: HttpRequest, visit: Visit, policy: EscalationPolicy | None, form: PolicyForm
) -> HttpResponse:
    title = _("Change the policy %(name)s") % {"name": policy.name} if policy else _("New policy")
    context = {
        "room": "setup", "title": title, "policy": policy, "crumbs": _crumbs(), "leave": reverse("policies"),
        "fresh": StepRow(0),
        **_seen(form, visit),
    }  # fmt: skip
    return show(request, visit, "policies/form.html", context, status=422 if form.errors else 200)


def _seen(form: PolicyForm, visit: Visit) -> dict[str, object]:
    """The form, and its forecast where it was sent and says enough; an untouched page asks for it when it is there."""
    return {"form": form, "stages": told(form, visit.now) if form.is_bound and form.is_valid() else []}


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Set up"), reverse("setup")), Crumb(_("Escalation policies"), reverse("policies"))]
