"""POST /in/<key>/: any content type, stored before it is answered. What it means is found out afterwards."""

import logging
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from accounts.address import address_of
from hours import clock
from routing.actions.store import Received, store_event
from routing.queries import integration_of_key

log = logging.getLogger(__name__)
MOST_BYTES = 524_288
KEPT_HEADERS = ("User-Agent", "Content-Type", "Idempotency-Key", "X-Request-Id")


def problem(status: int, title: str, detail: str) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@csrf_exempt
def alert(request: HttpRequest, key: str) -> HttpResponse:
    """202 `{event}` once it is stored; 401 for every bad key alike; 413 over 512 KB; 503 when it can't be stored."""
    if request.method == "HEAD":
        return HttpResponse(status=200)
    if request.method != "POST":
        refused = problem(405, "Method not allowed", "Send alerts by POST.")
        refused["Allow"] = "POST"
        return refused
    try:
        return _store(request, key)
    except DatabaseError:
        log.exception("An alert could not be stored; its sender is told to try again.")
        return problem(503, "Not stored", "The alert was not stored. Send it again.")


def _store(request: HttpRequest, key: str) -> HttpResponse:
    integration = integration_of_key(key)
    if integration is None:
        return problem(401, "Unknown key", "This key is not known or no longer valid.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return problem(415, "Compressed", "Send the body uncompressed.")
    raw = _body(request)
    if raw is None:
        return problem(413, "Too large", f"A body has at most {MOST_BYTES} bytes.")
    received = _received(request, raw, clock.now())
    event_id, _ = store_event(integration=integration, received=received)
    return JsonResponse({"event": str(event_id)}, status=202)


def _body(request: HttpRequest) -> bytes | None:
    """The body, or None when it is too large; at most the cap and one byte are read."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if declared.isdigit() and int(declared) > MOST_BYTES:
        return None
    try:
        raw = request.read(MOST_BYTES + 1)
    except UnreadablePostError:
        return b""
    return raw if len(raw) <= MOST_BYTES else None


def _received(request: HttpRequest, raw: bytes, now: datetime) -> Received:
    headers = {name: request.headers[name][:255] for name in KEPT_HEADERS if name in request.headers}
    key = request.headers.get("Idempotency-Key", "").replace("\x00", "")[:255]
    return Received(
        raw=raw, content_type=request.content_type or "", method="POST", path="/in/", address=address_of(request),
        received_at=now, decided_at=now, delivery_id=key or None, headers=headers,
    )  # fmt: skip
