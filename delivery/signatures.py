"""Whether a webhook really comes from the provider: Twilio's X-Twilio-Signature (telephony.md, 1.8).

HMAC-SHA1 over the URL as the provider requested it plus, for a form, each name and value in order. The URL is built
from PUBLIC_BASE_URL, never from the Host header. A signature proves the sender, not the moment: replays stay valid
for ever and are held off by unique rows.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, UnreadablePostError

HEADER = "X-Twilio-Signature"
FORM = "application/x-www-form-urlencoded"


def is_genuine(request: HttpRequest, *, tokens: Iterable[str]) -> bool:
    """Whether one of the account's tokens signed this request. Never raises: what can't be read is forged."""
    try:
        is_form = request.content_type == FORM
        return verify(
            url=settings.PUBLIC_BASE_URL + request.get_full_path(),
            params=dict(request.POST.lists()) if is_form else {},
            body=b"" if is_form else request.body,
            signature=request.headers.get(HEADER, ""),
            tokens=tokens,
        )
    except (ValueError, RequestDataTooBig, TooManyFieldsSent, UnreadablePostError):
        return False


def verify(
    *, url: str, params: Mapping[str, Sequence[str]], body: bytes = b"", signature: str, tokens: Iterable[str]
) -> bool:
    """`params` are the form's values by name; `body` is what came instead of a form, covered by `bodySHA256`."""
    if body and not _body_matches(url, body):
        return False
    candidates = [
        sign(one, params, token) for token in tokens if token for one in _with_and_without_port(url)
    ]
    given = signature.encode("utf-8", "replace")
    return any(hmac.compare_digest(candidate.encode(), given) for candidate in candidates)


def sign(url: str, params: Mapping[str, Sequence[str]], token: str) -> str:
    """The signature of a request; a repeated value of one name counts once, as at the provider."""
    text = url + "".join(name + value for name in sorted(params) for value in sorted(set(params[name])))
    digest = hmac.new(token.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _body_matches(url: str, body: bytes) -> bool:
    told = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
    return hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), told.encode("utf-8", "replace"))


def _with_and_without_port(url: str) -> Iterator[str]:
    """The provider signs its URL sometimes with the port and sometimes without."""
    yield url
    there = urlsplit(url)
    host = there.netloc.rpartition(":")[0] if there.port else there.netloc
    yield there._replace(netloc=host).geturl()
    yield there._replace(netloc=f"{host}:{there.port or (443 if there.scheme == 'https' else 80)}").geturl()
