"""The verbs on an incident as buttons and forms: each is one POST, one call of an action, and back to the page."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from accounts.refusal import Refused
from routing.actions import respond
from routing.actions import tick as ticking
from routing.actions.pause import pause as let_stand_still
from routing.actions.pause import resume as run_on
from routing.actions.update_client import send_update
from routing.client_ways import ways_to_client
from routing.models import Incident
from routing.queries import get_incident
from routing.update_draft import length_of
from routing.update_words import MOST_SEGMENTS
from web.edit import refuse
from web.incident_forms import NoteForm, PauseForm, ReassignForm, ResolveForm, SnoozeForm, UpdateForm
from web.incidents import found_incident, show_incident
from web.moments import short_moment
from web.visit import Visit, members_only, show

MOST_TYPED = 5000
Verb = Callable[[HttpRequest, Visit, Incident], str]
F = TypeVar("F", bound=forms.Form)


class Unfinished(Exception):
    """A form that can't be acted on yet; the page shows it again, open, with its errors."""

    def __init__(self, name: str, form: forms.Form) -> None:
        super().__init__(name)
        self.name, self.form = name, form


def verb(act: Verb) -> Callable[..., HttpResponseBase]:
    """A POST page for a verb that returns what it did in words. Too late: 409 with who has it. Bad input: 422."""

    @require_POST
    @members_only(Act.RESPOND)
    def page(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
        incident = found_incident(visit, number)
        try:
            messages.success(request, act(request, visit, incident))
        except Unfinished as open_form:
            more = {f"{open_form.name}_form": open_form.form, "open_verb": open_form.name}
            return show_incident(request, visit, incident, status=422, **more)
        except (respond.TooLate, respond.NotPossible) as refusal:
            fresh = get_incident(visit.organization, number)
            return show_incident(request, visit, fresh, status=409, refusal=late_words(refusal, fresh, visit))
        return redirect("incident", number=number)

    return page


def late_words(refusal: Exception, incident: Incident, visit: Visit) -> str:
    """Who has it since when, or the refusal's own words."""
    if not isinstance(refusal, respond.TooLate) or incident.taken_by is None or incident.taken_at is None:
        return str(refusal)
    since = short_moment(incident.taken_at, zone=visit.zone, now=visit.now)
    return _(
        "%(name)s has %(reference)s since %(since)s. Your answer came after that; nothing was changed."
    ) % {
        "name": incident.taken_by,
        "reference": incident.reference,
        "since": since,
    }


def _valid(name: str, form: F) -> F:
    """Raises Unfinished."""
    if not form.is_valid():
        raise Unfinished(name, form)
    return form


@verb
def take(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    respond.acknowledge(incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("You have it.")


@verb
def pass_on(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    respond.pass_on(incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("Passed on: the next person is being called.")


@verb
def escalate(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    respond.escalate_now(incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("The next person is being called now.")


@verb
def send_help(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    helpers = respond.send_help(
        incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now
    )
    names = ", ".join(str(helper) for helper in helpers)
    return _("Help is being called: %(names)s. You keep it.") % {"names": names}


@verb
def leave(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    respond.leave_until_opening(
        incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now
    )
    return _("It waits for the desk. The client's page says so.")


@verb
def reassign(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    form = _valid("reassign", ReassignForm(request.POST, organization=visit.organization))
    to = form.cleaned_data["to"]
    respond.reassign(incident_id=incident.pk, to=to, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("%(name)s is being called.") % {"name": to}


@verb
def snooze(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    form = _valid("snooze", SnoozeForm(request.POST, zone_name=visit.zone_name, now=visit.now))
    until = form.until_at(visit.zone)
    respond.snooze(
        incident_id=incident.pk, until=until, by=visit.membership, actor=visit.actor, now=visit.now
    )
    until_words = short_moment(until, zone=visit.zone, now=visit.now)
    return _("Nobody is paged until %(until)s.") % {"until": until_words}


@verb
def responded(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    how = request.POST.get("how", "")
    respond.responded(incident_id=incident.pk, how=how, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("Noted: you phoned the client.") if how == "called" else _("Noted: you wrote to the client.")


@verb
def update(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    form = _valid("update", UpdateForm(request.POST, ways=ways_to_client(incident)))
    try:
        send_update(
            incident_id=incident.pk, text=form.cleaned_data["text"], ways=form.chosen(), by=visit.membership,
            sending=form.cleaned_data["sending"], actor=visit.actor, now=visit.now,
        )  # fmt: skip
    except Refused as refused:
        refuse(form, refused)
        raise Unfinished("update", form) from None
    return _("The update is on its way to the client, and on the client's page.")


@require_POST
@members_only(Act.RESPOND)
def update_length(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """How long the update is as a text, while it is written."""
    words = request.POST.get("update-text", "")[:MOST_TYPED]
    found = length_of(found_incident(visit, number), words)
    return show(request, visit, "incidents/_update_length.html", {"length": found, "most": MOST_SEGMENTS})


@verb
def tick(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    position, runbook_id = step_meant(request)
    ticking.tick(
        incident_id=incident.pk, position=position, runbook_id=runbook_id, by=visit.membership, actor=visit.actor,
        now=visit.now,
    )  # fmt: skip
    return _("Step %(position)s is done.") % {"position": position}


def step_meant(request: HttpRequest) -> tuple[int, int | None]:
    """`position` of which `runbook`; without one of the one it has now. Raises NotPossible."""
    position, runbook = request.POST.get("position", ""), request.POST.get("runbook", "")
    if not position.isascii() or not position.isdigit() or len(position) > 4:
        raise respond.NotPossible(_("Say which step of the runbook is meant."))
    is_known = runbook.isascii() and runbook.isdigit() and len(runbook) < 19
    return int(position), int(runbook) if is_known else None


@verb
def take_tick_back(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    position, runbook_id = step_meant(request)
    ticking.untick(
        incident_id=incident.pk, position=position, runbook_id=runbook_id, by=visit.membership, actor=visit.actor,
        now=visit.now,
    )  # fmt: skip
    return _("Step %(position)s is open again.") % {"position": position}


@verb
def note(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    text = _valid("note", NoteForm(request.POST)).cleaned_data["text"]
    respond.note(incident_id=incident.pk, text=text, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("The note is on the timeline.")


@verb
def pause(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    found = _valid("pause", PauseForm(request.POST)).cleaned_data
    let_stand_still(
        incident_id=incident.pk, reason=found["reason"], evidence=found["evidence"], by=visit.membership,
        actor=visit.actor, now=visit.now,
    )  # fmt: skip
    return _(
        "Its time stands still until somebody lets it run on. Taking it and answering the client are due as before."
    )


@verb
def resume(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    run_on(incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("Its time runs on.")


@verb
def resolve(request: HttpRequest, visit: Visit, incident: Incident) -> str:
    found = _valid("resolve", ResolveForm(request.POST)).cleaned_data
    respond.resolve(
        incident_id=incident.pk, reason=found["reason"], minutes=found["minutes"], billable=found["billable"],
        by=visit.membership, actor=visit.actor, now=visit.now,
    )  # fmt: skip
    return _("Resolved. Thank you.")
