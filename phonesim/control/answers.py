"""How the control API reads and answers: JSON both ways, errors as `{"error": words}`."""

import json
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from phonesim.machine.calls import NotPossible

Body = dict[str, Any]
View = Callable[..., HttpResponse]
LARGEST_BODY = 64 * 1024


class Refused(Exception):
    """The request can't be done: `status` and words for a person."""

    def __init__(self, words: str, *, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


def control(**methods: View) -> View:
    """A view by its methods; each is called with the request and the path."""

    @wraps(next(iter(methods.values())))
    def view(request: HttpRequest, **path: str) -> HttpResponse:
        try:
            if request.method not in methods:
                raise Refused(f"{request.method} is not for this address.", status=405)
            return methods[request.method](request, **path)
        except Refused as refused:
            return JsonResponse({"error": str(refused)}, status=refused.status)
        except NotPossible as late:
            return JsonResponse({"error": str(late)}, status=409)

    return view


def read_body(request: HttpRequest, *, known: Collection[str]) -> Body:
    """The JSON object that was sent, {} for nothing. Refused for anything else and for unknown names."""
    if not request.body:
        return {}
    if len(request.body) > LARGEST_BODY:
        raise Refused("The body is larger than 64 kB.", status=413)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise Refused("The body must be a JSON object.")
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise Refused(f"Unknown: {', '.join(unknown)}. Known: {', '.join(known)}.")
    return body


def read_text(body: Body, name: str, *, most: int, default: str | None = None) -> str:
    """A text. Refused if it is missing (without a default), no text, too long or not writable."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise Refused(f"{name} must be a text.")
    if len(value) > most:
        raise Refused(f"{name} has {len(value)} characters, at most {most}.")
    if any("\ud800" <= one <= "\udfff" for one in value):
        raise Refused(f"{name} holds half a character (a lone surrogate).")
    return value


def read_seconds(body: Body, name: str, default: float, *, most: float = 864_000) -> float:
    """A number of seconds, 0 to `most`. Refused."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise Refused(f"{name} must be a number from 0 to {most:g}.")
    return float(value)


def read_whole(body: Body, name: str, *, least: int, most: int) -> int | None:
    """A whole number or None. Refused."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refused(f"{name} must be a whole number from {least} to {most}.")
    return value


def read_choice(body: Body, name: str, choices: Collection[str], default: str) -> str:
    """One of the choices. Refused."""
    value = body.get(name, default)
    if value not in choices:
        raise Refused(f"{name} must be one of {', '.join(choices)}.")
    return str(value)
