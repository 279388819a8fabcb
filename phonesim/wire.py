"""One HTTP request of ours to a webhook: 5 s to connect, 15 s in all, one more try if nothing listens.

A redirect is followed as a GET without the form, as Twilio does it: that is how an added slash loses a text.
"""

import http.client
import socket
import ssl
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin, urlsplit

from phonesim.signature import sign

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
LARGEST_BODY = 64 * 1024
MOST_REDIRECTS = 5
Params = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A webhook to send. `token` signs it."""

    url: str
    method: str
    params: Params
    token: str


@dataclass(frozen=True, slots=True)
class Answered:
    """`error`: Twilio's number for what went wrong (11200 and its kin), None if an answer below 400 came."""

    status: int = 0
    content_type: str = ""
    body: str = ""
    error: int | None = None
    words: str = ""
    url: str = ""


class Unanswered(Exception):
    """The other side gave no answer. `sent`: whether it may have read the request."""

    def __init__(self, code: int, words: str, *, sent: bool) -> None:
        super().__init__(words)
        self.code = code
        self.sent = sent


def ask(asked: Asked) -> Answered:
    """Send it, twice if the first finds nobody; never raises."""
    headers = {"I-Twilio-Idempotency-Token": str(uuid.uuid4())}
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        try:
            return _follow(asked, headers, deadline)
        except Unanswered as first:
            if first.sent:
                raise
            return _follow(asked, headers, deadline)
    except Unanswered as last:
        return Answered(error=last.code, words=str(last), url=asked.url)


def _follow(asked: Asked, headers: Mapping[str, str], deadline: float) -> Answered:
    for _ in range(MOST_REDIRECTS + 1):
        answer, location = _once(asked, headers, deadline)
        if not location:
            return answer
        asked = Asked(urljoin(asked.url, location), "GET", (), asked.token)
    return Answered(error=11200, words="too many redirects", url=asked.url)


def _once(asked: Asked, headers: Mapping[str, str], deadline: float) -> tuple[Answered, str]:
    url = signed_url(asked)
    form = urlencode(asked.params) if asked.method == "POST" else ""
    signature = sign(url=url, params=asked.params if form else (), token=asked.token)
    connection = _connect(url)
    try:
        connection.request(
            asked.method,
            _target(url),
            body=form.encode() if form else None,
            headers={**headers, **_headers(signature, is_form=bool(form))},
        )
        return _read(connection, url, deadline)
    except TimeoutError as error:
        raise Unanswered(11205, "no answer in time", sent=True) from error
    except (OSError, http.client.HTTPException) as error:
        raise Unanswered(11200, f"broken answer: {type(error).__name__}", sent=True) from error
    finally:
        connection.close()


def signed_url(asked: Asked) -> str:
    """The URL as it is requested: a GET carries the parameters, a fragment (Twilio's overrides) stays here."""
    bare = urlsplit(asked.url)._replace(fragment="")
    if asked.method == "GET" and asked.params:
        bare = bare._replace(query="&".join(filter(None, (bare.query, urlencode(asked.params)))))
    return bare.geturl()


def _headers(signature: str, *, is_form: bool) -> dict[str, str]:
    headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}
    if is_form:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    return headers


def _target(url: str) -> str:
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{parts.query}" if parts.query else path


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
        connection.connect()
    except socket.gaierror as error:
        raise Unanswered(11210, "no such host", sent=False) from error
    except ssl.SSLError as error:
        raise Unanswered(11220, "TLS failed", sent=False) from error
    except (OSError, ValueError) as error:
        raise Unanswered(11205, f"no connection: {error}", sent=False) from error
    return connection


def _read(connection: http.client.HTTPConnection, url: str, deadline: float) -> tuple[Answered, str]:
    _limit(connection, deadline)
    response = connection.getresponse()
    body = b""
    while len(body) <= LARGEST_BODY and (piece := response.read1(LARGEST_BODY)):
        body += piece
        _limit(connection, deadline)
    location = response.getheader("Location", "") if response.status in (301, 302, 303, 307, 308) else ""
    content_type = response.getheader("Content-Type", "") or ""
    return _judged(response.status, content_type, body, url), location


def _limit(connection: http.client.HTTPConnection, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left)


def _judged(status: int, content_type: str, body: bytes, url: str) -> Answered:
    text = body.decode("utf-8", "replace")
    if len(body) > LARGEST_BODY:
        return Answered(status, content_type, text[:1000], 11750, "the answer is larger than 64 kB", url)
    if status >= 400:
        return Answered(status, content_type, text, 11200, f"HTTP {status}", url)
    return Answered(status, content_type, text, url=url)
