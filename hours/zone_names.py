"""Which names are zones (rule 1 of the time rules), and which zone was meant by a name that is none."""

import difflib
import re
from functools import cache
from importlib.resources import files

from hours.windows_zones import WINDOWS

UTC_NAME = "UTC"
LONGEST_NAME = 64
# Abbreviations and names of countries' clocks that tzdata keeps as fixed offsets or links to other places.
ABBREVIATIONS = {
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "EST5EDT": "America/New_York",
    "ET": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "CST6CDT": "America/Chicago",
    "CT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "MST7MDT": "America/Denver",
    "MT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "PST8PDT": "America/Los_Angeles",
    "PT": "America/Los_Angeles",
    "AKST": "America/Anchorage",
    "HST": "Pacific/Honolulu",
    "BST": "Europe/London",
    "WET": "Europe/Lisbon",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "MET": "Europe/Berlin",
    "EET": "Europe/Athens",
    "EEST": "Europe/Athens",
    "MSK": "Europe/Moscow",
    "JST": "Asia/Tokyo",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland",
    "Z": UTC_NAME,
    "GMT": UTC_NAME,
    "GMT0": UTC_NAME,
    "UCT": UTC_NAME,
    "ZULU": UTC_NAME,
    "UNIVERSAL": UTC_NAME,
    "GREENWICH": UTC_NAME,
}
# One well-known place for each whole hour that somebody means by "GMT+5"; the sign is the everyday one (east is +).
PLACES = {
    -10: "Pacific/Honolulu",
    -9: "America/Anchorage",
    -8: "America/Los_Angeles",
    -7: "America/Denver",
    -6: "America/Chicago",
    -5: "America/New_York",
    -4: "America/Halifax",
    -3: "America/Sao_Paulo",
    0: UTC_NAME,
    1: "Europe/Berlin",
    2: "Europe/Athens",
    3: "Europe/Istanbul",
    4: "Asia/Dubai",
    5: "Asia/Karachi",
    6: "Asia/Dhaka",
    7: "Asia/Bangkok",
    8: "Asia/Singapore",
    9: "Asia/Tokyo",
    10: "Australia/Brisbane",
    12: "Pacific/Auckland",
}
OFFSET = re.compile(r"(ETC/)?(?:GMT|UTC)?([+-])0?([0-9]{1,2})(?::?00)?", re.ASCII)


def accepted() -> frozenset[str]:
    """The zones of the tzdata wheel's zone.tab, and UTC."""
    return _accepted()


def place_of(name: str) -> str:
    """A zone's name as people read it (America/New York); programs and files have the name itself."""
    return name.replace("_", " ")


def suggestion(name: str) -> str | None:
    """The accepted zone that was probably meant by this name; None where nothing is obvious."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        return None
    upper = plain.upper()
    found = ABBREVIATIONS.get(upper) or _by_folded_name().get(_folded(plain)) or _by_offset(upper)
    return found or _by_likeness(plain)


@cache
def _accepted() -> frozenset[str]:
    rows = (line.split("\t") for line in _lines("zone.tab") if not line.startswith("#"))
    return frozenset(row[2] for row in rows if len(row) > 2) | {UTC_NAME}


def _lines(name: str) -> list[str]:
    return (files("tzdata.zoneinfo") / name).read_text(encoding="utf-8").splitlines()


@cache
def _links() -> dict[str, str]:
    """Old name to name, the lines `L target link` of the wheel's tzdata.zi; links of links are followed."""
    rows = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    links = {row[2]: row[1] for row in rows}
    return {link: links.get(target, target) for link, target in links.items()}


@cache
def _by_folded_name() -> dict[str, str]:
    """Names as people write them (any case, spaces, only the city, a Windows name) to accepted zones."""
    cities = {name.rsplit("/", 1)[-1]: name for name in sorted(_accepted())}
    links = {link: ABBREVIATIONS.get(target.upper(), target) for link, target in _links().items()}
    links |= {link: UTC_NAME for link, target in links.items() if target.startswith("Etc/")}
    whole = {name: name for name in _accepted()} | {"Etc/UTC": UTC_NAME}
    named = {**cities, **links, **WINDOWS, **whole}
    return {_folded(name): target for name, target in named.items() if target in _accepted()}


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "_")


def _by_offset(upper: str) -> str | None:
    """A place for "GMT+5", "UTC-05:00", "+1"; in "Etc/GMT+5" the sign is turned round (it is UTC-5)."""
    match = OFFSET.fullmatch(upper)
    if not match:
        return None
    east = (match[2] == "+") != bool(match[1])
    return PLACES.get(int(match[3]) if east else -int(match[3]))


def _by_likeness(name: str) -> str | None:
    close = difflib.get_close_matches(_folded(name), _by_folded_name(), n=1, cutoff=0.88)
    return _by_folded_name()[close[0]] if close else None
