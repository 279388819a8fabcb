"""Where a request came from, as far as it can be trusted."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The sender's IP address; None where there is none (a unix socket).

    Behind TRUSTED_PROXY_COUNT proxies of our own it is the X-Forwarded-For entry the outermost of them wrote.
    What stands further left was written by the sender and is never believed.
    """
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    count: int = settings.TRUSTED_PROXY_COUNT
    if count and len(passed) >= count:
        return readable(passed[-count])
    return readable(request.META.get("REMOTE_ADDR", ""))


def readable(text: str) -> str | None:
    """An IP address in its usual spelling, without a link's name (`fe80::1%eth0`), or None."""
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return None


def line_of(address: str) -> str:
    """What one sender has at least: of IPv6 the first address of its /64, whose others cost nothing; of IPv4 itself."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)
