"""Requests that are held: of somebody unknown, or what looks like a machine's, to be let through or called spam; and what was held lately."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from routing.actions import held as acts
from routing.actions.attached_look import SPAM_KEPT
from routing.actions.respond import NotPossible
from routing.models import HeldRequest, Incident
from routing.states import HeldEnd
from web.held_signs import ENDS, why_words
from web.incidents import found_incident
from web.visit import Visit, members_only, show
from web.wording import PRIORITIES, STATES

SHOWN = 200
LATELY = SPAM_KEPT
Verb = Callable[[Visit, Incident], str]


@members_only(Act.VIEW)
def held_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits for somebody's look first, then what was held in the last week and how it ended."""
    rows = held_requests(visit)
    waiting = [told(row) for row in rows if row.ended_at is None and row.incident.status == "held"]
    ended = [told(row) for row in rows if row.ended_at is not None]
    context = {"room": "incidents", "waiting": waiting, "ended": ended, "shown": SHOWN}
    return show(request, visit, "incidents/held.html", context)


def held_requests(visit: Visit) -> QuerySet[HeldRequest]:
    rows = HeldRequest.objects.filter(organization=visit.organization)
    rows = rows.filter(Q(ended_at=None, incident__status="held") | Q(ended_at__gt=visit.now - LATELY))
    return rows.select_related("incident__organization", "incident__client", "ended_by__user").order_by(
        "-held_at"
    )[: 2 * SHOWN]


def told(row: HeldRequest) -> dict[str, object]:
    """One row as the list says it."""
    return {
        "incident": row.incident, "asked": PRIORITIES[row.priority], "why": why_words(row), "at": row.held_at,
        "claim": row.claim,
        "until": row.incident.due_at, "ended_at": row.ended_at, "how": ENDS[HeldEnd(row.ended_how)] if row.ended_how else "",
        "by": row.ended_by, "was_spam": row.ended_how == HeldEnd.SPAM,
    }  # fmt: skip


def verb(act: Verb) -> Callable[..., HttpResponseBase]:
    """One POST, one act, and back to the list; what somebody else did first is said."""

    @require_POST
    @members_only(Act.RESPOND)
    def page(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
        incident = found_incident(visit, number)
        try:
            messages.success(request, act(visit, incident))
        except NotPossible as late:
            messages.error(request, str(late))
        return redirect("held")

    return page


@verb
def release(visit: Visit, incident: Incident) -> str:
    incident = acts.release(incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("%(reference)s is let through. %(priority)s: %(state)s.") % {
        "reference": incident.reference, "priority": incident.priority, "state": STATES[incident.status],
    }  # fmt: skip


@verb
def spam(visit: Visit, incident: Incident) -> str:
    acts.was_spam(incident_id=incident.pk, by=visit.membership, actor=visit.actor, now=visit.now)
    return _("%(reference)s is closed as spam. It stays below for a week, should it be none.") % {
        "reference": incident.reference
    }
