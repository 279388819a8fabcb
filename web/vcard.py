"""A contact card as phones read it: vCard 3.0 (RFC 2426), which iOS and Android both take. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 75  # octets, RFC 2426 section 2.6


@dataclass(frozen=True, slots=True)
class Card:
    """A name with a number to save. `uid` stays the same, so that a card loaded again is the same contact. `note` may be empty."""

    uid: str
    name: str
    organization: str
    number: str  # E.164
    note: str


def vcard(card: Card) -> str:
    """The text of the file, lines ended by CRLF and folded."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{_escaped(card.uid)}",
        f"N:;{_escaped(card.name)};;;",
        f"FN:{_escaped(card.name)}",
        f"ORG:{_escaped(card.organization)}",
        f"TEL;TYPE=WORK,VOICE,PREF:{card.number}",
        *([f"NOTE:{_escaped(card.note)}"] if card.note else []),
        "END:VCARD",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    for character in ("\\", ",", ";"):
        text = text.replace(character, f"\\{character}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """In pieces of at most 75 octets; all but the first begin with a space. No character is cut in two."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += character
    yield piece
