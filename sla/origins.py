"""The origins of pages that may show a client's form inside them, read strictly: they go into a header. Pure."""

import re

MOST = 5
ORIGIN = re.compile(
    r"https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}(?::[1-9][0-9]{0,4})?"
)


def origin_of(line: str) -> str | None:
    """`https://Intranet.example/` is `https://intranet.example`; None: it is no https origin of a named host."""
    written = line.strip().rstrip("/").lower()
    return written if len(written) <= 255 and ORIGIN.fullmatch(written) else None
