"""What stands between the client's form and machines, without a puzzle or a cookie. Doubt never turns a person away.

Signs of a machine are weighed. A middling weight only marks the request; a heavy one keeps it for the desk, so that
it wakes nobody; only a flood is refused, and even then the page shows the phone number.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from routing.inbound.clean import safe

MOST_BYTES = 128 * 1024  # 5,000 characters of four bytes, percent-encoded, and room for the rest
QUICKEST = timedelta(seconds=3)
HEAVY = 4
MUCH, FLOOD = 5, 10  # times the limit
SAME_PLACE = ("same-origin", "none")


@dataclass(frozen=True)
class Limit:
    """At most `most` in `window_seconds`."""

    most: int
    window_seconds: int


PER_ADDRESS = Limit(5, 600)  # per block of addresses
PER_CLIENT = Limit(20, 3600)
PER_PHONE = Limit(3, 3600)
LINK_MISSES = Limit(60, 600)  # wrong status links, per block of addresses
LINK_ACTS = Limit(20, 600)  # notes and such, per incident


class Sign(StrEnum):
    """What a machine does, and a person seldom."""

    TRAP = "trap"  # filled the hidden field; password managers do too
    QUICK = "quick"
    ADDRESS = "address"
    CLIENT = "client"
    PHONE = "phone"
    MUCH = "much"
    FLOOD = "flood"


WEIGHTS = {
    Sign.TRAP: 3,
    Sign.QUICK: 1,
    Sign.ADDRESS: 2,
    Sign.CLIENT: 1,
    Sign.PHONE: 1,
    Sign.MUCH: HEAVY,
    Sign.FLOOD: HEAVY,
}


def is_heavy(signs: frozenset[Sign]) -> bool:
    """Whether this is so likely a machine that nobody is woken for it."""
    return sum(WEIGHTS[sign] for sign in signs) >= HEAVY


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this. Browsers that say nothing, and those that hide it, are believed."""
    place = request.headers.get("Sec-Fetch-Site")
    if place is not None:
        return place not in SAME_PLACE
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()


def is_too_big(request: HttpRequest) -> bool:
    """By its declared length; without one Django reads nothing."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return not declared.isdigit() or int(declared) > MOST_BYTES


def unreadable(request: HttpRequest) -> tuple[int, str] | None:
    """Parse what was posted, once, where each fault has words: the status and the words, or None when it can be read."""
    too_much = (413, _("That was too much text to take in at once. Say it shorter."))
    if is_too_big(request):
        return too_much
    try:
        request.POST  # noqa: B018
    except RequestDataTooBig:
        return too_much
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return 400, _("What your browser sent could not be read.")
    return None


def harmless_post(request: HttpRequest) -> QueryDict:
    """What was posted, with U+FFFD for what neither the database nor a page can hold (NUL, halves of characters)."""
    posted = request.POST.copy()
    for name, values in request.POST.lists():
        posted.setlist(name, [safe(value) for value in values])
    return posted


def signs_of_hand(*, trap: str, age: timedelta) -> frozenset[Sign]:
    """What the way in which the form was filled says."""
    said = {Sign.TRAP: bool(trap), Sign.QUICK: age < QUICKEST}
    return frozenset(sign for sign, seen in said.items() if seen)


def signs_of_number(
    *, address: str | None, client_id: int, phone: str, nonce: str, now: datetime
) -> frozenset[Sign]:
    """What the number of requests says. A page is counted once, however often it is sent."""
    if not cache.add(f"client-form:page:{nonce}", 1, timeout=7200):
        return frozenset()
    counted = [(Sign.CLIENT, PER_CLIENT, count(f"client:{client_id}", PER_CLIENT, now))]
    block = block_of(address)
    if block:
        counted.append((Sign.ADDRESS, PER_ADDRESS, count(f"address:{block}", PER_ADDRESS, now)))
    if phone:
        counted.append((Sign.PHONE, PER_PHONE, count(f"phone:{client_id}:{phone}", PER_PHONE, now)))
    return frozenset(sign for name, limit, so_far in counted for sign in _over(name, limit, so_far))


def _over(name: Sign, limit: Limit, so_far: int) -> frozenset[Sign]:
    steps = {name: 1, Sign.MUCH: MUCH, Sign.FLOOD: FLOOD}
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
