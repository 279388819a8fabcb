"""Words in a person's report that mean more than the effect they chose: an attack, or danger to life. Pure."""

import re

WORDS = (
    "ransom", "ransomware", "breach", "breached", "hacked", "hacker", "hackers", "data leak", "encrypted our",
    "files are encrypted", "fire alarm", "fire panel", "smoke alarm", "smoke detector", "gas alarm", "alarm panel",
    "panic button", "nurse call", "intruder", "break-in",
)  # fmt: skip
FOUND = re.compile(rf"\b({'|'.join(map(re.escape, WORDS))})\b", re.IGNORECASE)


def alarming(text: str) -> str:
    """The first such word, or ""."""
    found = FOUND.search(text)
    return found.group(1).casefold() if found else ""
