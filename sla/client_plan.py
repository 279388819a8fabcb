"""What an import would do, line by line, against what is there: nothing is written here.

Reads lines and facts, answers wishes; the same lines against what they made wish for nothing.
"""

from collections.abc import Iterable, Mapping

from delivery.segments import plain
from hours.wall import UnknownZone, read_zone
from hours.zone_names import place_of
from sla.client_file import CODE, NAME, NOTE, TIER, ZONE, Line
from sla.client_plan_cells import aliases, ids, level, links, note, private, sites
from sla.client_plan_people import contact
from sla.client_plan_work import Work, Wrong
from sla.client_wishes import ImportPlan, Known, KnownClient, Planned, Wish
from sla.naming import LONGEST_NAME, code_from, is_code
from sla.words import normalised


def plan(lines: Iterable[Line], known: Known) -> ImportPlan:
    """Never raises: what is wrong is said on its line."""
    work = Work(known)
    planned = tuple(_planned(line, work) for line in lines)
    return ImportPlan(planned, tuple(work.wishes.values()))


def _planned(line: Line, work: Work) -> Planned:
    cells = {column: " ".join(plain(cell).split()) for column, cell in line.cells.items() if column != NOTE}
    cells[NOTE] = plain(line.cells.get(NOTE, "")).strip()
    named = cells.get(NAME, "") or cells.get(CODE, "")
    does: list[str] = []
    wrong: list[str] = []
    try:
        wish = _wish(cells, work, does)
    except Wrong as error:
        return Planned(line.number, named[:LONGEST_NAME], wrong=(str(error),))
    for step in STEPS:
        try:
            step(cells, work, wish, does)
        except Wrong as error:
            wrong.append(str(error))
    return Planned(line.number, named, () if wrong else tuple(does), tuple(wrong))


def _wish(cells: Mapping[str, str], work: Work, does: list[str]) -> Wish:
    """The client a line is about: by code, else by its exact name, else a new one."""
    name, code = cells.get(NAME, ""), cells.get(CODE, "")
    if not name and not code:
        raise Wrong("There is no name: every line begins with its client's name.")
    if len(name) > LONGEST_NAME:
        raise Wrong(f"The name is too long: at most {LONGEST_NAME} characters.")
    found = work.known.clients.get(code.casefold()) if code else _by_name(name, work)
    code = found.code if found else code or code_from(name)
    if not is_code(code):
        raise Wrong("No code can be made of this name: give one of letters, digits and hyphens.")
    found = found or work.known.clients.get(code.casefold())
    if found and found.archived:
        raise Wrong(f"{found.name} is archived: bring it back from the list of clients first.")
    if found and not cells.get(CODE) and found.name.casefold() != name.casefold():
        raise Wrong(f"The code {code} is {found.name}'s: give this client another in the column “code”.")
    wish = work.wishes.get(code.casefold())
    if wish is None:
        wish = work.wishes[code.casefold()] = _new_wish(code, name, found, does)
        work.call(code.casefold(), wish.name, {normalised(wish.name), code.casefold()})
    elif name and name != wish.name:
        raise Wrong(f"An earlier line calls {code} “{wish.name}”: write one name.")
    return wish


def _new_wish(code: str, name: str, found: KnownClient | None, does: list[str]) -> Wish:
    if found is None and not name:
        raise Wrong(f"There is no client {code} yet: give its name.")
    if found is None:
        does.append(f"New client, code {code}.")
    elif name and name != found.name:
        does.append(f"The name changes from {found.name} to {name}.")
    return Wish(code, found, name or (found.name if found else ""))


def _by_name(name: str, work: Work) -> KnownClient | None:
    same = work.by_name.get(name.casefold(), [])
    in_use = [each for each in same if not each.archived] or same
    if len(in_use) > 1:
        raise Wrong(f"There are {len(in_use)} clients called {name}: say which by its code.")
    return in_use[0] if in_use else None


def _zone(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    asked = cells.get(ZONE, "")
    if asked:
        try:
            asked = read_zone(asked).key
        except UnknownZone as error:
            raise Wrong(str(error)) from error
    if asked and wish.zone and asked != wish.zone:
        raise Wrong(
            f"An earlier line puts it in {place_of(wish.zone)}: one client, one time zone. Other places are sites."
        )
    had = wish.known.zone if wish.known else ""
    wanted = asked or had or work.known.zone
    if not wish.zone and wanted != had:
        moved = f" instead of those in {place_of(had)}" if had else ""
        does.append(f"Office hours in {place_of(wanted)}{moved}.")
    wish.zone = wish.zone or wanted


def _tier(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    asked = cells.get(TIER, "")
    if not asked:
        return
    tier = work.known.tiers.get(asked.casefold())
    if tier is None:
        raise Wrong(f"There is no tier {asked[:80]}. There are: {', '.join(work.known.tiers.values())}.")
    if wish.tier and wish.tier != tier:
        raise Wrong(f"An earlier line gives it {wish.tier}: one client, one tier.")
    had = wish.known.tier if wish.known else ""
    if had and had != tier:
        raise Wrong(f"It has {had}: end that agreement on its page first, or leave the tier empty.")
    if not had and not wish.tier:
        does.append(f"An agreement on {tier} from today.")
    wish.tier = tier


STEPS = (_zone, _tier, note, aliases, links, ids, private, level, sites, contact)
