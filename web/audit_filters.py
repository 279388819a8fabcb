"""The audit as its address asks for it. A saved address is a saved view."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.audit_search import AuditWanted, object_kinds, verbs
from accounts.models import AuditEvent
from accounts.queries import api_tokens, everybody_called
from hours.wall import first_instant
from web.audit_words import KINDS, plain, verb_words
from web.visit import Visit

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
ANY = ("", _("any"))
OTHERS = {
    AuditEvent.Actor.CONTACT: _("A client's contact"),
    AuditEvent.Actor.COMMAND: _("A command on the server"),
    AuditEvent.Actor.SYSTEM: _("Nightbell itself"),
}


class AuditFilters(forms.Form):
    """Who did what to which thing, and when; nothing is required."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    verb = forms.ChoiceField(label=_("Did what"), required=False)
    kind = forms.ChoiceField(label=_("To what"), required=False)
    object = forms.CharField(label=_("Its number"), max_length=64, required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To, this day included"), required=False)

    def __init__(self, asked: QueryDict, *, visit: Visit) -> None:
        super().__init__(asked, auto_id="filter-%s")
        self.asked, self.visit = asked, visit
        organization = visit.organization
        seats = list(everybody_called(organization))
        self.names = {str(each.pk): str(each) for each in seats}
        people = [(f"{'partner' if each.is_partner else 'member'}-{each.pk}", str(each)) for each in seats]
        programs = [(f"token-{each.pk}", each.name) for each in api_tokens(organization)]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "who": [(_("Members and partners"), people), (_("API tokens"), programs), (_("Others"), list(OTHERS.items()))],
            "verb": [(verb, verb_words(verb)) for verb in verbs(organization)],
            "kind": [(kind, KINDS.get(kind, plain(kind))) for kind in object_kinds(organization)],
        }  # fmt: skip
        for name, found in choices.items():
            self.fields[name].choices = [ANY, *found]  # type: ignore[attr-defined]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in ("since", "until"):
            if found.get(name) and not FIRST <= found[name] < LAST:
                self.add_error(name, _("Choose a date between 2000 and 2099."))
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", _("The end lies before the beginning."))
        return found

    def wanted(self) -> AuditWanted:
        said, zone = self.cleaned_data, self.visit.zone
        actor_kind, _dash, actor_id = said["who"].partition("-")
        return AuditWanted(
            actor_kind=actor_kind, actor_id=int(actor_id) if actor_id else None, verb=said["verb"],
            object_kind=said["kind"], object_id=said["object"].strip(),
            since=first_instant(said["since"], zone) if said["since"] else None,
            until=first_instant(said["until"] + timedelta(days=1), zone) if said["until"] else None,
        )  # fmt: skip

    @property
    def narrows(self) -> bool:
        return any(self.asked.get(name) for name in self.fields)

    def query(self, **more: str) -> str:
        """What the address asks for, as a query string."""
        kept = {name: self.asked.get(name, "") for name in self.fields}
        return urlencode({name: value for name, value in {**kept, **more}.items() if value})
