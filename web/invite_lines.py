"""Reading whom to invite: one line per person, in whatever order people write address, name and role. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_LINES = 50
PARTS = re.compile(r"[,;\t]")
NAMED = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>\s]+@[^<>\s]+)>$")


@dataclass(frozen=True, slots=True)
class Guest:
    """One line as it was understood; `email` "" where no address was found in it."""

    line: str
    email: str
    name: str
    role: str


def read_guests(text: str, *, roles: Mapping[str, str], otherwise: str) -> list[Guest]:
    """Every line that is not empty; `roles` maps what people write (in small letters) to roles, `otherwise` is the rest's."""
    lines = (line.strip() for line in text.splitlines())
    return [_guest(line, roles, otherwise) for line in lines if line]


def _guest(line: str, roles: Mapping[str, str], otherwise: str) -> Guest:
    email, role, names = "", otherwise, []
    for part in _parts(line):
        if "@" in part and not email:
            email = part
        elif part.casefold() in roles:
            role = roles[part.casefold()]
        else:
            names.append(part)
    return Guest(line=line, email=email, name=" ".join(names), role=role)


def _parts(line: str) -> Iterator[str]:
    for part in PARTS.split(line):
        named = NAMED.match(part.strip())
        found = (named["name"], named["email"]) if named else (part,)
        yield from (piece.strip().strip('"') for piece in found if piece.strip())
