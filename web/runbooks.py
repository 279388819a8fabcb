"""Runbooks: the list, and the form in which one is made and edited."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.edition import edition_of
from accounts.permissions import Act
from routing.classes import classes_heard_of
from sla.actions.runbooks import (
    RunbookDetails,
    archive_runbook,
    create_runbook,
    details_of,
    edit_runbook,
    runbook_state,
)
from sla.lookups import get_runbook, runbooks_in_use
from sla.models import LINES, Runbook
from sla.runbook_check import unready_for_the_night
from web.edit import Crumb, confirm_page, form_page, saved
from web.found import asked_client, or_404
from web.numbered import numbered
from web.once import once
from web.runbook_form import (
    RunbookForm,
    StepForm,
    details_from,
    lines_in,
    moved,
    runbook_initial,
    step_forms,
)
from web.visit import Visit, members_only, show

Save = Callable[[RunbookDetails, str], Runbook]


@members_only(Act.MANAGE)
def runbook_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    page = numbered(request, runbooks_in_use(visit.organization))
    context = {
        "room": "setup", "page": page, "rows": page.rows,
        "unready": len(unready_for_the_night(visit.organization, visit.now)),
    }  # fmt: skip
    return show(request, visit, "runbooks/list.html", context)


@members_only(Act.MANAGE)
@once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?client=northwind-dental&line=security` begins it for that client and line, `?copy=12` as another one is."""
    begun = _begun(request, visit)

    def save(details: RunbookDetails, seen: str) -> Runbook:
        return create_runbook(
            organization=visit.organization, details=details, actor=visit.actor, now=visit.now
        )

    return _form(request, visit, begun, save, title=_("A new runbook"), leave=reverse("runbooks"))


@members_only(Act.MANAGE)
def runbook(request: HttpRequest, visit: Visit, runbook_id: int) -> HttpResponse:
    row = _found(visit, runbook_id)

    def save(details: RunbookDetails, seen: str) -> Runbook:
        return edit_runbook(runbook=row, details=details, actor=visit.actor, now=visit.now, seen=seen)

    return _form(
        request, visit, details_of(row), save, title=_("Edit %(title)s") % {"title": row.title},
        leave=reverse("runbooks"), row=row, edition=edition_of(runbook_state(row)),
        intro=_("Whoever works on an open incident keeps the steps they have. New incidents get what you save here."),
    )  # fmt: skip


def _form(
    request: HttpRequest,
    visit: Visit,
    begun: RunbookDetails,
    save: Save,
    *,
    title: str,
    leave: str,
    intro: str = "",
    row: Runbook | None = None,
    edition: str = "",
) -> HttpResponse:
    """A button other than Save changes the lines and shows the form again; nothing is stored then."""
    initial, lines = runbook_initial(begun)
    initial["edition"] = edition
    if request.method != "POST":
        form = RunbookForm(organization=visit.organization, initial=initial)
        steps = step_forms(lines, bound=False)
    elif (changed := moved(lines_in(request.POST), request.POST.get("do", "save"))) is not None:
        form = RunbookForm(organization=visit.organization, initial=request.POST.dict())
        steps = step_forms(changed, bound=False)
    else:
        form = RunbookForm(request.POST, organization=visit.organization)
        steps = step_forms(lines_in(request.POST), bound=True)
        if _saved(form, steps, save):
            messages.success(request, _("Saved. New incidents get these steps."))
            return redirect("runbooks")
    return form_page(
        request, visit, form, title=title, leave=leave, intro=intro, template="runbooks/form.html", row=row,
        crumbs=[Crumb(_("Runbooks"), reverse("runbooks"))], steps=steps, classes=classes_heard_of(visit.organization, visit.now),
    )  # fmt: skip


def _saved(form: RunbookForm, steps: list[StepForm], save: Save) -> bool:
    """Whether everything was right and is stored; what is wrong with a step is said above the form too."""
    wrong = [str(number) for number, each in enumerate(steps, start=1) if not each.is_valid()]
    if wrong:
        form.add_error(None, _("Look at step %(numbers)s.") % {"numbers": ", ".join(wrong)})
        return False
    return saved(form, lambda: save(details_from(form, steps), form.cleaned_data["edition"]))


@members_only(Act.MANAGE)
def archive(request: HttpRequest, visit: Visit, runbook_id: int) -> HttpResponse:
    row = _found(visit, runbook_id)
    if request.method == "POST":
        archive_runbook(runbook=row, actor=visit.actor, now=visit.now)
        messages.success(request, _("%(title)s is archived.") % {"title": row.title})
        return redirect("runbooks")
    return confirm_page(
        request, visit, title=_("Archive %(title)s?") % {"title": row.title}, deed=_("Archive"),
        leave=reverse("runbooks"), crumbs=[Crumb(_("Runbooks"), reverse("runbooks"))],
        breaks=[
            _("New incidents do not get it any more: they get the next one that fits, or none."),
            _("Open incidents keep their steps and ticks."),
        ],
    )  # fmt: skip


def _found(visit: Visit, runbook_id: int) -> Runbook:
    """Raises Http404."""
    return or_404(get_runbook, visit.organization, runbook_id)


def _begun(request: HttpRequest, visit: Visit) -> RunbookDetails:
    """Raises Http404 for a client or a runbook there is not."""
    client = asked_client(visit.organization, request.GET.get("client", ""))
    copied = request.GET.get("copy", "")
    if not copied:
        line = request.GET.get("line", "")
        return RunbookDetails(title="", client=client, service_line=line if line in LINES else "")
    is_id = copied.isascii() and copied.isdigit() and len(copied) < 19
    return replace(details_of(_found(visit, int(copied) if is_id else 0)), client=client)
