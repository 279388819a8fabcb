"""Hostile text made harmless: what PostgreSQL, a phone and a page can all hold. Pure."""

import hashlib
import re
import unicodedata
from typing import Any

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
MOST_KEYS = 1000
MOST_DEPTH = 20
SECRET = re.compile(r"(?i)(passw|secret|token|api.?key|credential|authorization|private.?key)")
HIDDEN = "(hidden)"
SUMMARY_LENGTH = 1024
KEY_LENGTH = 255


def safe(text: str) -> str:
    """NUL and lone surrogates become U+FFFD; all else stays."""
    return _SURROGATE.sub("\ufffd", text).replace("\x00", "\ufffd")


def one_line(value: Any, length: int = 255) -> str:
    """A value as one line of text: NFC, no control, invisible or bidirectional characters, cut with an ellipsis.

    It is cut before it is normalised: NFC takes time with the square of a run of combining marks, 22 s for 480 KB.
    """
    text = value if isinstance(value, str) else "" if value is None else str(value)
    text = _CONTROL.sub(" ", safe(text)).strip()
    enough = text[: length * 4]
    flat = " ".join(unicodedata.normalize("NFC", enough).split())
    whole = len(enough) == len(text) and len(flat) <= length
    return (flat if whole else flat[: length - 1] + "…") if _is_readable(flat) else ""


def _is_readable(text: str) -> bool:
    """Whether there is anything to see: no letters, marks or signs at all is as good as blank."""
    return any(unicodedata.category(character)[0] not in "CZ" for character in text)


def dedup_key(value: Any) -> str | None:
    """The key byte for byte; over 255 characters hashed, the same way for trigger and resolve; empty or null: none."""
    if value is None or isinstance(value, (dict, list)):
        return None
    text = safe(value if isinstance(value, str) else str(value))
    if not text.strip():
        return None
    if len(text) <= KEY_LENGTH:
        return text
    return f"{text[:190]}:{hashlib.sha256(text.encode()).hexdigest()}"


def harmless(value: Any, depth: int = 0) -> Any:
    """A JSON value that jsonb accepts: bounded depth and width, no NUL, no surrogates, no infinities, no known secrets."""
    if depth > MOST_DEPTH:
        return "…"
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    if isinstance(value, dict):
        return _harmless_object(value, depth)
    if isinstance(value, list):
        return [harmless(item, depth + 1) for item in value[:MOST_KEYS]]
    return value


def _harmless_object(value: dict[Any, Any], depth: int) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, item in list(value.items())[:MOST_KEYS]:
        is_secret = isinstance(item, str) and item and SECRET.search(str(name)[:255])
        kept[one_line(name)] = HIDDEN if is_secret else harmless(item, depth + 1)
    if len(value) > MOST_KEYS:
        kept["…"] = f"{len(value) - MOST_KEYS} more keys not shown"
    return kept


def visible(text: str) -> str:
    """Several lines of text of which all can be seen: what is invisible or turns text round becomes U+FFFD."""
    return _CONTROL.sub("\ufffd", safe(text.replace("\r\n", "\n")))
