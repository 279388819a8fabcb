"""What an import would do, line by line, against what is there: nothing is written here.

Reads lines and facts, answers wishes; the same lines against what they made wish for nothing.
"""

from collections.abc import Iterable, Mapping

from accounts.refusal import Refused
from delivery.segments import plain
from hours.wall import UnknownZone, zone
from sla.actions.contacts import ContactDetails, readable
from sla.client_file import (
    ALIASES,
    CODE,
    CONTACT,
    IS_TOLD,
    MAIL,
    MAY_APPROVE,
    MAY_REPORT,
    NAME,
    NOTE,
    PHONE,
    TIER,
    ZONE,
    Line,
)
from sla.client_wishes import ImportPlan, Known, KnownClient, Planned, Wish
from sla.naming import LONGEST_NAME, code_from, is_code
from sla.words import normalised

YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
LONGEST_NOTE, LONGEST_ALIAS = 2000, 255


class _Work:
    """What is known, by the words it goes by, and what was wished for so far."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.wishes: dict[str, Wish] = {}
        self.by_name: dict[str, list[KnownClient]] = {}
        self.words: dict[str, tuple[str, str]] = {}  # a word, and the code and name of the client it names
        for code, each in known.clients.items():
            self.by_name.setdefault(each.name.casefold(), []).append(each)
            if not each.archived:
                self.call(code, each.name, {normalised(each.name), code, *each.aliases})

    def call(self, code: str, name: str, words: Iterable[str]) -> None:
        for word in words:
            self.words.setdefault(word, (code, name))


class _Wrong(Exception):
    """One cell; the words say what would be right."""


def plan(lines: Iterable[Line], known: Known) -> ImportPlan:
    """Never raises: what is wrong is said on its line."""
    work = _Work(known)
    planned = tuple(_planned(line, work) for line in lines)
    return ImportPlan(planned, tuple(work.wishes.values()))


def _planned(line: Line, work: _Work) -> Planned:
    cells = {column: " ".join(plain(cell).split()) for column, cell in line.cells.items() if column != NOTE}
    cells[NOTE] = plain(line.cells.get(NOTE, "")).strip()
    named = cells.get(NAME, "") or cells.get(CODE, "")
    does: list[str] = []
    wrong: list[str] = []
    try:
        wish = _wish(cells, work, does)
    except _Wrong as error:
        return Planned(line.number, named[:LONGEST_NAME], wrong=(str(error),))
    for step in (_zone, _tier, _note, _aliases, _contact):
        try:
            step(cells, work, wish, does)
        except _Wrong as error:
            wrong.append(str(error))
    return Planned(line.number, named, () if wrong else tuple(does), tuple(wrong))


def _wish(cells: Mapping[str, str], work: _Work, does: list[str]) -> Wish:
    """The client a line is about: by code, else by its exact name, else a new one."""
    name, code = cells.get(NAME, ""), cells.get(CODE, "")
    if not name and not code:
        raise _Wrong("There is no name: every line begins with its client's name.")
    if len(name) > LONGEST_NAME:
        raise _Wrong(f"The name is too long: at most {LONGEST_NAME} characters.")
    found = work.known.clients.get(code.casefold()) if code else _by_name(name, work)
    code = found.code if found else code or code_from(name)
    if not is_code(code):
        raise _Wrong("No code can be made of this name: give one of letters, digits and hyphens.")
    found = found or work.known.clients.get(code.casefold())
    if found and found.archived:
        raise _Wrong(f"{found.name} is archived: bring it back from the list of clients first.")
    if found and not cells.get(CODE) and found.name.casefold() != name.casefold():
        raise _Wrong(f"The code {code} is {found.name}'s: give this client another in the column “code”.")
    wish = work.wishes.get(code.casefold())
    if wish is None:
        wish = work.wishes[code.casefold()] = _new_wish(code, name, found, does)
        work.call(code.casefold(), wish.name, {normalised(wish.name), code.casefold()})
    elif name and name != wish.name:
        raise _Wrong(f"An earlier line calls {code} “{wish.name}”: write one name.")
    return wish


def _new_wish(code: str, name: str, found: KnownClient | None, does: list[str]) -> Wish:
    if found is None and not name:
        raise _Wrong(f"There is no client {code} yet: give its name.")
    if found is None:
        does.append(f"New client, code {code}.")
    elif name and name != found.name:
        does.append(f"The name changes from {found.name} to {name}.")
    return Wish(code, found, name or (found.name if found else ""))


def _by_name(name: str, work: _Work) -> KnownClient | None:
    same = work.by_name.get(name.casefold(), [])
    in_use = [each for each in same if not each.archived] or same
    if len(in_use) > 1:
        raise _Wrong(f"There are {len(in_use)} clients called {name}: say which by its code.")
    return in_use[0] if in_use else None


def _zone(cells: Mapping[str, str], work: _Work, wish: Wish, does: list[str]) -> None:
    asked = cells.get(ZONE, "")
    if asked:
        try:
            zone(asked)
        except UnknownZone as error:
            raise _Wrong(str(error)) from error
    if asked and wish.zone and asked != wish.zone:
        raise _Wrong(
            f"An earlier line puts it in {wish.zone}: one client, one time zone. Other places are sites."
        )
    had = wish.known.zone if wish.known else ""
    wanted = asked or had or work.known.zone
    if not wish.zone and wanted != had:
        moved = f" instead of those in {had}" if had else ""
        does.append(f"Office hours in {wanted}{moved}.")
    wish.zone = wish.zone or wanted


def _tier(cells: Mapping[str, str], work: _Work, wish: Wish, does: list[str]) -> None:
    asked = cells.get(TIER, "")
    if not asked:
        return
    tier = work.known.tiers.get(asked.casefold())
    if tier is None:
        raise _Wrong(f"There is no tier {asked[:80]}. There are: {', '.join(work.known.tiers.values())}.")
    if wish.tier and wish.tier != tier:
        raise _Wrong(f"An earlier line gives it {wish.tier}: one client, one tier.")
    had = wish.known.tier if wish.known else ""
    if had and had != tier:
        raise _Wrong(f"It has {had}: end that agreement on its page first, or leave the tier empty.")
    if not had and not wish.tier:
        does.append(f"An agreement on {tier} from today.")
    wish.tier = tier


def _note(cells: Mapping[str, str], work: _Work, wish: Wish, does: list[str]) -> None:
    note = cells.get(NOTE, "")
    if len(note) > LONGEST_NOTE:
        raise _Wrong(f"The note is too long: at most {LONGEST_NOTE} characters.")
    if not note or note == wish.note:
        return
    if wish.note:
        raise _Wrong("An earlier line has another note for it: write one.")
    if not wish.known or note != wish.known.note:
        does.append("The note is new.")
    wish.note = note


def _aliases(cells: Mapping[str, str], work: _Work, wish: Wish, does: list[str]) -> None:
    asked = {normalised(each) for each in cells.get(ALIASES, "").split("|")} - {""}
    for alias in sorted(asked):
        if len(alias) > LONGEST_ALIAS:
            raise _Wrong(f"Another name is too long: at most {LONGEST_ALIAS} characters.")
        code, other = work.words.get(alias, (wish.code.casefold(), ""))
        if code != wish.code.casefold():
            raise _Wrong(f"{other} is called “{alias}” too: one name stands for one client.")
    new = asked - wish.aliases - (wish.known.aliases if wish.known else frozenset())
    if new:
        does.append(f"Also called: {', '.join(sorted(new))}.")
    wish.aliases |= asked
    work.call(wish.code.casefold(), wish.name, asked)


def _contact(cells: Mapping[str, str], work: _Work, wish: Wish, does: list[str]) -> None:
    name = cells.get(CONTACT, "")
    if not name:
        if cells.get(PHONE) or cells.get(MAIL):
            raise _Wrong(
                "There is a phone or a mail address, and nobody it belongs to: give the contact's name."
            )
        return
    had = wish.known.contacts.get(name.casefold()) if wish.known else None
    before = had.details if had else ContactDetails(name)
    wanted = _readable(
        ContactDetails(
            name=before.name if had else name,
            title=before.title,
            phone=cells.get(PHONE, "") or before.phone,
            email=cells.get(MAIL, "") or before.email,
            may_report=_flag(cells, MAY_REPORT, before.may_report),
            may_approve_charges=_flag(cells, MAY_APPROVE, before.may_approve_charges),
            is_told=_flag(cells, IS_TOLD, before.is_told),
            gets_bills=before.gets_bills,
        ),
        work.known.country,
    )
    earlier = wish.contacts.get(name.casefold())
    if earlier and earlier != wanted:
        raise _Wrong(f"An earlier line says something else about {name}: write them once.")
    if earlier is None and had is None:
        does.append(f"New contact {name}.")
    elif earlier is None and wanted != before:
        does.append(f"{before.name}: {_differences(before, wanted)}.")
    if had is None or wanted != before:
        wish.contacts[name.casefold()] = wanted


def _readable(details: ContactDetails, country: str) -> ContactDetails:
    try:
        return readable(details, country=country)
    except Refused as error:
        raise _Wrong(str(error)) from error


def _flag(cells: Mapping[str, str], column: str, before: bool) -> bool:
    word = cells.get(column, "").casefold()
    if not word:
        return before
    if word not in YES | NO:
        raise _Wrong(f"“{word[:20]}” under “{column}”: write yes or no.")
    return word in YES


def _differences(before: ContactDetails, after: ContactDetails) -> str:
    names = {"phone": "phone", "email": "mail", "may_report": MAY_REPORT, "may_approve_charges": MAY_APPROVE}
    names["is_told"] = IS_TOLD
    said = [
        f"{words} becomes {_said(getattr(after, name))}"
        for name, words in names.items()
        if getattr(before, name) != getattr(after, name)
    ]
    return ", ".join(said)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
