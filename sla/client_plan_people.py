"""The person on a line of an import: somebody new, or what changes about them."""

from collections.abc import Mapping

from accounts.refusal import Refused
from sla.actions.contacts import ContactDetails, readable
from sla.client_file import (
    CONTACT,
    GETS_BILLS,
    IS_TOLD,
    MAIL,
    MAY_APPROVE,
    MAY_REPORT,
    PHONE,
    TITLE,
    VIP,
)
from sla.client_plan_work import Work, Wrong, flag
from sla.client_wishes import Wish

WORDS = {
    "title": "title", "phone": "phone", "email": "mail", "may_report": MAY_REPORT, "may_approve_charges": MAY_APPROVE,
    "is_told": IS_TOLD, "gets_bills": GETS_BILLS, "is_vip": VIP,
}  # fmt: skip


def contact(cells: Mapping[str, str], work: Work, wish: Wish, does: list[str]) -> None:
    name = cells.get(CONTACT, "")
    if not name:
        if cells.get(PHONE) or cells.get(MAIL):
            raise Wrong(
                "There is a phone or a mail address, and nobody it belongs to: give the contact's name."
            )
        return
    had = wish.known.contacts.get(name.casefold()) if wish.known else None
    before = had.details if had else ContactDetails(name)
    wanted = _readable(
        ContactDetails(
            name=before.name if had else name,
            title=cells.get(TITLE, "") or before.title,
            phone=cells.get(PHONE, "") or before.phone,
            email=cells.get(MAIL, "") or before.email,
            may_report=flag(cells, MAY_REPORT, before.may_report),
            may_approve_charges=flag(cells, MAY_APPROVE, before.may_approve_charges),
            is_told=flag(cells, IS_TOLD, before.is_told),
            gets_bills=flag(cells, GETS_BILLS, before.gets_bills),
            is_vip=flag(cells, VIP, before.is_vip),
        ),
        work.known.country,
    )
    earlier = wish.contacts.get(name.casefold())
    if earlier and earlier != wanted:
        raise Wrong(f"An earlier line says something else about {name}: write them once.")
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
        raise Wrong(str(error)) from error


def _differences(before: ContactDetails, after: ContactDetails) -> str:
    said = [
        f"{words} becomes {_said(getattr(after, name))}"
        for name, words in WORDS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    return ", ".join(said)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
