"""What the client can tell us on its own page: it got worse, it solved itself, a note, another number.

Each is a small page of its own, so that a page that renews itself never takes away what somebody is typing, and so
that one slip of the thumb neither calls nor sends home anybody.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hours.clock import now as present
from routing.actions import client_acts
from routing.models import Incident
from routing.status_link import token_for
from web import client_guard as guard
from web.client_act_forms import ActForm, NoteForm, NumberForm, SolvedForm, WorseForm
from web.client_page import private_page, see_request, who_to_ring
from web.client_status import linked

TWICE_SECONDS = 60  # the same words again within so long are a second click
Do = Callable[[Incident, dict[str, Any], datetime], None]


@dataclass(frozen=True)
class Act:
    """One thing to tell: its page's words, its form, what it does."""

    title: str | Lazy
    explained: str | Lazy
    button: str | Lazy
    form: type[ActForm]
    do: Do


def _worse(incident: Incident, found: dict[str, Any], now: datetime) -> None:
    if found["text"]:
        client_acts.client_note(incident_id=incident.pk, text=found["text"], now=now)
    client_acts.got_worse(incident_id=incident.pk, now=now)


def _solved(incident: Incident, found: dict[str, Any], now: datetime) -> None:
    client_acts.solved_itself(incident_id=incident.pk, now=now)


def _note(incident: Incident, found: dict[str, Any], now: datetime) -> None:
    client_acts.client_note(incident_id=incident.pk, text=found["text"], now=now)


def _number(incident: Incident, found: dict[str, Any], now: datetime) -> None:
    client_acts.change_contact_phone(incident_id=incident.pk, phone=found["phone_written"], now=now)


WORSE = Act(
    gettext_lazy("It got worse"),
    gettext_lazy(
        "We take it as more urgent and decide anew, by your plan, who is called. Whoever has it is told."
    ),
    gettext_lazy("Tell them: it got worse"),
    WorseForm,
    _worse,
)
SOLVED = Act(
    gettext_lazy("It solved itself"),
    gettext_lazy("We close it: nobody is called any more, and whoever has it is told."),
    gettext_lazy("Yes, it is solved"),
    SolvedForm,
    _solved,
)
NOTE = Act(
    gettext_lazy("Add a note"),
    gettext_lazy("It stays with your request. Whoever has it is told at once; it wakes nobody else."),
    gettext_lazy("Send the note"),
    NoteForm,
    _note,
)
NUMBER = Act(
    gettext_lazy("Change the number"),
    gettext_lazy("We ring the new number from now on."),
    gettext_lazy("Use this number"),
    NumberForm,
    _number,
)


def _page_of(act: Act) -> Callable[..., HttpResponse]:
    @linked("GET", "HEAD", "POST")
    def page(request: HttpRequest, incident: Incident) -> HttpResponse:
        if request.method != "POST":
            return _show(act, incident, act.form(country=incident.organization.country))
        fault = guard.unreadable(request) or _too_many(incident)
        if fault:
            return _refused(incident, *fault)
        return _receive(act, request, incident)

    return page


def _receive(act: Act, request: HttpRequest, incident: Incident) -> HttpResponse:
    form = act.form(guard.harmless_post(request), country=incident.organization.country)
    if guard.is_from_elsewhere(request):
        notice = _("Your browser did not say which page this came from. Look it over and send it once more.")
        return _show(act, incident, form, status=422, notice=notice)
    if not form.is_valid():
        return _show(act, incident, form, status=422)
    key = _key(act, incident, form)
    if cache.add(key, 1, timeout=TWICE_SECONDS):
        try:
            act.do(incident, form.cleaned_data, present())
        except Exception:
            cache.delete(key)  # nothing was kept: the same once more is no second click
            raise
    return see_request(incident)


def _key(act: Act, incident: Incident, form: ActForm) -> str:
    said = repr((incident.pk, act.form.__name__, sorted(form.cleaned_data.items())))
    return f"client-act:{hashlib.blake2s(said.encode(), digest_size=12).hexdigest()}"


def _too_many(incident: Incident) -> tuple[int, str] | None:
    if guard.count(f"act:{incident.pk}", guard.LINK_ACTS, present()) <= guard.LINK_ACTS.most:
        return None
    return 429, _("That was very often in a short time.")


def _show(act: Act, incident: Incident, form: ActForm, status: int = 200, notice: str = "") -> HttpResponse:
    context: dict[str, object] = {
        "act": act,
        "form": form,
        "notice": notice,
        "incident": incident,
        "token": token_for(incident),
    }
    return private_page("client_status/act.html", context | _ring(incident), status=status)


def _refused(incident: Incident, status: int, words: str) -> HttpResponse:
    return private_page("client_form/refused.html", {"words": words, **_ring(incident)}, status=status)


def _ring(incident: Incident) -> dict[str, object]:
    return who_to_ring(incident.organization, incident.client)


worse, solved, note, number = (_page_of(act) for act in (WORSE, SOLVED, NOTE, NUMBER))
