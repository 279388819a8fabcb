"""Where a webhook may be sent: an address in a form we accept, and never our own or anybody's private network. Pure."""

import re
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

MOST = 500
PLAIN = re.compile(r"[!-~]+")
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))  # an IPv4 address within IPv6
OF_THE_CLOUD = {IPv4Address("168.63.129.16")}  # Azure's own, public by its number only
NOT_OF_THE_INTERNET = (  # what Python 3.11 takes for global, and some networks use within
    IPv4Network("192.0.0.0/24"), IPv6Network("fec0::/10"), IPv6Network("3fff::/20"),
)  # fmt: skip
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class BadAddress(Exception):
    """This can't be an endpoint; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: `path` with its query."""

    is_tls: bool
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.is_tls else 80
        return name if self.port == usual else f"{name}:{self.port}"


def read_address(url: str, *, loopback: bool) -> Target:
    """An https address, or with `loopback` also http to this very machine. Raises BadAddress."""
    if len(url) > MOST or not PLAIN.fullmatch(url):
        raise BadAddress(f"An address has at most {MOST} plain characters, without spaces.")
    try:
        there = urlsplit(url)
        host, port = there.hostname or "", there.port
    except ValueError:
        raise BadAddress("This is no address: it looks like https://example.com/hook.") from None
    if there.username is not None or there.password is not None:
        raise BadAddress("No name or password in the address: the signature says that it is us.")
    here = loopback and host in LOOPBACK
    if not host or not (there.scheme == "https" or (here and there.scheme == "http")):
        raise BadAddress("The address begins with https:// and names a host.")
    if not here:
        _refuse_private_host(host)
    is_tls = there.scheme == "https"
    path = (there.path or "/") + (f"?{there.query}" if there.query else "")
    return Target(is_tls, host, port or (443 if is_tls else 80), path)


def _refuse_private_host(host: str) -> None:
    """By its number or its name; what a public name stands for is looked at when something is sent."""
    private = host in LOOPBACK or host.endswith((".localhost", ".local", ".internal"))
    with suppress(ValueError):
        private = private or not is_public(host)
    if private:
        raise BadAddress("This is an address of a private network, which we don't send to.")


def is_public(address: str) -> bool:
    """Whether anybody on the internet has this IP address. Raises ValueError for anything else."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found.sixtofour or found.teredo or any(found in each for each in TRANSLATED):
            return False
    reserved = found.is_multicast or found.is_reserved or found.is_unspecified
    reserved = reserved or any(found in each for each in NOT_OF_THE_INTERNET)
    return found.is_global and not reserved and found not in OF_THE_CLOUD
