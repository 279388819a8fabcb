"""A contact card as phones read it: vCard 3.0 (RFC 2426), which iOS and Android both take. Pure."""

from dataclasses import dataclass

from web.content_lines import escaped, file_of


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
        f"UID:{escaped(card.uid)}",
        f"N:;{escaped(card.name)};;;",
        f"FN:{escaped(card.name)}",
        f"ORG:{escaped(card.organization)}",
        f"TEL;TYPE=WORK,VOICE,PREF:{card.number}",
        *([f"NOTE:{escaped(card.note)}"] if card.note else []),
        "END:VCARD",
    ]
    return file_of(lines)
