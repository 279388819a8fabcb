"""A held request's own page for its sender: a code goes to the number or the mail address it left, and comes back."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.address import address_of
from accounts.refusal import Refused
from delivery.actions.verify import Check
from delivery.models import Channel
from hours.clock import now as present
from routing.actions.held import check_proof_code, send_proof_code
from routing.actions.hold_back import held_request_of
from routing.actions.respond import NotPossible
from routing.models import HeldRequest, Incident
from routing.proof_ways import proof_ways
from routing.queries import zone_of_client
from routing.status_link import token_for
from web.client_guard import CODES, block_of, count, harmless_post, unreadable
from web.client_page import private_page, see_request, who_to_ring
from web.client_status import linked
from web.code_words import wrong_code
from web.consent_forms import CodeForm
from web.held_words import code_goes_words, code_went_words, held_words
from web.private_link import why_not_done
from web.status_facts import held_facts


@dataclass(frozen=True)
class Asked:
    """One visit to the page of a request that is held."""

    request: HttpRequest
    incident: Incident
    held: HeldRequest
    now: datetime

    def to(self, name: str) -> HttpResponse:
        return see_request(self.incident, name)

    def show(self, form: CodeForm, status: int = 200, notice: str = "") -> HttpResponse:
        incident, facts = self.incident, held_facts(self.incident)
        sent = self.held.verification
        is_good = sent is not None and sent.expires_at > self.now
        context: dict[str, object] = {
            "incident": incident, "token": token_for(incident), "form": form, "notice": notice,
            "said": held_words(facts, zone_of_client(incident), self.now) if facts else "",
            "ways": [(channel, code_goes_words(channel, address)) for channel, address in proof_ways(incident)],
            "sent": code_went_words(sent) if sent and is_good else "",
            **who_to_ring(incident.organization, incident.client),
        }  # fmt: skip
        return private_page("client_status/proof.html", context, status=status)


@linked("GET", "HEAD", "POST")
def client_proof(request: HttpRequest, incident: Incident) -> HttpResponse:
    """What is not held any more leads to its own page, which tells what became of it."""
    held = held_request_of(incident)
    if held is None:
        return see_request(incident)
    asked = Asked(request, incident, held, present())
    if request.method != "POST":
        return asked.show(CodeForm())
    refused = unreadable(request) or why_not_done(request, f"act:{incident.pk}", asked.now)
    if refused:
        return asked.show(CodeForm(), refused[0], refused[1])
    try:
        return _send(asked) if "way" in request.POST else _check(asked)
    except (Refused, NotPossible) as no:
        return asked.show(
            CodeForm(), 409, " ".join(no.errors.values()) if isinstance(no, Refused) else str(no)
        )


def _send(asked: Asked) -> HttpResponse:
    way = asked.request.POST["way"]
    if way not in Channel.values:
        return asked.show(CodeForm(), 422, _("Choose where the code goes."))
    block = block_of(address_of(asked.request))
    if block and count(f"codes:{block}", CODES, asked.now) > CODES.most:
        return asked.show(CodeForm(), 429, _("Too many codes were sent. Try again in an hour."))
    send_proof_code(incident_id=asked.incident.pk, channel=Channel(way), now=asked.now)
    return asked.to("client_proof")


def _check(asked: Asked) -> HttpResponse:
    form = CodeForm(harmless_post(asked.request))
    if not form.is_valid():
        return asked.show(form, 422)
    checked = check_proof_code(incident_id=asked.incident.pk, code=form.cleaned_data["code"], now=asked.now)
    if checked.result is Check.VERIFIED:
        return asked.to("client_status")
    form.add_error("code", wrong_code(checked))
    return asked.show(form, 422)
