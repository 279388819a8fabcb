"""What stands between the client's form and machines, without a puzzle or a cookie. Doubt never turns a person away.

Signs of a machine are weighed (`client_score`): what may be one's waits a moment for its sender's code, what looks like
one's is held. Only what can't be read is refused, and what one block of addresses floods us with; even then the page
shows the phone number.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from routing.inbound.clean import safe
from web.client_lately import NOTHING, Lately
from web.client_score import Sign

MOST_BYTES = 128 * 1024  # 5,000 characters of four bytes, percent-encoded, and room for the rest
MUCH, FLOOD = 5, 40  # times the limit; a flood is 200 in ten minutes from one block of addresses
SAME_PLACE = ("same-origin", "none")


@dataclass(frozen=True)
class Limit:
    """At most `most` in `window_seconds`."""

    most: int
    window_seconds: int


PER_ADDRESS = Limit(5, 600)  # per block of addresses
PER_CLIENT = Limit(20, 3600)
PER_PHONE = Limit(3, 3600)
CODES = Limit(10, 3600)  # per block of addresses: nobody uses up all that strangers have
COPIES = Limit(30, 3600)  # links by text and mail to what was typed, per organization
LINK_MISSES = Limit(60, 600)  # wrong status links, per block of addresses
LINK_ACTS = Limit(20, 600)  # notes and such, per incident


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this. Browsers that say nothing, and those that hide it, are believed."""
    place = request.headers.get("Sec-Fetch-Site")
    if place is not None:
        return place not in SAME_PLACE
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()


def is_too_big(request: HttpRequest, most: int = MOST_BYTES) -> bool:
    """By its declared length; without one Django reads nothing."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return not declared.isdigit() or int(declared) > most


def too_much() -> tuple[int, str]:
    return 413, _(
        "That was too much text, or too large a file, to take in at once. Say it shorter, or send fewer files."
    )


def not_read() -> tuple[int, str]:
    return 400, _("What your browser sent could not be read.")


def too_much_text(request: HttpRequest) -> tuple[int, str] | None:
    """Of a body with files: what was typed is bounded as in one without."""
    size = sum(len(value) for _name, values in request.POST.lists() for value in values)
    return too_much() if size > MOST_BYTES else None


def unreadable(request: HttpRequest, most: int = MOST_BYTES) -> tuple[int, str] | None:
    """Parse what was posted, once, where each fault has words: the status and the words, or None when it can be read."""
    if is_too_big(request, most):
        return too_much()
    try:
        request.POST  # noqa: B018
    except RequestDataTooBig:
        return too_much()
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return not_read()
    return None


def harmless_post(request: HttpRequest) -> QueryDict:
    """What was posted, with U+FFFD for what neither the database nor a page can hold (NUL, halves of characters)."""
    posted = request.POST.copy()
    for name, values in request.POST.lists():
        posted.setlist(name, [safe(value) for value in values])
    return posted


def signs_of_number(
    *, address: str | None, client_id: int, phone: str, nonce: str, now: datetime, rows: Lately = NOTHING
) -> frozenset[Sign]:
    """What the number of requests says, by the rows and by the cache, whichever knows more. A page is counted once,
    however often it is sent.
    """
    if not cache.add(f"client-form:page:{nonce}", 1, timeout=7200):
        return frozenset()
    counted = [(Sign.CLIENT, PER_CLIENT, f"client:{client_id}", rows.client)]
    block = block_of(address)
    if block:
        counted.append((Sign.ADDRESS, PER_ADDRESS, f"address:{block}", rows.address))
    if phone:
        counted.append((Sign.PHONE, PER_PHONE, f"phone:{client_id}:{phone}", rows.phone))
    return frozenset(
        sign
        for name, limit, key, stored in counted
        for sign in _over(name, limit, max(stored + 1, count(key, limit, now)))
    )


def _over(name: Sign, limit: Limit, so_far: int) -> frozenset[Sign]:
    steps = {name: 1, Sign.MUCH: MUCH} | ({Sign.FLOOD: FLOOD} if name is Sign.ADDRESS else {})
    return frozenset(sign for sign, times in steps.items() if so_far > times * limit.most)


def count(name: str, limit: Limit, now: datetime) -> int:
    """One more in this window of time; how many that makes."""
    short = hashlib.blake2s(name.encode("utf-8", "replace"), digest_size=12).hexdigest()
    key = f"client-form:{short}:{int(now.timestamp()) // limit.window_seconds}"
    if cache.add(key, 1, timeout=2 * limit.window_seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it went away between the two
        return 1


def block_of(address: str | None) -> str:
    """Whoever has one address of it can have all: a /24 of IPv4, a /56 of IPv6.

    Empty for an address that is not a public one: a proxy's, or our own machine's, says nothing about the sender.
    """
    if address is None or not ipaddress.ip_address(address).is_global:
        return ""
    version = ipaddress.ip_address(address).version
    return str(ipaddress.ip_network((address, 24 if version == 4 else 56), strict=False))
