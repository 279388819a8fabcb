"""POST /in/<key>/: any content type, stored before it is answered. What it means is found out afterwards."""

import logging
from datetime import datetime
from typing import Protocol

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from accounts.address import address_of
from accounts.tokens import SHOWN_OF_KEY
from hours import clock
from routing.actions.store import KeyReused, Received, refuse_other_bytes, store_event
from routing.inbound.clean import safe
from routing.models import Integration
from routing.queries import integration_of_key

log = logging.getLogger(__name__)
MOST_BYTES = 524_288
KEPT_HEADERS = ("User-Agent", "Content-Type", "Idempotency-Key", "X-Request-Id")


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes: ...


def problem(status: int, title: str, detail: str) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@csrf_exempt
def alert(request: HttpRequest, key: str) -> HttpResponse:
    """202 `{event}` once it is stored; 401 for every bad key alike; 413 over 512 KB; 503 when it can't be stored.

    The same Idempotency-Key with the same bytes is answered with the same event, with others by 409.
    """
    if request.method == "HEAD":
        return HttpResponse(status=200)
    if request.method != "POST":
        refused = problem(405, "Method not allowed", "Send alerts by POST.")
        refused["Allow"] = "POST"
        return refused
    try:
        return _store(request, key)
    except Error:
        log.exception("An alert could not be stored; its sender is told to try again.")
        return problem(503, "Not stored", "The alert was not stored. Send it again.")


def _store(request: HttpRequest, key: str) -> HttpResponse:
    integration = integration_of_key(key, now=clock.now())
    if integration is None:
        return problem(401, "Unknown key", "This key is not known or no longer valid.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return problem(415, "Compressed", "Send the body uncompressed.")
    try:
        raw = _body(request)
    except (UnreadablePostError, OSError):
        return problem(400, "Broken off", "The body did not arrive whole. Send it again.")
    if raw is None:
        return problem(413, "Too large", f"A body has at most {MOST_BYTES} bytes.")
    return _accept(integration, _received(request, raw, key, clock.now()))


def _accept(integration: Integration, received: Received) -> HttpResponse:
    event_id, new = store_event(integration=integration, received=received)
    try:
        if not new:
            refuse_other_bytes(event_id, received.raw)
    except KeyReused:
        return problem(409, "Key reused", "This Idempotency-Key came before with another body.")
    return JsonResponse({"event": str(event_id)}, status=202)


def _body(request: HttpRequest) -> bytes | None:
    """The body, or None when it is too large; at most the cap and one byte are read.

    A chunked body says no length, and Django then reads nothing: it is read from the server's own stream.
    """
    declared = request.META.get("CONTENT_LENGTH") or ""
    if declared.isdecimal():
        fits = (
            len(declared) < 10 and int(declared) <= MOST_BYTES
        )  # thousands of digits are no number to Python
        return _at_most(request) if fits else None
    chunked = request.META.get("HTTP_TRANSFER_ENCODING", "").strip().casefold() == "chunked"
    return _at_most(request.META["wsgi.input"] if chunked else request)


def _at_most(stream: Readable) -> bytes | None:
    raw = stream.read(MOST_BYTES + 1)
    return raw if len(raw) <= MOST_BYTES else None


def _received(request: HttpRequest, raw: bytes, used: str, now: datetime) -> Received:
    headers = {name: safe(request.headers[name])[:255] for name in KEPT_HEADERS if name in request.headers}
    key = safe(request.headers.get("Idempotency-Key", ""))[:255]
    return Received(
        raw=raw, content_type=safe(request.content_type or ""), method="POST", path="/in/", address=address_of(request),
        received_at=now, decided_at=now, delivery_id=key or None, headers=headers,
        key_prefix=used[:SHOWN_OF_KEY],
    )  # fmt: skip
