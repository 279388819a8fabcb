"""Paid help, chosen on the client's private page: wait without charge, or say who accepts the charge and enter the code.

Only a POST acts. What the pages say of the price stands word for word on the receipt.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.address import address_of
from accounts.refusal import Refused
from delivery.actions.verify import Check
from hours.clock import now as present
from routing.actions.consent_ask import ask_again
from routing.actions.consent_end import Proof, accept, offer_of, refuse, withdraw
from routing.actions.consent_prove import ask_approvers, check_code, send_code
from routing.actions.respond import NotPossible
from routing.consent_ways import sender_to_clients, ways_to
from routing.consent_words import Offer, code_goes_to, no_help, pays, waits
from routing.models import Consent, Incident
from routing.states import ConsentStatus
from routing.status_link import token_for
from sla.queries import approvers
from web.client_guard import harmless_post, unreadable
from web.client_page import private_page, see_request, who_to_ring
from web.client_status import linked
from web.code_words import wrong_code
from web.consent_facts import ConsentFacts, facts_of, newest_consent
from web.consent_forms import CodeForm, OrderForm
from web.private_link import why_not_done

CLOSED = "client_consent/closed.html"


@dataclass(frozen=True)
class Question:
    """One visit to the question about an incident, which has one."""

    request: HttpRequest
    incident: Incident
    consent: Consent
    offer: Offer
    facts: ConsentFacts
    now: datetime

    def to(self, name: str) -> HttpResponse:
        return see_request(self.incident, name)

    def show(self, template: str, status: int = 200, notice: str = "", **more: object) -> HttpResponse:
        incident, client = self.incident, self.incident.client
        context = {
            "incident": incident, "token": token_for(incident), "consent": self.consent, "facts": self.facts,
            "notice": notice, "no_help": no_help(self.offer), "waits": waits(self.offer),
            "pays": pays(self.offer.call_out), "sold": self.offer.call_out, "zone": self.offer.zone, **more,
            **who_to_ring(incident.organization, client),
        }  # fmt: skip
        return private_page(template, context, status=status)


def about_a_charge(page: Callable[[Question], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page behind the incident's link that gets its question; without one it leads to the incident's page."""

    @linked("GET", "HEAD", "POST")
    def found(request: HttpRequest, incident: Incident) -> HttpResponse:
        consent = newest_consent(incident)
        if consent is None:
            return see_request(incident)
        question = Question(
            request, incident, consent, offer_of(consent, incident), facts_of(consent, incident), present()
        )
        if request.method == "POST":
            refused = unreadable(request) or why_not_done(request, f"act:{incident.pk}", question.now)
            if refused:
                return question.show(CLOSED, refused[0], refused[1])
        return page(question)

    return found


def _while_open(page: Callable[[Question], HttpResponse]) -> Callable[[Question], HttpResponse]:
    """Once it is answered there is nothing to fill in: the incident's page tells what became of it."""

    def found(question: Question) -> HttpResponse:
        return page(question) if question.facts.may_choose else _too_late(question)

    return found


def _too_late(question: Question) -> HttpResponse:
    if question.request.method != "POST":
        return question.to("client_status")
    words = _("That question is answered already, or its time is over.")
    return question.show(CLOSED, 409, words)


@about_a_charge
def client_consent(question: Question) -> HttpResponse:
    """Two equal buttons; also for whoever would pay after all."""
    facts, posted = question.facts, question.request.method == "POST"
    if not facts.may_choose and not facts.may_pay_after_all:
        return _too_late(question)
    if not posted:
        return question.show("client_consent/choose.html")
    match question.request.POST.get("choice"):
        case "wait":
            refuse(consent_id=question.consent.pk, address=address_of(question.request), now=question.now)
            return question.to("client_status")
        case "call" if ask_again(incident_id=question.incident.pk, now=question.now):
            return question.to("client_consent_who")
        case "call":
            return _too_late(question)
    return question.show("client_consent/choose.html", 422, _("Choose one of the two."))


@about_a_charge
@_while_open
def client_consent_who(question: Question) -> HttpResponse:
    """The statement, who it is, and who says yes."""
    client = question.incident.client
    assert client is not None  # only a known client is asked
    posted = harmless_post(question.request) if question.request.method == "POST" else None
    people = ways_to(approvers(client), sender_to_clients(client.organization))
    initial = {"name": question.incident.contact_name}
    form = OrderForm(posted, people=people, client=client.name, initial=initial)
    if posted is None or not form.is_valid():
        return question.show("client_consent/who.html", 422 if posted is not None else 200, form=form)
    try:
        return _ordered(question, form)
    except (Refused, NotPossible) as no:
        return question.show("client_consent/who.html", 409, _words(no), form=form)


def _ordered(question: Question, form: OrderForm) -> HttpResponse:
    said = form.cleaned_data
    given = {
        "consent_id": question.consent.pk,
        "orderer": said["name"],
        "role": said["role"],
        "now": question.now,
    }
    if form.is_asked:
        ask_approvers(**given)
        return question.to("client_status")
    contact, channel = form.code_goes()
    send_code(contact=contact, channel=channel, **given)
    return question.to("client_consent_code")


def _words(no: Exception) -> str:
    return " ".join(no.errors.values()) if isinstance(no, Refused) else str(no)


@about_a_charge
@_while_open
def client_consent_code(question: Question) -> HttpResponse:
    """The code, which is the acceptance."""
    consent = question.consent
    if consent.verification is None or consent.contact is None:
        return question.to("client_consent_who")
    posted = harmless_post(question.request) if question.request.method == "POST" else None
    form, sent = CodeForm(posted), code_goes_to(consent.verification.address)
    if posted is None or not form.is_valid():
        return question.show(
            "client_consent/code.html", 422 if posted is not None else 200, form=form, sent=sent
        )
    checked = check_code(consent=consent, code=form.cleaned_data["code"], now=question.now)
    if checked.result is not Check.VERIFIED:
        form.add_error("code", wrong_code(checked))
        return question.show("client_consent/code.html", 422, form=form, sent=sent)
    proof = Proof(
        consent.contact, "code", consent.verification.channel, consent.verification.address,
        address_of(question.request),
    )  # fmt: skip
    won = accept(consent_id=consent.pk, proof=proof, now=question.now)
    return question.to("client_status") if won else _too_late(question)


@about_a_charge
def client_withdraw(question: Question) -> HttpResponse:
    """Taken back while nobody has it."""
    if question.consent.status != ConsentStatus.ACCEPTED:
        return _too_late(question)
    if question.request.method != "POST":
        return question.show("client_consent/withdraw.html")
    try:
        withdraw(consent_id=question.consent.pk, address=address_of(question.request), now=question.now)
    except NotPossible as late:
        return question.show(CLOSED, 409, str(late))
    return question.to("client_status")


@about_a_charge
def client_receipt(question: Question) -> HttpResponse:
    """What was accepted, to print and to keep."""
    if not question.facts.has_receipt:
        return question.to("client_status")
    return question.show("client_consent/receipt.html", receipt=question.consent.receipt)
