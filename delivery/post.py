"""One POST to somebody else's server: to the address that was checked, once, never for long, never on to another place."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse

import certifi

from delivery.addresses import BadAddress, Target, is_public, read_address

STEP_SECONDS = 5.0  # to connect, and for each silence of the other side
WHOLE_SECONDS = 10.0  # for all of it, however steadily the other side drips
MOST_OF_ANSWER = 4096


class NotPosted(Exception):
    """It did not get there, or nobody knows whether it did; the text says why."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What the other side answered; of its body the beginning."""

    status: int
    answer: str


def post(url: str, *, body: bytes, headers: Mapping[str, str], loopback: bool) -> Posted:
    """Redirects are not followed. Raises NotPosted."""
    try:
        target = read_address(url, loopback=loopback)
        with _connected(target, loopback=loopback) as connection:
            connection.request(
                "POST", target.path, body=body, headers={"Host": target.host_header, **headers}
            )
            response = connection.getresponse()
            return Posted(response.status, _beginning(response))
    except BadAddress as bad:
        raise NotPosted(str(bad)) from bad
    except TimeoutError as late:
        raise NotPosted("It took longer than 5 seconds.") from late
    except ssl.SSLCertVerificationError as wrong:
        raise NotPosted(f"Its certificate is not valid: {wrong.verify_message}.") from wrong
    except (OSError, HTTPException, ValueError) as broken:
        raise NotPosted(_failed(broken)) from broken


def _failed(broken: Exception) -> str:
    match broken:
        case ConnectionRefusedError():
            return "Nobody listens at this address."
        case ConnectionError():
            return "The other side hung up without an answer."
        case HTTPException():
            return "The answer is not HTTP."
        case _:
            return f"The connection failed: {type(broken).__name__}."


@contextmanager
def _connected(target: Target, *, loopback: bool) -> Iterator[HTTPConnection]:
    """A connection to one of the checked addresses, cut when its time is over."""
    open_now = [_dialled(_checked(target, loopback=loopback))]
    timer = threading.Timer(WHOLE_SECONDS, _cut, [open_now])
    timer.daemon = True
    timer.start()
    try:
        if target.is_tls:
            _wrap(open_now, target.host)
        connection = HTTPConnection(target.host, target.port, timeout=STEP_SECONDS)
        connection.sock = open_now[0]
        yield connection
    finally:
        timer.cancel()
        open_now[0].close()


def _checked(target: Target, *, loopback: bool) -> list[tuple[str, int]]:
    """What the host's name stands for now. Raises BadAddress where any of it is not public: we never guess."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotPosted(f"There is no host called {target.host}.") from None
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    here = loopback and all(_is_here(each) for each in addresses)
    if not here and not all(is_public(each) for each in addresses):
        raise BadAddress("The host's name leads into a private network, which we don't send to.")
    return [(each, target.port) for each in addresses]


def _is_here(address: str) -> bool:
    return address in ("127.0.0.1", "::1")


def _dialled(addresses: list[tuple[str, int]]) -> socket.socket:
    """The first that answers; at most three are tried."""
    failure: OSError = OSError("no address")
    for address in addresses[:3]:
        try:
            return socket.create_connection(address, timeout=STEP_SECONDS)
        except OSError as error:
            failure = error
    raise failure


def _wrap(open_now: list[socket.socket], host: str) -> None:
    """TLS on top: the plain socket is void from then on, so the timer is given the other before it shakes hands."""
    context = ssl.create_default_context(cafile=certifi.where())
    wrapped = context.wrap_socket(open_now[0], server_hostname=host, do_handshake_on_connect=False)
    open_now[0] = wrapped
    wrapped.do_handshake()


def _cut(open_now: list[socket.socket]) -> None:
    """End both directions: whoever waits in this socket wakes up."""
    with suppress(OSError):
        open_now[0].shutdown(socket.SHUT_RDWR)


def _beginning(response: HTTPResponse) -> str:
    """Of an answer that never ends there is only its status."""
    try:
        return response.read(MOST_OF_ANSWER).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""
