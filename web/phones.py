"""A call-back number as a stressed person types it: read with patience, explained when it can't be rung.

Numbers without `+` are read in the organization's country. `delivery.phones` is the strict reader for members' phones.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher, ValidationResult

from delivery.phones import is_costly

LONGEST = 15  # digits of a number, E.164
ONLY_EXTENSION = re.compile(r"(?:x|ext\.?|extension|#)?\s*\d{1,6}", re.IGNORECASE)


class Doubt(StrEnum):
    """Why a number can't be rung as it stands."""

    NO_NUMBER = "no_number"
    NO_AREA_CODE = "no_area_code"
    ONLY_EXTENSION = "only_extension"
    SEVERAL = "several"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COSTLY = "costly"  # premium rate or satellite: never dialled by itself
    ODD = "odd"


@dataclass(frozen=True)
class Phone:
    """A number that can be rung: E.164, and the extension to ask for there."""

    e164: str
    extension: str = ""

    def __str__(self) -> str:
        return f"{self.e164} x{self.extension}" if self.extension else self.e164


def read_phone(typed: str, *, country: str) -> Phone | Doubt:
    """The number that was typed (`country`: ISO 3166-1 alpha-2), or why it can't be rung."""
    found = _as_typed(typed, country) or _hidden_in(typed, country)
    if len(found) > 1:
        return Doubt.SEVERAL
    if not found:
        return _why_not(typed, country)
    number = found[0]
    if is_costly(number):
        return Doubt.COSTLY
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), number.extension or "")


def example(country: str) -> str:
    """A number of that country as people there write it, for hints: `(201) 555-0123`."""
    number = phonenumbers.example_number(country)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL) if number else "+1 201 555 0123"


def pretty(written: str) -> str:
    """`+12125550142 x204` as people read it: `+1 212 555 0142 x204`. What is no E.164 number stays as it is."""
    first, _, rest = written.partition(" ")
    number = _parsed(first, None) if first.startswith("+") else None
    if number is None:
        return written
    spaced = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL).replace("-", " ")
    return f"{spaced} {rest}".strip()


def _as_typed(typed: str, country: str) -> list[PhoneNumber]:
    """The whole text as one number; else, as most of the world dials abroad, with 00 for +."""
    text = typed.strip()
    spellings = (text, f"+{text[2:]}") if text.startswith("00") else (text,)
    numbers = (_parsed(each, country) for each in spellings)
    return [number for number in numbers if number and _can_ring(number)][:1]


def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None


def _can_ring(number: PhoneNumber) -> bool:
    """Long enough and not too long: the plan's newest ranges, and those of films, count as numbers."""
    return bool(phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE)


def _hidden_in(typed: str, country: str) -> list[PhoneNumber]:
    """Numbers with words about them: `212 555 0142 (Dana)`."""
    matches = PhoneNumberMatcher(typed, country, leniency=phonenumbers.Leniency.POSSIBLE)
    return [match.number for match in matches if _can_ring(match.number)]


def _why_not(typed: str, country: str) -> Doubt:
    digits = sum(character.isdigit() for character in typed)
    if not digits:
        return Doubt.NO_NUMBER
    if digits > LONGEST:
        return Doubt.SEVERAL
    number = _parsed(typed, country)
    reason = phonenumbers.is_possible_number_with_reason(number) if number else ValidationResult.TOO_LONG
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return Doubt.NO_AREA_CODE
    if ONLY_EXTENSION.fullmatch(typed.strip()):
        return Doubt.ONLY_EXTENSION
    return {ValidationResult.TOO_SHORT: Doubt.TOO_SHORT, ValidationResult.TOO_LONG: Doubt.TOO_LONG}.get(
        reason, Doubt.ODD
    )
