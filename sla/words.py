"""Names made comparable: a tool's word for a client and ours. Pure."""

import unicodedata


def normalised(name: str) -> str:
    """NFKC, casefold, single spaces, no ends."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
