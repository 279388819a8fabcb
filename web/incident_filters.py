"""The list of incidents as its address asks for it: what is looked for, in which order. A saved address is a saved view."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.queries import everybody_called
from routing.queries import sources
from routing.search import OPEN, Wanted
from routing.states import IncidentStatus
from sla.queries import clients_ever
from web.dated_filters import DatedFilters
from web.local_times import day
from web.visit import Visit
from web.wording import LINES, PRIORITIES

STATES = {
    "open": (_("Open"), OPEN),
    "untaken": (_("Nobody has it"), Q(status=IncidentStatus.TRIGGERED)),
    "taken": (_("Taken"), Q(status=IncidentStatus.ACKNOWLEDGED)),
    "snoozed": (_("Snoozed"), Q(status=IncidentStatus.SNOOZED)),
    "desk": (_("For the desk"), Q(status__in=[IncidentStatus.QUEUED, IncidentStatus.AT_DESK])),
    "resolved": (_("Resolved"), ~OPEN),
    "all": (_("All"), Q()),
}
WITHOUT_PROMISE = ("resolved", "all")
SORTS = {"newest": _("Newest first"), "due": _("Next promise first")}
CHANNELS = {"alert": _("Alerts"), "form": _("The client's form"), "member": _("Members and API")}
ANY = ("", _("any"))


class IncidentFilters(DatedFilters):
    """Everything by which the list can be narrowed; nothing is required. `kept` is the address without its page."""

    q = forms.CharField(
        label=_("Search"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("HP-1042, words, client, contact")}),
    )  # fmt: skip
    status = forms.ChoiceField(
        choices=[(name, words) for name, (words, _q) in STATES.items()], required=False
    )
    priority = forms.MultipleChoiceField(
        label=_("Priority"), choices=[(name, name) for name in PRIORITIES], required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"layout": "choices-small"}),
    )  # fmt: skip
    client = forms.ChoiceField(label=_("Client"), required=False)
    line = forms.ChoiceField(label=_("Service line"), choices=[ANY, *LINES.items()], required=False)
    who = forms.ChoiceField(label=_("Who has it"), required=False)
    source = forms.ChoiceField(label=_("How it came"), required=False)
    since = day(_("Received since"), required=False)
    until = day(_("Received until"), required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=list(SORTS.items()), required=False)

    def __init__(self, asked: QueryDict, *, visit: Visit) -> None:
        super().__init__(asked, auto_id="filter-%s")
        self.visit = visit
        self.clients = {each.code: each for each in clients_ever(visit.organization)}
        self.people = {str(each.pk): each for each in everybody_called(visit.organization)}
        self.asked = self.data = _by_number(asked, self.people.values())
        self._choose("client", ((code, _named(each)) for code, each in self.clients.items()))
        self._choose("who", [("me", _("I")), ("nobody", _("nobody")), *_people(self.people.values())])
        named = [(f"source-{each.pk}", each.name) for each in sources(visit.organization)]
        self._choose("source", [*CHANNELS.items(), *named])

    def _choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("sort") == "due" and found.get("status") in WITHOUT_PROMISE:
            self.add_error(
                "sort",
                _("Only what is open has a promise to keep. Look at the open ones, or choose newest first."),
            )
        return found

    @property
    def state(self) -> str:
        """Which of STATES; the open ones when the address says nothing."""
        return self.cleaned_data.get("status") or "open" if self.is_valid() else ""

    @property
    def by_promise(self) -> bool:
        return self.is_valid() and self.cleaned_data["sort"] == "due"

    def in_state(self, name: str) -> str:
        """The address of the same view of another state; the order by promise goes where nothing has one."""
        return self.address(status=name, **({"sort": ""} if name in WITHOUT_PROMISE else {}))

    def narrowing(self) -> list[tuple[str, str]]:
        """What narrows the list besides its state, in words, and the address without it."""
        asked = [name for name in self.fields if name not in ("status", "sort") and self.asked.get(name)]
        return [(self._in_words(name), self.address(**{name: ""})) for name in asked]

    def _in_words(self, name: str) -> str:
        chosen = dict(getattr(self.fields[name], "choices", ()))
        said = ", ".join(str(chosen.get(value, value)) for value in self.asked.getlist(name))
        return f"{self.fields[name].label}: {said}"

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        source, who = said["source"], said["who"]
        since, until = self.instants(self.visit.zone)
        return Wanted(
            q=said["q"], states=STATES[self.state][1], priorities=tuple(said["priority"]),
            client=self.clients.get(said["client"]), service_line=said["line"],
            has_it=self.visit.membership if who == "me" else self.people.get(who), nobody_has_it=who == "nobody",
            channel="" if source.startswith("source-") else source,
            integration_id=int(source.removeprefix("source-")) if source.startswith("source-") else None,
            since=since, until=until,
        )  # fmt: skip

    def address(self, **other: str) -> str:
        """This view's query string, with other values ("" leaves one out); without the page."""
        said = {name: self.asked.getlist(name) for name in self.fields if self.asked.get(name)}
        changed = {**said, **{name: [value] for name, value in other.items()}}
        return "?" + urlencode({name: values for name, values in changed.items() if any(values)}, doseq=True)


def _named(client: Any) -> str:
    return str(_("%(name)s (archived)") % {"name": client}) if client.archived_at else str(client)


def _by_number(asked: QueryDict, people: Iterable[Membership]) -> QueryDict:
    """`who` may also be what the API calls them by: partner:7, or an e-mail address."""
    numbers = {each.handle.lower(): str(each.pk) for each in people}
    found = asked.copy()
    if who := numbers.get(asked.get("who", "").lower()):
        found["who"] = who
    return found


def _people(people: Iterable[Membership]) -> list[tuple[str, str]]:
    """Whoever left is still there to be looked for."""
    left = _("%(name)s (left)")
    return [(str(each.pk), str(left % {"name": each}) if each.archived_at else str(each)) for each in people]
