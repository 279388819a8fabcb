"""What a line of an import says of its client beside name, hours and tier: note, other names, links, ids, who comes."""

from collections.abc import Mapping

from accounts.levels import Level
from sla.client_file import ALIASES, IDS, LEVEL, LINKS, NOTE, PRIVATE, SITES
from sla.client_links import BadLink, read_links
from sla.client_plan_work import Work, Wrong, flag
from sla.client_sites import BadSite, WrittenSite, read_sites
from sla.client_wishes import Wish
from sla.external_ids import BadId, read_id
from sla.words import normalised

LONGEST_NOTE, LONGEST_ALIAS = 2000, 255


def note(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    note = cells.get(NOTE, "")
    if len(note) > LONGEST_NOTE:
        raise Wrong(f"The note is too long: at most {LONGEST_NOTE} characters.")
    if not note or note == wish.note:
        return
    if wish.note:
        raise Wrong("An earlier line has another note for it: write one.")
    if not wish.known or note != wish.known.note:
        does.append("The note is new.")
    wish.note = note


def aliases(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    asked = {normalised(each) for each in cells.get(ALIASES, "").split("|")} - {""}
    for alias in sorted(asked):
        if len(alias) > LONGEST_ALIAS:
            raise Wrong(f"Another name is too long: at most {LONGEST_ALIAS} characters.")
        code, other = work.words.get(alias, (wish.code.casefold(), ""))
        if code != wish.code.casefold():
            raise Wrong(f"{other} is called “{alias}” too: one name stands for one client.")
    new = asked - wish.aliases - (wish.known.aliases if wish.known else frozenset())
    if new:
        does.append(f"Also called: {', '.join(sorted(new))}.")
    wish.aliases |= asked
    work.call(wish.code.casefold(), wish.name, asked)


def links(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    """They replace those that are there; an empty cell leaves them."""
    try:
        asked = read_links(cells.get(LINKS, "").split("|"))
    except BadLink as error:
        raise Wrong(str(error)) from error
    if not asked or asked == wish.links:
        return
    if wish.links:
        raise Wrong("An earlier line has other links for it: write them once.")
    if not wish.known or asked != wish.known.links:
        does.append(f"Links: {', '.join(link.title for link in asked)}.")
    wish.links = asked


def ids(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    """They come beside those that are there."""
    written = [each.strip() for each in cells.get(IDS, "").split("|")]
    try:
        asked = {read_id(each, work.known.sources) for each in written if each}
    except BadId as error:
        raise Wrong(str(error)) from error
    for each in sorted(asked):
        code, other = work.ids.setdefault(each, (wish.code.casefold(), wish.name))
        if code != wish.code.casefold():
            raise Wrong(f"{other} is “{each.word}” in {each.source}: one id stands for one client.")
    new = asked - wish.ids - (wish.known.ids if wish.known else frozenset())
    if new:
        does.append(f"Known there as {', '.join(map(str, sorted(new)))}.")
    wish.ids |= new


def private(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    had = wish.known.private if wish.known else False
    if not cells.get(PRIVATE):
        return
    asked = flag(cells, PRIVATE, had)
    if wish.private not in (None, asked):
        raise Wrong("An earlier line says otherwise under “private”: write it once.")
    if wish.private is None and asked != had:
        does.append(f"Their name is spoken in calls {'only after a key' if asked else 'at once'}.")
    wish.private = asked


def level(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    asked = cells.get(LEVEL, "").casefold()
    if not asked:
        return
    if asked not in Level.values:
        raise Wrong(f"“{asked[:20]}” under “{LEVEL}”: write one of {', '.join(Level.values)}, or nothing.")
    if wish.level not in ("", asked):
        raise Wrong(f"An earlier line says {wish.level} under “{LEVEL}”: write it once.")
    if not wish.level and asked != (wish.known.level if wish.known else ""):
        does.append(f"Who may come alone: {asked} and above.")
    wish.level = asked


def sites(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    """New ones come beside those that are there; what is said of one of those changes it."""
    there = wish.known.sites if wish.known else {}
    try:
        asked = read_sites(cells.get(SITES, ""), {str(each.written): each.written for each in there.values()})
    except BadSite as error:
        raise Wrong(str(error)) from error
    for key, site in asked.items():
        had, earlier = there[key].written if key in there else None, wish.sites.get(key)
        wanted = _site(site, earlier or had, wish.zone)
        if earlier and wanted != earlier:
            raise Wrong(f"An earlier line says something else about the site {site.name}: write it once.")
        if not earlier and wanted != had:
            does.append(f"{'The site becomes' if had else 'New site'} {wanted}.")
            wish.sites[key] = wanted


def _site(asked: WrittenSite, had: WrittenSite | None, clients_zone: str) -> WrittenSite:
    """What is left out stays; a new site in the client's own zone has the client's hours."""
    before = had or WrittenSite(asked.name)
    zone = "" if asked.zone == clients_zone and not before.zone else asked.zone or before.zone
    return WrittenSite(before.name, zone, asked.address or before.address)
