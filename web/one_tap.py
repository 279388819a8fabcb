"""The private page of one page at /p/<token>/: who was paged sees it, takes it or passes it on, without logging in.

Only a POST acts: what looks at links before people do (previews, scanners) sends GET and HEAD.
"""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.address import address_of
from accounts.audit import Actor
from hours.clock import now as present
from routing.actions import respond
from routing.actions.tick import tick, untick
from routing.models import Incident, Page
from routing.page_link import page_for, token_for
from routing.queries import last_decision, zone_of
from routing.states import IncidentStatus
from web.client_page import private_page, see_other
from web.incident_sheet import steps_of
from web.incident_verbs import step_meant
from web.phones import pretty
from web.private_link import behind_a_link, why_not_done

TapPage = Callable[[HttpRequest, Page], HttpResponse]


def _page(token: str) -> Page | None:
    """The page of a link. One for what was merged into another incident is for that one."""
    page = page_for(token, now=present())
    if page is not None and page.incident.merged_into is not None:
        page.incident = page.incident.merged_into
    return page


def tapped(*methods: str) -> Callable[[TapPage], Callable[..., HttpResponse]]:
    """A page behind a page's link; it gets (request, page). Wrong and outdated links get the same 404."""
    return behind_a_link(_page, methods=methods, gone="one_tap/gone.html", counted="tap")


@tapped("GET", "HEAD")
def one_tap(request: HttpRequest, page: Page) -> HttpResponse:
    return _show(page)


@tapped("POST")
def one_tap_take(request: HttpRequest, page: Page) -> HttpResponse:
    return _act(request, page, _take)


@tapped("POST")
def one_tap_pass_on(request: HttpRequest, page: Page) -> HttpResponse:
    return _act(request, page, _pass_on)


@tapped("POST")
def one_tap_tick(request: HttpRequest, page: Page) -> HttpResponse:
    return _act(request, page, lambda page, actor, now: _step(request, page, actor, now, tick))


@tapped("POST")
def one_tap_untick(request: HttpRequest, page: Page) -> HttpResponse:
    return _act(request, page, lambda page, actor, now: _step(request, page, actor, now, untick))


def _step(
    request: HttpRequest, page: Page, actor: Actor, now: datetime, deed: Callable[..., Incident]
) -> None:
    """Of the runbook of what they have. Raises NotPossible."""
    if not _has_it(page, page.incident):
        raise respond.NotPossible(_("You do not have it."))
    position, runbook_id = step_meant(request)
    deed(
        incident_id=page.incident_id, position=position, runbook_id=runbook_id, by=page.member, actor=actor, now=now
    )  # fmt: skip


def _take(page: Page, actor: Actor, now: datetime) -> None:
    respond.acknowledge(incident_id=page.incident_id, by=page.member, actor=actor, now=now, page_id=page.pk)


def _pass_on(page: Page, actor: Actor, now: datetime) -> None:
    respond.pass_on(incident_id=page.incident_id, by=page.member, actor=actor, now=now)


def _act(request: HttpRequest, page: Page, deed: Callable[[Page, Actor, datetime], None]) -> HttpResponse:
    now = present()
    if refused := why_not_done(request, f"tap:{page.pk}", now):
        return _show(page, *refused)
    try:
        deed(page, Actor.member(page.member, address_of(request)), now)
    except (respond.TooLate, respond.NotPossible):
        fresh = _page(token_for(page))
        return _show(fresh or page, status=409, notice=_("That came too late; nothing was changed."))
    return see_other(reverse("one_tap", args=[token_for(page)]))


def _show(page: Page, status: int = 200, notice: str = "") -> HttpResponse:
    incident, zone, now = page.incident, zone_of(page.member), present()
    steps = steps_of(incident, now)
    decision = last_decision(incident)
    context: dict[str, object] = {
        "page": page, "incident": incident, "organization": incident.organization, "notice": notice, "zone": zone,
        "now": now, "token": token_for(page), "said": _said(page, incident),
        "may_take": _may_take(page, incident), "may_pass_on": _may_pass_on(page, incident),
        "steps": steps, "first_step": next((step.row for step in steps.now if step.tick is None), None),
        "may_tick": _has_it(page, incident), "tick_address": reverse("one_tap_tick", args=[token_for(page)]),
        "untick_address": reverse("one_tap_untick", args=[token_for(page)]),
        "phone": pretty(incident.contact_phone), "respond_by": decision.response_due_at if decision and not incident.responded_at else None,
    }  # fmt: skip
    return private_page("one_tap/page.html", context, status=status)


def _said(page: Page, incident: Incident) -> str:
    """How it stands, in one word for the template: yours, theirs, closed, waiting, open."""
    if incident.status == IncidentStatus.RESOLVED:
        return "closed"
    if incident.status == IncidentStatus.ACKNOWLEDGED:
        return "yours" if incident.taken_by_id == page.member_id else "theirs"
    return "open" if incident.status == IncidentStatus.TRIGGERED else "waiting"


def _may_take(page: Page, incident: Incident) -> bool:
    """Also after one's own page is over: as long as others are called, taking it helps."""
    return incident.status == IncidentStatus.TRIGGERED or (
        page.ended_at is None and incident.status in (IncidentStatus.QUEUED, IncidentStatus.AT_DESK)
    )


def _has_it(page: Page, incident: Incident) -> bool:
    return incident.status == IncidentStatus.ACKNOWLEDGED and incident.taken_by_id == page.member_id


def _may_pass_on(page: Page, incident: Incident) -> bool:
    return _has_it(page, incident) or (incident.status == IncidentStatus.TRIGGERED and page.ended_at is None)
