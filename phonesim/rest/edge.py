"""The edge of the REST API: who asks (HTTP Basic), which fault is switched on, the journal, errors as JSON."""

import base64
import binascii
import hmac
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from phonesim import faults, journal
from phonesim.current import simulator
from phonesim.errors import TwilioError
from phonesim.faults import RestFault, Taken
from phonesim.rest.given import Given
from phonesim.simulator import Simulator

FORM = "application/x-www-form-urlencoded"
HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
Endpoint = Callable[..., HttpResponse]
REFUSALS = {
    RestFault.TOO_MANY: 20429,
    RestFault.ERROR_500: 20500,
    RestFault.ERROR_503: 20503,
    RestFault.AUTH: 20003,
}


def resource(**methods: Endpoint) -> Callable[..., HttpResponse]:
    """A resource by its methods (`GET=..., POST=...`); each is called with the simulator, what was given, the path."""

    @wraps(next(iter(methods.values())))
    def view(request: HttpRequest, account: str, **path: str) -> HttpResponse:
        sim = simulator()
        given = read_given(request)
        taken = faults.take_rest(sim.world, method=request.method or "", numbers=_numbers(sim, given, path))
        answer = _faulty(sim, taken, lambda: _answer(sim, request, methods, account, given, path))
        _note(sim, request, answer, taken)
        if RestFault.DROP in taken:
            request.META["phonesim.drop"]()
        return answer

    return view


def read_given(request: HttpRequest) -> Given:
    """The form of a POST, else the query."""
    values = request.POST if request.method == "POST" else request.GET
    return Given({name: [str(one) for one in values.getlist(name)] for name in values})


def _numbers(sim: Simulator, given: Given, path: dict[str, str]) -> set[str]:
    row = sim.world.messages.get(path.get("sid", "")) or sim.world.calls.get(path.get("sid", ""))
    known = {row.from_number, row.to} if row else set()
    return known | {given.text("To"), given.text("From"), given.text("PhoneNumber")}


def _faulty(sim: Simulator, taken: Taken, answer: Callable[[], HttpResponse]) -> HttpResponse:
    if RestFault.SLOW in taken:
        time.sleep(taken[RestFault.SLOW].seconds)
    for fault, code in REFUSALS.items():
        if fault in taken:
            return refusal(TwilioError(code))
    if RestFault.HTML_502 in taken:
        return HttpResponse(HTML, status=502)
    if RestFault.HTML_200 in taken:
        return HttpResponse("<html><body>Be right back</body></html>", status=200)
    done = answer()
    if RestFault.EMPTY_201 in taken:
        return HttpResponse(b"", status=201, content_type="application/json")
    return done


def _answer(
    sim: Simulator,
    request: HttpRequest,
    methods: dict[str, Endpoint],
    account: str,
    given: Given,
    path: dict[str, str],
) -> HttpResponse:
    try:
        _check_who(sim, request, account)
        _check_form(request)
        if request.method not in methods:
            raise TwilioError(20004)
        return methods[request.method](sim, given, **path)
    except TwilioError as error:
        return refusal(error)


def _check_who(sim: Simulator, request: HttpRequest, account: str) -> None:
    user, _, password = _basic(request.headers.get("Authorization", "")).partition(":")
    same_user = hmac.compare_digest(user.encode(), sim.account_sid.encode())
    same_password = hmac.compare_digest(password.encode(), sim.auth_token.encode())
    if not (same_user and same_password):
        raise TwilioError(20003)
    if account != sim.account_sid:
        raise TwilioError(20404)


def _basic(header: str) -> str:
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(coded, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _check_form(request: HttpRequest) -> None:
    if request.method == "POST" and request.body and request.content_type != FORM:
        raise TwilioError(20001, f"The body must be a form, not {request.content_type}", status=415)


def refusal(error: TwilioError) -> HttpResponse:
    """Twilio's JSON for an error."""
    answer = JsonResponse(error.document(), status=error.status)
    if error.status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer


def shown(document: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A resource or a list."""
    return JsonResponse(document, status=status)


def not_found(request: HttpRequest, **path: str) -> HttpResponse:
    """A resource that Twilio may have and we have not."""
    answer = refusal(TwilioError(20404, f"The requested resource {request.path} was not found"))
    _note(simulator(), request, answer, Taken())
    return answer


def _note(sim: Simulator, request: HttpRequest, answer: HttpResponse, taken: Taken) -> None:
    values = request.POST if request.method == "POST" else request.GET
    journal.write(
        sim.world,
        "rest",
        f"{request.method} {request.path}",
        method=request.method or "",
        url=request.get_full_path(),
        status=0 if RestFault.DROP in taken else answer.status_code,
        number=values.get("To", ""),
        params={name: _one_or_all(values.getlist(name)) for name in values},
        answer=answer.content.decode("utf-8", "replace"),
        verdict="refused" if answer.status_code in (401, 403) else "",
        faults=taken.names,
    )


def _one_or_all(values: list[Any]) -> str | list[str]:
    return str(values[0]) if len(values) == 1 else [str(one) for one in values]
