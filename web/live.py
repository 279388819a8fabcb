"""Fragments that renew themselves: an answer with an ETag, or 304 when nothing has changed since."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def stamp_of(*facts: object) -> str:
    """A short fingerprint of facts that print the same as long as the fragment would."""
    return hashlib.blake2s(repr(facts).encode(), digest_size=12).hexdigest()


def unless_seen(request: HttpRequest, stamp: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """304 to a reader who has this stamp (If-None-Match), else the answer with its ETag."""
    tag = f'"{stamp}"'
    seen = request.headers.get("If-None-Match", "").removeprefix("W/")
    response = HttpResponse(status=304) if seen == tag else answer()
    response["ETag"] = tag
    return response
