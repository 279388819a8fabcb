"""The audit as its address asks for it. A saved address is a saved view."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.audit_search import AuditWanted, object_kinds, verbs
from accounts.models import AuditEvent
from accounts.queries import api_tokens, everybody_called
from web.audit_words import KINDS, plain, verb_words
from web.dated_filters import DatedFilters
from web.local_times import day
from web.visit import Visit

ANY = ("", _("any"))
OTHERS = {
    AuditEvent.Actor.CONTACT: _("A client's contact"),
    AuditEvent.Actor.COMMAND: _("A command on the server"),
    AuditEvent.Actor.SYSTEM: _("Nightbell itself"),
}


class AuditFilters(DatedFilters):
    """Who did what to which thing, and when; nothing is required."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    verb = forms.ChoiceField(label=_("Did what"), required=False)
    kind = forms.ChoiceField(label=_("To what"), required=False)
    object = forms.CharField(label=_("Its number"), max_length=64, required=False)
    since = day(_("From"), required=False)
    until = day(_("To, this day included"), required=False)

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

    def wanted(self) -> AuditWanted:
        said, (since, until) = self.cleaned_data, self.instants(self.visit.zone)
        actor_kind, _dash, actor_id = said["who"].partition("-")
        return AuditWanted(
            actor_kind=actor_kind, actor_id=int(actor_id) if actor_id else None, verb=said["verb"],
            object_kind=said["kind"], object_id=said["object"].strip(),
            since=since, until=until,
        )  # fmt: skip

    @property
    def narrows(self) -> bool:
        return any(self.asked.get(name) for name in self.fields)

    def query(self, **more: str) -> str:
        """What the address asks for, as a query string."""
        kept = {name: self.asked.get(name, "") for name in self.fields}
        return urlencode({name: value for name, value in {**kept, **more}.items() if value})
