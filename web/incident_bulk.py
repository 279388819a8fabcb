"""Several incidents at once: take, resolve, snooze, give to somebody; each through its own action, each told by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from routing.actions import respond
from routing.actions.undo import before, undo
from routing.models import Incident
from routing.queries import incidents
from web.edit import Crumb, form_page
from web.incident_forms import ReassignForm, ResolveForm, SnoozeForm
from web.incident_verbs import late_words
from web.undo_token import read_token, token_of
from web.visit import Visit, members_only, show

MOST = 50
Deed = Callable[[Incident, Visit, forms.Form | None], object]


@dataclass(frozen=True)
class Verb:
    """What is done with each; `form` asks once for all; `undoes`: whether it can be taken back for a minute."""

    title: Promise
    done: Promise
    deed: Deed
    form: Callable[[Visit, object], forms.Form] | None = None
    undoes: bool = True


@dataclass(frozen=True)
class Told:
    """What became of one. `undo`: the token with which it can be taken back, or ""."""

    incident: Incident
    words: str
    is_done: bool
    undo: str = ""


def _take(incident: Incident, visit: Visit, form: forms.Form | None) -> object:
    return respond.acknowledge(incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now)


def _resolve(incident: Incident, visit: Visit, form: forms.Form | None) -> object:
    said = form.cleaned_data if form else {}
    return respond.resolve(
        incident_id=incident.pk, reason=said["reason"], minutes=said["minutes"], billable=said["billable"],
        by=visit.membership, actor=visit.actor, now=visit.now,
    )  # fmt: skip


def _snooze(incident: Incident, visit: Visit, form: forms.Form | None) -> object:
    until = form.until_at(visit.zone) if isinstance(form, SnoozeForm) else visit.now
    return respond.snooze(
        incident_id=incident.pk, until=until, by=visit.membership, actor=visit.actor, now=visit.now
    )


def _reassign(incident: Incident, visit: Visit, form: forms.Form | None) -> object:
    to = form.cleaned_data["to"] if form else visit.membership
    return respond.reassign(
        incident_id=incident.pk, to=to, by=visit.membership, actor=visit.actor, now=visit.now
    )


VERBS = {
    "take": Verb(gettext_lazy("I take them"), gettext_lazy("You have it."), _take),
    "resolve": Verb(
        gettext_lazy("Resolve them"), gettext_lazy("Resolved."), _resolve, lambda visit, data: ResolveForm(data)
    ),
    "snooze": Verb(
        gettext_lazy("Snooze them"), gettext_lazy("Snoozed."), _snooze,
        lambda visit, data: SnoozeForm(data, zone_name=visit.zone_name, now=visit.now),
    ),
    "reassign": Verb(
        gettext_lazy("Give them to somebody"), gettext_lazy("Given; they are being called."), _reassign,
        lambda visit, data: ReassignForm(data, organization=visit.organization), undoes=False,
    ),
}  # fmt: skip


@require_POST
@members_only(Act.RESPOND)
def incident_bulk(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`verb` and the numbers ticked (`pick`, or `all` of `shown`); what asks something asks it first."""
    verb, chosen = VERBS.get(request.POST.get("verb", "")), _chosen(request, visit)
    if verb is None or not chosen:
        return _nothing(request, visit)
    if verb.form is None:
        return _done(request, visit, verb, chosen, None)
    form = verb.form(visit, request.POST if "sure" in request.POST else None)
    if not form.is_bound or not form.is_valid():
        return _ask(request, visit, verb, chosen, form)
    return _done(request, visit, verb, chosen, form)


def _chosen(request: HttpRequest, visit: Visit) -> Sequence[Incident]:
    said = request.POST.getlist("shown" if request.POST.get("all") else "pick")
    numbers = [int(each) for each in said if each.isascii() and each.isdigit() and len(each) < 10]
    return list(incidents(visit.organization).filter(number__in=numbers[:MOST]).order_by("-number"))


def _nothing(request: HttpRequest, visit: Visit) -> HttpResponse:
    words = _("Tick at least one incident, then say what to do with it.")
    context = {"room": "incidents", "told": [], "title": _("Nothing was ticked"), "words": words}
    return show(request, visit, "incidents/told.html", context, status=422)


def _ask(
    request: HttpRequest, visit: Visit, verb: Verb, chosen: Sequence[Incident], form: forms.Form
) -> HttpResponse:
    count = len(chosen)
    intro = ngettext("%(count)s incident: %(names)s", "%(count)s incidents: %(names)s", count)
    names = ", ".join(incident.reference for incident in chosen)
    return form_page(
        request, visit, form, title=verb.title, leave=reverse("incidents"), room="incidents", save=verb.title,
        crumbs=[Crumb(_("Incidents"), reverse("incidents"))], intro=intro % {"count": count, "names": names},
        template="incidents/ask.html", verb=request.POST["verb"], chosen=chosen, here=reverse("incident_bulk"),
    )  # fmt: skip


def _done(
    request: HttpRequest, visit: Visit, verb: Verb, chosen: Sequence[Incident], form: forms.Form | None
) -> HttpResponse:
    name = request.POST["verb"]
    told = [_do(name, verb, incident, visit, form) for incident in chosen]
    context = {
        "room": "incidents",
        "told": told,
        "title": verb.title,
        "can_undo": any(each.undo for each in told),
    }
    context["no_undo"] = not verb.undoes
    return show(request, visit, "incidents/told.html", context)


def _do(name: str, verb: Verb, incident: Incident, visit: Visit, form: forms.Form | None) -> Told:
    """What somebody else did first is said with who has it; the others go on."""
    was = before(incident, verb=name, at=visit.now)
    again = name == "take" and incident.taken_by_id == visit.membership.pk
    try:
        verb.deed(incident, visit, form)
    except (respond.TooLate, respond.NotPossible) as refusal:
        fresh = incidents(visit.organization).get(pk=incident.pk)
        return Told(fresh, late_words(refusal, fresh, visit), is_done=False)
    token = token_of(was, visit.membership) if verb.undoes and not again else ""
    return Told(incident, str(verb.done), is_done=True, undo=token)


@require_POST
@members_only(Act.RESPOND)
def incident_undo(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take back what one did less than a minute ago: each `undo` is a token that the page before gave."""
    told = [_undo(token, visit) for token in request.POST.getlist("undo")[:MOST]]
    kept = [each for each in told if each is not None]
    context = {"room": "incidents", "told": kept, "title": _("Taken back"), "no_undo": False}
    if not kept:
        context |= {
            "title": _("Nothing was taken back"),
            "words": _("A minute is over, or this was not yours to take back."),
        }
    return show(request, visit, "incidents/told.html", context, status=200 if kept else 422)


def _undo(token: str, visit: Visit) -> Told | None:
    was = read_token(token, visit.membership)
    if was is None:
        return None
    incident = incidents(visit.organization).get(pk=was.incident_id)
    try:
        undo(was, by=visit.membership, actor=visit.actor, now=visit.now)
    except respond.NotPossible as refusal:
        return Told(incident, str(refusal), is_done=False)
    fresh = incidents(visit.organization).get(pk=was.incident_id)
    return Told(fresh, _back_words(fresh), is_done=True)


def _back_words(incident: Incident) -> str:
    if incident.status == "triggered":
        return _("As before, and the next person is called: what went out to people stays said.")
    if incident.status == "acknowledged" and incident.taken_by is not None:
        return _("Open again, %(name)s has it. Nobody is called.") % {"name": incident.taken_by}
    return _("As it was before.")
