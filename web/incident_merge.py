"""Saying that an incident is the same as another: which one, and what that does, asked once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Act
from routing.actions.hold_back import held_request_of
from routing.actions.merge import merge
from routing.actions.respond import NotPossible, TooLate
from routing.models import Incident
from routing.queries import incidents, merge_candidates
from routing.search import REFERENCE
from web.edit import Crumb, confirm_page, data_of, either
from web.incidents import found_incident
from web.visit import Visit, members_only
from web.wording import STATES

MOST = 20


class MergeForm(forms.Form):
    """The other incident: one that may be meant, or any by its number."""

    into = forms.ChoiceField(
        label=gettext_lazy("It is the same as"),
        required=False,
        widget=forms.RadioSelect(attrs={"layout": ""}),
    )
    number = forms.CharField(
        label=gettext_lazy("Or another one, by its number"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"class": "input-short", "placeholder": "HP-1042", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, visit: Visit, incident: Incident) -> None:
        super().__init__(data)
        self.visit = visit
        either(*self.fields.values())
        rows = merge_candidates(incident).order_by("-number")[:MOST]
        self.fields["into"].choices = [(str(row.number), _called(row)) for row in rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        typed, chosen = found.get("number", "").strip(), found.get("into", "")
        if typed and chosen:
            self.add_error("number", _("Choose one from the list, or type a number; not both."))
        elif typed or chosen:
            found["other"] = self._other(typed or chosen)
        elif not self.errors:
            self.add_error("into", _("Say which incident it is the same as."))
        return found

    def _other(self, said: str) -> Incident | None:
        prefix = self.visit.organization.incident_prefix.upper()
        match = REFERENCE.fullmatch(said)
        if match and (match[1] or prefix).upper() == prefix:
            found = incidents(self.visit.organization).filter(number=int(match[2])).first()
            if found is not None:
                return found
        self.add_error("number", _("There is no incident %(said)s.") % {"said": said})
        return None


def _called(incident: Incident) -> str:
    who = f", {incident.taken_by}" if incident.taken_by else ""
    return (
        f"{incident.reference} {incident.priority} {incident.summary[:90]} ({STATES[incident.status]}{who})"
    )


@members_only(Act.RESPOND)
def merge_page(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """GET asks; POST merges. 422: which one is not clear, or it can't be."""
    incident = found_incident(visit, number)
    form = MergeForm(data_of(request), visit=visit, incident=incident)
    if request.method == "POST" and form.is_valid():
        try:
            survivor = merge(
                incident_id=incident.pk, into_id=form.cleaned_data["other"].pk, by=visit.membership, actor=visit.actor,
                now=visit.now,
            )  # fmt: skip
        except (NotPossible, TooLate) as refusal:
            form.add_error(None, str(refusal))
        else:
            names = {"merged": incident.reference, "survivor": survivor.reference}
            messages.success(request, _("%(merged)s is part of %(survivor)s now.") % names)
            return redirect("incident", number=survivor.number)
    return _ask(request, visit, incident, form)


def _ask(request: HttpRequest, visit: Visit, incident: Incident, form: MergeForm) -> HttpResponse:
    names = {"reference": incident.reference, "summary": incident.summary}
    here = reverse("incident", args=[incident.number])
    return confirm_page(
        request, visit, title=_("%(reference)s is the same as another incident") % names, room="incidents", form=form,
        breaks=[
            _("%(reference)s, “%(summary)s”, is closed as part of the other one, which goes on for both.") % names,
            *_of_held(incident),
            _("Nobody is called for it any more; whoever was called is told by text."),
            _("Its alerts, their repeats and their clears count for the other one, and so does the higher priority."),
            _("Whoever reported it keeps their page and the promise made to them; the page shows how the other one stands."),
            _("It can't be taken apart again. A wrong merge: report it anew."),
        ],
        deed=_("Make it part of the other"), leave=here, crumbs=[Crumb(incident.reference, here)],
    )  # fmt: skip


def _of_held(incident: Incident) -> list[str]:
    held = held_request_of(incident)
    words = _("It is held. This lets it through: %(asked)s was asked for, and counts in the other one.")
    return [words % {"asked": held.priority}] if held else []
