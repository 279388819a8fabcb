"""Telephone numbers in E.164, how Americans write them, and Twilio's magic ones (telephony.md, 1.11)."""

import re

E164 = re.compile(r"\+[1-9]\d{6,14}")
AMERICAN = re.compile(r"\+1[2-9]\d{9}")
MAGIC = re.compile(r"\+1500555\d{4}")

TEXT_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
TEXT_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
CALL_FROM = {"+15005550001": 21212}
CALL_TO = {"+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216}
COUNTRIES = {"+1": "US", "+44": "GB", "+49": "DE", "+33": "FR", "+61": "AU"}


def is_number(text: str) -> bool:
    """Whether it is a whole number in E.164; an American one has ten digits after the 1."""
    if text.startswith("+1"):
        return bool(AMERICAN.fullmatch(text) or MAGIC.fullmatch(text))
    return bool(E164.fullmatch(text))


def formatted(number: str) -> str:
    """(212) 555-0142 for an American number, others as they are."""
    if not AMERICAN.fullmatch(number):
        return number
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"


def country(number: str) -> str:
    """The two letters where we know them, else nothing: Twilio too leaves them blank at times."""
    return next((code for prefix, code in COUNTRIES.items() if number.startswith(prefix)), "")


def places(prefix: str, number: str) -> dict[str, str]:
    """`FromCity`, `FromState`, `FromZip`, `FromCountry`; all but the country are blank."""
    return {
        f"{prefix}City": "",
        f"{prefix}State": "",
        f"{prefix}Zip": "",
        f"{prefix}Country": country(number),
    }
