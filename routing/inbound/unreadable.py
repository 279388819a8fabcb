"""What an alert that nobody could read is about, as far as its text says. Pure."""

import re

NAMED = re.compile(
    r"""["']?\b(client|source|class|summary)["']?\s*[:=]\s*["']?([^"',&;}\r\n]{1,80})""", re.IGNORECASE
)
NUMBERS = re.compile(r"\d+")
LONGEST = 160


def kind_of(text: str) -> str:
    """Client, source and class where it names them; without a class what it says, numbers aside. The same for two of a kind."""
    named = {name.casefold(): value for name, value in reversed(NAMED.findall(text))}
    said = [f"{name}={_plain(named[name])}" for name in ("client", "source", "class") if name in named]
    if "class" not in named:
        said.append(_plain(named.get("summary", text)))
    return " ".join(said)[:LONGEST]


def _plain(text: str) -> str:
    return " ".join(NUMBERS.sub("#", text[:LONGEST]).casefold().split())
