"""A raw body as a person may read it: bounded, without what hides or turns text round, and with secrets hidden. Pure."""

import json
import re

from routing.inbound.clean import HIDDEN, harmless, visible
from routing.inbound.generic import NotReadable, read_object

MOST = 8000
SAID_SECRET = re.compile(
    r"(?i)((?:passw|secret|token|api.?key|credential|authorization|private.?key)\w{0,20}[\"']?\s{0,3}[:=]\s{0,3}[\"']?)"
    r"(?!\(hidden\))((?:bearer |basic )?[^\s\"'&,;}]+)"
)


def shown(raw: bytes) -> tuple[str, bool]:
    """(text, whether it is cut). JSON and forms come laid out, field by field; anything else as it came."""
    text = visible(_laid_out(raw))
    return SAID_SECRET.sub(rf"\1{HIDDEN}", text[: MOST + 1000])[:MOST], len(text) > MOST


def _laid_out(raw: bytes) -> str:
    try:
        body, _ = read_object(raw)
    except NotReadable:
        return raw[: MOST * 4].decode("utf-8", "replace")
    return json.dumps(harmless(body), indent=2, ensure_ascii=False)
