"""Asking a caller for their PIN: who they say they are, and whether it is right."""

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
from routing.actions.prove_caller import prove_caller
from routing.actions.respond import NotPossible
from routing.models import Incident
from sla.models import ClientContact
from sla.queries import contacts
from web.edit import Crumb, data_of, form_page, refuse
from web.incidents import found_incident
from web.visit import Visit, members_only


class PinForm(forms.Form):
    contact = forms.ModelChoiceField(
        ClientContact.objects.none(), label=gettext_lazy("Who they say they are")
    )
    pin = forms.CharField(
        label=gettext_lazy("The PIN they say"), max_length=20,
        widget=forms.TextInput(attrs={"class": "input-short", "inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, incident: Incident) -> None:
        super().__init__(data, initial={"contact": incident.contact_id})
        if incident.client is not None:
            known = contacts(incident.client).exclude(pin_hash="")
            self.fields["contact"].queryset = known  # type: ignore[attr-defined]


@members_only(Act.RESPOND)
def incident_pin(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """GET asks; POST checks. 422: the PIN is wrong, or cannot be asked for now."""
    incident = found_incident(visit, number)
    form = PinForm(data_of(request), incident=incident)
    here = reverse("incident", args=[number])
    if form.is_valid() and _is_right(visit, incident, form):
        name = form.cleaned_data["contact"].name
        messages.success(request, _("The PIN is right: it is %(name)s.") % {"name": name})
        return redirect(here)
    return form_page(
        request, visit, form, title=_("Is it them? %(reference)s") % {"reference": incident.reference}, leave=here,
        crumbs=[Crumb(incident.reference, here)], room="incidents", save=_("Check the PIN"),
        intro=_intro(form),
    )  # fmt: skip


def _intro(form: PinForm) -> str:
    if len(form.fields["contact"].choices) > 1:  # type: ignore[attr-defined]
        return _(
            "Whoever has agreed on a PIN is listed. The timeline tells that you asked, and whether it was right."
        )
    return _(
        "Nobody there has a PIN yet: ring a number on file instead. A manager sets one with the contact."
    )


def _is_right(visit: Visit, incident: Incident, form: PinForm) -> bool:
    said = form.cleaned_data
    try:
        right = prove_caller(
            incident_id=incident.pk, contact_id=said["contact"].pk, pin=said["pin"], by=visit.membership,
            actor=visit.actor, now=visit.now,
        )  # fmt: skip
    except NotPossible as error:
        form.add_error(None, str(error))
        return False
    except Refused as refused:
        refuse(form, refused)
        return False
    if not right:
        form.add_error("pin", _("That is not their PIN. Tell them nothing you would not tell a stranger."))
    return right
