"""Which names and codes a client may have, and a code made from a name. Pure."""

import re
import unicodedata

LONGEST_NAME, LONGEST_CODE = 120, 60
CODE = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
RESERVED = frozenset({"new", "import", "export"})  # they are pages beside the clients' own


def code_from(name: str) -> str:
    """`Café Müller & Co.` is `cafe-muller-co`; empty where nothing of it can be written in ASCII."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST_CODE].strip("-")


def is_code(code: str) -> bool:
    """Letters, digits and single hyphens, short enough, and no page's address."""
    return len(code) <= LONGEST_CODE and CODE.fullmatch(code) is not None and code.casefold() not in RESERVED
