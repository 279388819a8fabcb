"""The client's form at /r/<slug>/, and the organization's shared one for whoever does not know that address: no login, no
script, no cookie. What will happen is said before the button.

Exempt from Django's CSRF check, which needs a cookie: a signed token made for this client's page takes its place
(`form_token`), and a request from another site's page is shown to the person again instead of being acted on.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.address import address_of
from accounts.models import Organization
from accounts.queries import only_organization, organization_by_slug
from hours.clock import now as present
from routing.actions.attach import attach_from_client
from routing.actions.client_copy import send_copies
from routing.actions.hold_back import held_request_of
from routing.models import Incident
from routing.states import IncidentStatus
from sla.models import Client, Site
from sla.queries import approvers, client_by_slug, sites
from sla.stored_facts import facts_for
from web import client_guard as guard
from web.client_fields import ClientForm, SharedForm
from web.client_language import may_be_framed, speak_to
from web.client_lately import lately
from web.client_page import FormPage, plain_page, see_request, show_form, who_to_ring
from web.client_promise import Forecast, after_a_code, forecast
from web.client_score import Level, Sign, level_of, signs_of_hand, signs_of_words
from web.client_send import Sent, send, send_again, sent_before
from web.form_token import BadToken, FormToken, issue, read
from web.upload import BROKEN, TextFirst, has_files

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visit:
    """One request to a form; `client` None: to the shared one. `made`: the incident it became."""

    request: HttpRequest
    organization: Organization
    client: Client | None
    sites: list[Site]
    now: datetime
    made: list[Incident] = field(default_factory=list)

    @property
    def key(self) -> int:
        """Whose form it is, in its token and its counts: no client's number is negative."""
        return self.client.pk if self.client else -self.organization.pk

    def form(self) -> ClientForm:
        posted = guard.harmless_post(self.request) if self.request.method == "POST" else None
        return self.kind(posted, sites=self.sites, country=self.organization.country)

    @property
    def kind(self) -> type[ClientForm]:
        return ClientForm if self.client else SharedForm

    def forecast(self, site: Site | None, at: datetime) -> Forecast:
        facts = facts_for(self.organization, self.client, site, at)
        if self.client is None:
            return after_a_code(forecast(facts, at=at, site_id=None))
        may_order = approvers(self.client).exists()
        return forecast(facts, at=at, site_id=site.pk if site else None, may_order=may_order)

    def token(self) -> FormToken | None:
        try:
            return read(self.request.POST.get("form_token", ""), client_id=self.key)
        except BadToken:
            return None


