"""`Idempotency-Key` on every POST: the same key with the same body gives the same answer, byte for byte.

But for secrets: they are in the first answer alone, and what is kept says so in their place.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from time import sleep
from typing import Any

from django.http import HttpResponse
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.idempotency import (
    Answered,
    AtWork,
    Claim,
    OtherRequest,
    Yours,
    claim,
    give_up,
    keep,
)
from accounts.models import ApiToken
from web.api.errors import EXPECTED
from web.api.problems import problem
from web.api.view import ApiView, token_of

LOOKS = 40
LOOK_EVERY_SECONDS = 0.1  # a second request waits 4 s in all for the answer of the first
KEPT_HEADERS = ("Location",)
SHOWN_BEFORE = "Shown in the first answer to this Idempotency-Key alone. Lost? Replace it."
Handler = Callable[..., HttpResponse]


class ShownOnce(Response):
    """An answer with secrets. `kept`: what is stored of it, without them."""

    def __init__(self, told: dict[str, Any], *, secrets: dict[str, str], **more: Any) -> None:
        super().__init__({**told, **secrets, "note": ""}, **more)
        self.kept = {**told, **dict.fromkeys(secrets), "note": SHOWN_BEFORE}


def answered_once(handler: Handler) -> Handler:
    """For a view's `post`. Answers of 5xx are not kept: the next try with the key works anew."""

    @wraps(handler)
    def post(view: ApiView, request: Request, **parts: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return handler(view, request, **parts)
        refuse_bad_key(key)
        found = settled_claim(
            token=token_of(request), key=key, request_hash=fingerprint(request, view.sent(request))
        )
        if isinstance(found, Yours):
            return work(found, view, lambda: handler(view, request, **parts))
        return told(found)

    return post


def refuse_bad_key(key: str) -> None:
    if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        raise ValidationError({"Idempotency-Key": ["Must be 1 to 255 printable ASCII characters."]})


def fingerprint(request: Request, sent: bytes) -> str:
    """SHA-256 of method, path and what was sent."""
    head = f"{request.method}\n{request.get_full_path()}\n".encode()
    return hashlib.sha256(head + sent).hexdigest()


def settled_claim(*, token: ApiToken, key: str, request_hash: str) -> Claim:
    """The claim, after waiting a little while another request with the key is at work."""
    for _ in range(LOOKS):
        found = claim(token=token, key=key, request_hash=request_hash)
        if not isinstance(found, AtWork):
            return found
        sleep(LOOK_EVERY_SECONDS)
    return AtWork()


def work(mine: Yours, view: ApiView, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it and keep what was answered; whatever breaks off in between gives the key free."""
    try:
        response = in_words(view, do)
    except BaseException:
        give_up(mine=mine)
        raise
    if response.status_code >= 500 or not isinstance(response, Response):
        give_up(mine=mine)
        return response
    kept = response.kept if isinstance(response, ShownOnce) else response.data
    keep(mine=mine, status=response.status_code, answer=frozen(response, kept))
    return thawed(response.status_code, frozen(response, response.data))


def in_words(view: ApiView, do: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer, also where it is an expected failure."""
    try:
        return do()
    except EXPECTED as error:
        return view.handle_exception(error)


def frozen(response: Response, data: Any) -> dict[str, Any]:
    """An answer as it is stored: its text, so that the next one does not differ in a byte."""
    return {
        "text": JSONRenderer().render(data).decode(),
        "type": response.content_type or "application/json",
        "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
    }


def thawed(status: int, answer: dict[str, Any]) -> HttpResponse:
    return HttpResponse(answer["text"], status=status, content_type=answer["type"], headers=answer["headers"])


def told(found: Claim) -> HttpResponse:
    """The answer for whoever does not do the work."""
    if isinstance(found, Answered):
        again = thawed(found.status, found.answer)
        again.headers["Idempotency-Replayed"] = "true"
        return again
    if isinstance(found, OtherRequest):
        return problem(409, kind="key-reused", detail="This Idempotency-Key was used for another request.")
    return problem(
        409, kind="still-at-work", detail="The first request with this Idempotency-Key has not ended. Try again.",
        headers={"Retry-After": "1"},
    )  # fmt: skip
