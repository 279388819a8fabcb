"""A client's sites in one cell of a table: `Clinic East (America/Chicago): 12 Main St`, with | between two. Pure.

The zone is written where it is another than the client's; the address may be missing.
"""

import re
from dataclasses import dataclass

from hours.wall import UnknownZone, read_zone
from hours.zone_names import place_of

BETWEEN = "|"
LONGEST_NAME, LONGEST_ADDRESS = 120, 255
WRITTEN = re.compile(r"(?P<name>[^():]+?)\s*(\((?P<zone>[^()]*)\))?\s*(:\s*(?P<address>.+))?")


class BadSite(ValueError):
    """The message says what would be right."""


@dataclass(frozen=True, slots=True)
class WrittenSite:
    """`zone` empty: the client's hours, or those that it has."""

    name: str
    zone: str = ""
    address: str = ""

    def __str__(self) -> str:
        """On one line, without what stands between two."""
        zone = f" ({place_of(self.zone)})" if self.zone else ""
        written = f"{self.name}{zone}{f': {self.address}' if self.address else ''}"
        return " ".join(written.replace(BETWEEN, "/").split())


def read_sites(cell: str, known: dict[str, WrittenSite]) -> dict[str, WrittenSite]:
    """By casefolded name. `known`: those that are there, by what they are written as. Raises BadSite."""
    parts = [part.strip() for part in cell.split(BETWEEN) if part.strip()]
    found = [known.get(part) or _read(part) for part in parts]
    by_name = {site.name.casefold(): site for site in found}
    if len(by_name) < len(found):
        raise BadSite("Two sites of one client have the same name: give each its own.")
    return by_name


def _read(part: str) -> WrittenSite:
    match = WRITTEN.fullmatch(part)
    if match is None:
        raise BadSite(f"“{part[:60]}” is no site: write Clinic East (America/Chicago): 12 Main St.")
    name, zone, address = (match[group] or "" for group in ("name", "zone", "address"))
    if len(name) > LONGEST_NAME or len(address) > LONGEST_ADDRESS:
        raise BadSite(
            f"A site's name has at most {LONGEST_NAME} characters, its address {LONGEST_ADDRESS}: {part[:60]}"
        )
    try:
        return WrittenSite(name, read_zone(zone).key if zone else "", address)
    except UnknownZone as error:
        raise BadSite(str(error)) from error
