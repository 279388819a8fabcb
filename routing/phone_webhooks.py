"""The provider's inbound texts, calls, answered pages and keys: signed, stored, then acted on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from delivery.models import ProviderAccount
from delivery.providers.registry import provider_of
from delivery.queries import number_called
from delivery.speech import say_and_hang_up, text_back
from delivery.webhooks import found_attempt, signed, spoken
from hours import clock
from routing.actions.keys import press, spoken_page
from routing.actions.reply import apply_reply, store_reply


@signed
def text(request: HttpRequest, account: ProviderAccount) -> HttpResponse:
    """A text came in: stored, then understood in this request; what is answered goes through the outbox."""
    inbound = provider_of(account).parse_text(request.POST)
    number = number_called(account, inbound.to)
    reply = store_reply(text=inbound, number=number, now=clock.now())
    if reply is not None:
        apply_reply(reply_id=reply.pk, now=clock.now())
    return spoken(text_back())


@signed
def call(request: HttpRequest, account: ProviderAccount) -> HttpResponse:
    """Somebody rings one of our numbers: they are told where people answer. Calls are not routed yet."""
    inbound = provider_of(account).parse_call(request.POST)
    number = number_called(account, inbound.to)
    if number is None:
        return spoken(say_and_hang_up(["This number is not in use."]))
    organization = number.organization
    lines = [f"{organization.name}. This line sends pages and takes no calls."]
    if organization.client_phone:
        lines.append(f"Please ring {', '.join(organization.client_phone)}.")
    return spoken(say_and_hang_up(lines))


@signed
def answered(request: HttpRequest, account: ProviderAccount, attempt: UUID) -> HttpResponse:
    """A page's call was answered: what is said is true now, not when it was dialled."""
    found = found_attempt(account, attempt)
    inbound = provider_of(account).parse_call(request.POST)
    return spoken(spoken_page(attempt=found, answered_by=inbound.answered_by, now=clock.now()))


@signed
def keys(
    request: HttpRequest, account: ProviderAccount, attempt: UUID, turn: int, page: int | None = None
) -> HttpResponse:
    """A key was pressed in an open prompt; `page`: that of another one than the call's own."""
    found = found_attempt(account, attempt)
    pressed = provider_of(account).parse_keys(request.POST)
    return spoken(press(attempt=found, turn=turn, pressed=pressed, now=clock.now(), page_id=page))
