"""What was worked on an incident and what that costs; a person corrects their own entries, managers anybody's."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Membership
from accounts.permissions import Act
from accounts.refusal import Refused
from routing.actions.work import confirm_work, correct_work, take_work_out, write_work
from routing.ledger import incident_bill
from routing.models import Incident, WorkEntry
from routing.work_queries import get_work
from web.edit import Crumb, asked, data_of, form_page, saved
from web.found import or_404
from web.incidents import found_incident
from web.once import once
from web.visit import Visit, members_only, show
from web.work_form import WorkForm


@members_only(Act.RESPOND)
def work_page(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """A part of the incident's page; without JavaScript a page of its own. Not for viewers: who works how long, and what
    a client pays, is for whoever works too.
    """
    incident = found_incident(visit, number)
    made = incident_bill(incident)
    context = {
        "room": "incidents", "incident": incident, "made": made,
        "entries": [(entry, may_write(visit, entry.member)) for entry in made.entries],
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return show(request, visit, "work/_bill.html", context | {"is_part": True})
    return show(request, visit, "work/page.html", context)


def may_write(visit: Visit, member: Membership | None) -> bool:
    """One's own work is one's own to say; everybody's is a manager's."""
    return visit.may_manage or (visit.may_respond and member == visit.membership)


@members_only(Act.RESPOND)
@once
def work_add(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    incident = found_incident(visit, number)
    form = WorkForm(data_of(request), visit=visit)
    if saved(form, lambda: _write(visit, incident, form)):
        messages.success(request, _("It is written down."))
        return redirect("incident_work", number=number)
    return _form(
        request, visit, incident, form, _("Work on %(reference)s") % {"reference": incident.reference}
    )


@members_only(Act.RESPOND)
@once
def work_edit(request: HttpRequest, visit: Visit, number: int, entry_id: int) -> HttpResponse:
    incident, entry = _found(visit, number, entry_id)
    form = WorkForm(data_of(request), visit=visit, entry=entry)
    if saved(form, lambda: correct_work(entry=entry, work=form.work(), actor=visit.actor, now=visit.now)):
        messages.success(request, _("Corrected. The entry before it is kept, and counts no more."))
        return redirect("incident_work", number=number)
    return _form(
        request,
        visit,
        incident,
        form,
        _("Correct the work of %(name)s") % {"name": entry.member or entry.written_by},
    )


@require_POST
@members_only(Act.RESPOND)
def work_right(request: HttpRequest, visit: Visit, number: int, entry_id: int) -> HttpResponse:
    entry = _found(visit, number, entry_id)[1]
    try:
        confirm_work(entry=entry, actor=visit.actor, now=visit.now)
        messages.success(request, _("Checked: it counts as it stands."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("incident_work", number=number)


@members_only(Act.RESPOND)
def work_remove(request: HttpRequest, visit: Visit, number: int, entry_id: int) -> HttpResponse:
    incident, entry = _found(visit, number, entry_id)

    def act() -> bool:
        take_work_out(entry=entry, actor=visit.actor, now=visit.now)
        return True

    return asked(
        request, visit, act, title=_("Take this work out?"), deed=_("Take it out"), done=_("It counts no more."),
        breaks=[
            _("%(minutes)s minutes of %(name)s are neither billed nor paid.")
            % {"minutes": entry.minutes, "name": entry.member or entry.written_by},
            _("The entry is kept in the audit, and you can write it down again."),
        ],
        leave=reverse("incident_work", args=[number]), crumbs=_crumbs(incident), room="incidents",
    )  # fmt: skip


def _write(visit: Visit, incident: Incident, form: WorkForm) -> WorkEntry:
    return write_work(incident_id=incident.pk, work=form.work(), actor=visit.actor, now=visit.now)


def _found(visit: Visit, number: int, entry_id: int) -> tuple[Incident, WorkEntry]:
    """Raises Http404; PermissionDenied for somebody else's work."""
    incident = found_incident(visit, number)
    entry = or_404(get_work, incident, entry_id)
    if not may_write(visit, entry.member):
        raise PermissionDenied(
            _("This is somebody else's work. They, or an owner or manager, can correct it.")
        )
    return incident, entry


def _form(request: HttpRequest, visit: Visit, incident: Incident, form: WorkForm, title: str) -> HttpResponse:
    return form_page(
        request, visit, form, title=title, leave=reverse("incident_work", args=[incident.number]),
        crumbs=_crumbs(incident), room="incidents",
        intro=_("What the client is billed and what you are paid follow from these times."),
    )  # fmt: skip


def _crumbs(incident: Incident) -> list[Crumb]:
    return [
        Crumb(incident.reference, reverse("incident", args=[incident.number])),
        Crumb(_("Work"), reverse("incident_work", args=[incident.number])),
    ]
