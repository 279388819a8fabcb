"""Phones: which there are, what they hold, what their owners do with them."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from phonesim import journal
from phonesim.control import shapes
from phonesim.control.answers import (
    Body,
    Refused,
    control,
    read_body,
    read_choice,
    read_seconds,
    read_text,
    read_whole,
)
from phonesim.current import simulator
from phonesim.machine import inbound, inbound_calls
from phonesim.phone_numbers import is_number
from phonesim.records import Number, Phone
from phonesim.simulator import Simulator
from phonesim.states import OnCall, OnText

LONGEST_TEXT = 1600


def listing(request: HttpRequest) -> HttpResponse:
    sim = simulator()
    with sim.world.lock:
        return JsonResponse([shapes.phone(one) for one in sim.world.phones.values()], safe=False)


def create(request: HttpRequest) -> HttpResponse:
    """Make a phone or name it anew: `{number, name}`."""
    sim = simulator()
    body = read_body(request, known=("number", "name"))
    number = read_e164(read_text(body, "number", most=20))
    if number in sim.world.numbers:
        raise Refused(f"{number} is a number of the account, not a phone.", status=409)
    is_new = number not in sim.world.phones
    phone = sim.world.phone(number, name=read_text(body, "name", most=80, default=""))
    return JsonResponse(shapes.phone(phone), status=201 if is_new else 200)


def fetch(request: HttpRequest, number: str) -> HttpResponse:
    """A phone with all its texts and calls, oldest first."""
    sim = simulator()
    with sim.world.lock:
        phone = find(sim, number)
        texts = [shapes.message(one) for one in sim.world.texts_of.get(phone.number, [])]
        calls = [shapes.call(one) for one in sim.world.calls_of.get(phone.number, [])]
        return JsonResponse({**shapes.phone(phone), "messages": texts, "calls": calls})


def text_in(request: HttpRequest, number: str) -> HttpResponse:
    """The owner sends a text: `{to, body}`."""
    sim = simulator()
    body = read_body(request, known=("to", "body"))
    to, words = _called(sim, body), read_text(body, "body", most=LONGEST_TEXT)
    text = inbound.receive(sim, phone=read_e164(number), number=to, body=words)
    note(sim, request, number)
    return JsonResponse(shapes.message(text), status=201)


def call_in(request: HttpRequest, number: str) -> HttpResponse:
    """The owner rings a number of the account: `{to}`."""
    sim = simulator()
    to = _called(sim, read_body(request, known=("to",)))
    call = inbound_calls.receive(sim, phone=read_e164(number), number=to)
    note(sim, request, number)
    return JsonResponse(shapes.call(call), status=201)


def _called(sim: Simulator, body: Body) -> Number:
    to = read_text(body, "to", most=20)
    number = sim.world.numbers.get(to)
    if number is None:
        raise Refused(
            f"{to} is no number of the account: nothing was ever registered or sent there.", status=404
        )
    return number


def behave(request: HttpRequest, number: str) -> HttpResponse:
    """What it does by itself: `{call?, text?, after?, code?}`; what is not named stays."""
    sim = simulator()
    body = read_body(request, known=("call", "text", "after", "code"))
    with sim.world.lock:
        phone = sim.world.phone(read_e164(number))
        on_call = OnCall(read_choice(body, "call", list(OnCall), phone.on_call))
        on_text = OnText(read_choice(body, "text", list(OnText), phone.on_text))
        after = read_seconds(body, "after", 0, most=600) if body.get("after") is not None else None
        code = read_whole(body, "code", least=30000, most=39999)
        phone.on_call, phone.on_text = on_call, on_text
        phone.after = after if "after" in body else phone.after
        phone.code = code if "code" in body else phone.code
        sim.world.store.put(phone)
        return JsonResponse(shapes.behaviour(phone))


def show_behaviour(request: HttpRequest, number: str) -> HttpResponse:
    return JsonResponse(shapes.behaviour(find(simulator(), number)))


def numbers(request: HttpRequest) -> HttpResponse:
    """The account's own numbers and where their webhooks go."""
    sim = simulator()
    with sim.world.lock:
        rows = [
            {"number": one.phone_number, "sms_url": one.sms_url, "voice_url": one.voice_url}
            for one in sim.world.numbers.values()
        ]
    return JsonResponse(rows, safe=False)


def read_e164(number: str) -> str:
    """The number with its plus, which addresses tend to lose. Refused if it is none."""
    whole = "+" + number.strip().lstrip("+")
    if not is_number(whole):
        raise Refused(f"{number} is no telephone number: write it as +12125550142.")
    return whole


def find(sim: Simulator, number: str) -> Phone:
    phone = sim.world.phones.get("+" + number.strip().lstrip("+"))
    if phone is None:
        raise Refused(f"There is no phone {number}.", status=404)
    return phone


def note(sim: Simulator, request: HttpRequest, number: str) -> None:
    """A line in the journal for what a person did."""
    journal.write(sim.world, "control", f"{request.method} {request.path}", number=number)


many = control(GET=listing, POST=create)
one = control(GET=fetch)
sms = control(POST=text_in)
call = control(POST=call_in)
own_numbers = control(GET=numbers)
behaviour = control(GET=show_behaviour, POST=behave)