def never_a_dead_end(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Without the database the answer is 503 in words: nothing was kept, ring instead."""

    @wraps(page)
    def guarded(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            return page(request, **parts)
        except DatabaseError:
            log.exception("A client's page could not be served.")
            return plain_page("client_form/away.html", {}, status=503)

    return guarded


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_a_dead_end
def client_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, or what was sent with it. An unknown address is one friendly 404 for all."""
    try:
        client = client_by_slug(slug)
    except Client.DoesNotExist:
        return plain_page("client_form/unknown.html", {}, status=404)
    return _answer(Visit(request, client.organization, client, list(sites(client)), present()))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_a_dead_end
def shared_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of an organization for whoever does not know their own. Whatever is said in it of who they are, the answer
    is the same: nothing is looked up before a code came back. Closed: they read whom to ring.
    """
    try:
        organization = organization_by_slug(slug)
    except Organization.DoesNotExist:
        return plain_page("client_form/unknown.html", {}, status=404)
    return _answer(Visit(request, organization, None, [], present()))


@require_http_methods(["GET", "HEAD"])
@never_a_dead_end
def only_form(request: HttpRequest) -> HttpResponse:
    """`/r/` leads to the shared form where this installation serves one organization; else nobody can tell whose is meant."""
    organization = only_organization()
    if organization is None:
        return plain_page("client_form/unknown.html", {}, status=404)
    query = request.GET.urlencode()
    return redirect(reverse("shared_form", args=[organization.slug]) + (f"?{query}" if query else ""))


def _answer(visit: Visit) -> HttpResponse:
    speech = speak_to(visit.request, visit.organization, visit.client)
    return speech.keep(may_be_framed(_of_its_kind(visit), visit.client))


def _of_its_kind(visit: Visit) -> HttpResponse:
    if visit.client is None and not visit.organization.shared_form_is_open:
        ring = who_to_ring(visit.organization, None)
        sent = visit.request.method == "POST"
        return plain_page("client_form/closed.html", {"sent": sent, **ring}, status=404)
    if visit.request.method != "POST":
        return _fresh(visit)
    if has_files(visit.request):
        return _with_files(visit)
    return _posted(visit, guard.unreadable(visit.request))


def _with_files(visit: Visit) -> HttpResponse:
    """What was typed is stored, and somebody called, before the first file is read."""
    upload = TextFirst(visit.request, lambda: _posted(visit, guard.too_much_text(visit.request)))
    try:
        answer = upload.run()
    except BROKEN:
        return _posted(visit, guard.not_read())
    if visit.made and upload.files:
        attach_from_client(incident_id=visit.made[0].pk, given=upload.files, now=present())
    return answer


def _posted(visit: Visit, fault: tuple[int, str] | None) -> HttpResponse:
    if fault:
        return _refused(visit, fault[1], status=fault[0])
    return _looked(visit) if "look" in visit.request.POST else _receive(visit)


def _fresh(visit: Visit) -> HttpResponse:
    form = visit.form()
    expected = visit.forecast(form.chosen_site(), visit.now)
    token = issue(client_id=visit.key, shown=expected.marks, now=visit.now)
    return show_form(FormPage(visit.organization, visit.client, form, token, expected, visit.now))


def _looked(visit: Visit) -> HttpResponse:
    """What would happen there, asked for without a script: nothing is sent, and nothing typed is found fault with."""
    typed = guard.harmless_post(visit.request)
    form, token = visit.kind.begun(typed, visit.sites, visit.organization.country), visit.token()
    expected = visit.forecast(form.chosen_site(), visit.now)
    nonce = token.nonce if token else None
    fresh = issue(client_id=visit.key, shown=expected.marks, now=visit.now, nonce=nonce)
    return show_form(FormPage(visit.organization, visit.client, form, fresh, expected, visit.now))


def _receive(visit: Visit) -> HttpResponse:
    """303 to the request's own page, or 422 with everything kept and what stands in the way."""
    form, token = visit.form(), visit.token()
    at = token.decided_at(visit.now) if token else visit.now
    expected = visit.forecast(form.chosen_site(), at)
    form.is_valid()
    earlier = sent_before(visit.organization, visit.client, token.nonce) if token else None
    notice = "" if earlier else _why_not_yet(visit, form, token, expected)
    if form.errors or notice or token is None:
        return _once_more(visit, form, token, expected, notice)
    if earlier:
        return _thanks(visit, send_again(earlier, _sent(visit, form, token, at), form))
    return _accept(visit, form, token, at)


def _why_not_yet(visit: Visit, form: ClientForm, token: FormToken | None, expected: Forecast) -> str:
    """Why a complete form is shown once more before it is sent; empty: it need not be."""
    if token is None or guard.is_from_elsewhere(visit.request):
        return _("Your browser did not say which page this came from. Look it over and send it once more.")
    if token.is_expired(visit.now):
        return _("This page was open for a long time. Look at the times below and send it once more.")
    effect = form.effect
    if effect and token.shown.get(effect) != expected.promises[effect].mark:
        return _(
            "What happens next has changed since this page was shown. Read it below and send it once more."
        )
    return ""


def _once_more(
    visit: Visit, form: ClientForm, token: FormToken | None, expected: Forecast, notice: str
) -> HttpResponse:
    """The same page again; its token says what it shows now, and is still the same page's."""
    nonce = token.nonce if token else None
    fresh = issue(client_id=visit.key, shown=expected.marks, now=expected.at, nonce=nonce)
    page = FormPage(
        visit.organization,
        visit.client,
        form,
        fresh,
        expected,
        visit.now,
        notice="" if form.errors else notice,
    )
    return show_form(page, status=422)


def _accept(visit: Visit, form: ClientForm, token: FormToken, at: datetime) -> HttpResponse:
    signs = _signs(visit, form, token)
    if Sign.FLOOD in signs:
        words = _("Very many requests came from your network within minutes, so this one was not taken.")
        return _refused(visit, words, status=429)
    incident = send(_sent(visit, form, token, at, signs), form)
    wanted = form.cleaned_data.get("copy") and level_of(signs) is Level.LOW and Sign.PHONE not in signs
    if wanted and _may_copy(visit):
        send_copies(incident, now=visit.now)
    return _thanks(visit, incident)


def _may_copy(visit: Visit) -> bool:
    """What anybody typed gets so many texts and mails of an organization; none where nobody knows who asks."""
    if visit.client is None:
        return False
    return guard.count(f"copies:{visit.organization.pk}", guard.COPIES, visit.now) <= guard.COPIES.most


def _sent(
    visit: Visit, form: ClientForm, token: FormToken, at: datetime, signs: frozenset[Sign] = frozenset()
) -> Sent:
    effect = form.effect
    assert effect is not None  # the form is valid
    return Sent(
        organization=visit.organization,
        client=visit.client,
        site=form.chosen_site(),
        effect=effect,
        nonce=token.nonce,
        address=address_of(visit.request),
        received_at=visit.now,
        decided_at=at,
        signs=signs,
    )


def _signs(visit: Visit, form: ClientForm, token: FormToken) -> frozenset[Sign]:
    found, address = form.cleaned_data, address_of(visit.request)
    phone = found.get("phone_written", "")
    before = lately(
        visit.organization,
        visit.client,
        phone=phone,
        summary=found["summary"],
        block=guard.block_of(address),
        now=visit.now,
    )
    by_number = guard.signs_of_number(
        address=address, client_id=visit.key, phone=phone, nonce=token.nonce, now=visit.now, rows=before
    )
    by_hand = signs_of_hand(trap=visit.request.POST.get("website", ""), age=visit.now - token.issued_at)
    text = f"{found['summary']}\n{found['details']}"
    return by_number | by_hand | signs_of_words(text, said_before=before.same_words)


def _thanks(visit: Visit, incident: Incident) -> HttpResponse:
    """To the request's own page, or to the question that is open; a reload there sends nothing again."""
    visit.made.append(incident)
    page = "client_consent" if incident.status == IncidentStatus.AWAITING_CONSENT else "client_status"
    if held_request_of(incident) is not None:
        page = "client_proof"
    return see_request(incident, page)


def _refused(visit: Visit, words: str, *, status: int) -> HttpResponse:
    ring = who_to_ring(visit.organization, visit.client)
    return plain_page("client_form/refused.html", {"words": words, **ring}, status=status)
