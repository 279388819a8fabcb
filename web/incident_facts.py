"""Saying that an incident has another priority, whose it is, or of which class; what that does is said before."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Act
from accounts.refusal import Refused
from routing.actions.external_ids import learnable
from routing.actions.hold_back import held_request_of
from routing.actions.reclassify import know_better
from routing.actions.respond import NotPossible, TooLate
from routing.models import Incident
from sla.alert_classes import LONGEST_SAID, class_word
from sla.external_ids import KnownAs
from sla.models import Client, Site
from sla.queries import clients, clients_named, sites
from web.client_fields import OneLine
from web.edit import Crumb, data_of, form_page
from web.incidents import found_incident
from web.visit import Visit, members_only
from web.wording import PRIORITIES


class FactsForm(forms.Form):
    """What may be said anew: the priority; the client where nobody knows it, the site where it is not known."""

    priority = forms.ChoiceField(label=gettext_lazy("Priority"), choices=list(PRIORITIES.items()))
    client = forms.ModelChoiceField(
        Client.objects.none(), label=gettext_lazy("Client"), required=False, to_field_name="code",
        empty_label=gettext_lazy("not known yet"),
    )  # fmt: skip
    site = forms.ModelChoiceField(
        Site.objects.none(), label=gettext_lazy("Site"), required=False, empty_label=gettext_lazy("not known")
    )
    alert_class = OneLine(
        label=gettext_lazy("Class"), required=False, max_length=LONGEST_SAID,
        help_text=gettext_lazy("What it is about in one word, such as ups: it gets the runbook for that."),
    )  # fmt: skip

    remember = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, visit: Visit, incident: Incident) -> None:
        told = {"priority": incident.priority, "alert_class": class_word(incident.alert_class)}
        self.ids: tuple[KnownAs, ...] = ()
        super().__init__(data, initial={**told, "client": _claimed(incident)})
        self.fields["client"].queryset = clients(visit.organization)  # type: ignore[attr-defined]
        if incident.client is None:
            del self.fields["site"]
            self._ask_to_remember(visit, incident)
            return
        del self.fields["client"], self.fields["remember"]
        self.fields["site"].queryset = sites(incident.client)  # type: ignore[attr-defined]
        if incident.site_id is not None:
            del self.fields["site"]

    def _ask_to_remember(self, visit: Visit, incident: Incident) -> None:
        """Only whoever may change clients, and where the alerts said something that can be kept."""
        self.ids = learnable(incident) if visit.may_manage else ()
        if not self.ids:
            del self.fields["remember"]
            return
        words = _("From now on %(ids)s is always this client")
        self.fields["remember"].label = words % {"ids": ", ".join(f"“{each}”" for each in self.ids)}

    def learns(self) -> tuple[KnownAs, ...]:
        return self.ids if self.cleaned_data.get("remember") else ()


def _claimed(incident: Incident) -> Client | None:
    """Of a held request: the one client that its sender's own words name."""
    held = held_request_of(incident)
    named = clients_named(incident.organization, held.claim) if held else []
    return named[0] if len(named) == 1 else None


@members_only(Act.RESPOND)
def incident_facts(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """GET asks; POST says it. 422: nothing changed, or it can't be."""
    incident = found_incident(visit, number)
    form = FactsForm(data_of(request), visit=visit, incident=incident)
    if request.method == "POST" and form.is_valid():
        try:
            _say(incident, visit, form)
        except (NotPossible, TooLate, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Said, and decided again where it is a new fact."))
            return redirect("incident", number=number)
    here = reverse("incident", args=[number])
    return form_page(
        request, visit, form, title=_("What is known of %(reference)s") % {"reference": incident.reference}, leave=here,
        crumbs=[Crumb(incident.reference, here)], room="incidents", save=_("Say so"),
        intro=_(
            "A higher priority, or whose it is, is decided again by the client's plan and may page people."
            " A lower priority takes back no promise and ends no page."
        ),
    )  # fmt: skip


def _say(incident: Incident, visit: Visit, form: FactsForm) -> None:
    said = form.cleaned_data
    know_better(
        incident_id=incident.pk, priority=said["priority"], client=said.get("client"), site=said.get("site"),
        alert_class=said["alert_class"] if "alert_class" in form.data else None,
        learns=form.learns(), by=visit.membership, actor=visit.actor, now=visit.now,
    )  # fmt: skip
