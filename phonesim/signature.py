"""X-Twilio-Signature: HMAC-SHA1 over the URL and the sorted form, base64 (telephony.md, 1.8)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence


def sign(*, url: str, params: Sequence[tuple[str, str]], token: str) -> str:
    """`params` is the form of a POST, empty for a GET. A repeated value of one name counts once."""
    pairs = sorted(set(params))
    text = url + "".join(name + value for name, value in pairs)
    digest = hmac.new(token.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
