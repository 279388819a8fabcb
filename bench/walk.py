"""Every address of the product that only reads, and who asks it: the same list that the browser's tests go through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client as Browser
from django.test.client import ClientHandler
from django.urls import reverse

from accounts.models import Membership
from bench.forms import Sent, form_of
from bench.house import House
from bench.house.people import BACKEND, PASSWORD
from tests.browser import addresses

OWNER, MANAGER, NEWCOMER, NOBODY, AT_THE_DOOR = "owner", "manager", "newcomer", "nobody", "at the door"
HANDLER = ClientHandler(enforce_csrf_checks=False)
PAGE, PART, FILE = "page", "part", "file"
MORE = {
    "incident-taken": "/incidents/{taken}/", "incident-over": "/incidents/{over}/", "incident-held": "/incidents/{held}/",
    "incident-taken-next": "/incidents/{taken}/next/", "incident-held-next": "/incidents/{held}/next/",
    "incidents-of-a-client": "/incidents/?client={code}&status=all", "clients-found": "/clients/?q=client",
    "clients-later": "/clients/?page=2", "clients-not-ready": "/clients/?ready=no", "incidents-resolved": "/incidents/?status=resolved",
    "money-of-a-year": "/money/?since=2025-12-01&until=2026-12-31", "pay-of-a-year": "/money/pay/?since=2025-12-01&until=2026-12-31",
    "money-of-a-client-of-a-year": "/money/clients/{code}/?since=2025-12-01&until=2026-12-31",
    "pay-of-a-person-of-a-year": "/money/pay/{member}/?since=2025-12-01&until=2026-12-31",
    "fairness-of-a-year": "/fairness/?since=2025-12-01&until=2026-12-31",
    "override-suggested": "/schedules/{schedule}/overrides/?kind=add&starts=2026-12-10T21:00&ends=2026-12-11T06:00",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """One address; `form`: what is posted there, None: it is a GET. An empty form is answered 422, by allauth 200."""

    name: str  # of the address in the resolver, or of the list that has it
    address: str
    who: str = OWNER
    kind: str = PAGE
    form: Sent | None = None
    statuses: tuple[int, ...] = (200,)


class Walk:
    """The visitors of a house, each in a browser of their own."""

    def __init__(self, house: House) -> None:
        self.house = house
        people = {OWNER: house.owner, MANAGER: house.manager, NEWCOMER: house.newcomer}
        self.browsers = {who: _logged_in(member) for who, member in people.items()}
        self.browsers[NOBODY] = _browser()
        self.browsers[AT_THE_DOOR] = _half_way_in(house.newcomer)
        self.passkey = _second_factor(house.manager)

    def asks(self) -> Iterator[Ask]:
        for name, address in addresses.second_factor_pages(self.passkey):  # while the login is fresh
            yield Ask(name, address, who=MANAGER)
        rows = self.house.rows
        pages = dict(addresses.members_pages(rows))
        for name, address in pages.items():
            yield Ask(name, address)
            if name in addresses.EDITORS:
                yield Ask(name, address, form={}, statuses=(422, 200))
        for name, text in MORE.items():
            yield Ask(name, text.format(**rows))
        for name, address in addresses.named_pages(addresses.PARTS, rows):
            yield Ask(name, address, kind=PART)
        for name, address in addresses.named_pages(addresses.FILES, rows):
            yield Ask(name, address, kind=FILE)
        for name, address in addresses.named_pages(addresses.LOOKS, rows):
            yield Ask(name, address, kind=PART, form=self._filled_in(pages[addresses.LOOKS[name]]))
        yield from self._of_others()

    def _of_others(self) -> Iterator[Ask]:
        for name, address in addresses.pages_of_an_own_account():
            yield Ask(name, address)
        yield Ask(
            "mfa_download_recovery_codes", reverse("mfa_download_recovery_codes"), who=MANAGER, kind=FILE
        )
        yield Ask("mfa_authenticate", reverse("mfa_authenticate"), who=AT_THE_DOOR)
        yield Ask("begin_rotation", "/setup/first-rotation/sun/", who=NEWCOMER)
        for name, address in addresses.public_pages(self.house.secrets):
            yield Ask(name, address, who=NOBODY)
        for feed in ("own feed", "schedule feed"):
            secret = {"secret": self.house.secrets[feed]}
            for name, address in addresses.named_pages(("calendar_file",), secret):
                yield Ask(name, address, who=NOBODY)
        sheet = {"token": self.house.secrets["token of sheet_tap"]}
        for name, address in addresses.named_pages(("sheet_tap_file",), sheet):
            yield Ask(name, address, who=NOBODY, kind=FILE)
        for name, status in (("incident_file", 302), ("incident_file_look", 404)):  # the bytes are not there
            for _, address in addresses.named_pages((name,), self.house.rows):
                yield Ask(name, address, kind=FILE, statuses=(status,))
        yield Ask(
            "linked_file", reverse("linked_file", args=["gone"]), who=NOBODY, kind=FILE, statuses=(404,)
        )
        for name, address in addresses.named_pages(("client_status_now",), self.house.secrets):
            yield Ask(name, address, who=NOBODY, kind=PART)

    def _filled_in(self, address: str) -> Sent:
        return form_of(self.browsers[OWNER].get(address).content.decode())

    def send(self, ask: Ask) -> Any:
        """The answer, not followed."""
        browser = self.browsers[ask.who]
        return browser.get(ask.address) if ask.form is None else browser.post(ask.address, ask.form)


def _browser() -> Browser:
    """All share one handler, since loading the middleware takes its time."""
    browser = Browser(headers={"host": "localhost"})
    browser.handler = HANDLER
    return browser


def _logged_in(member: Membership) -> Browser:
    """Who has just given the password once more, as some pages ask."""
    browser = _browser()
    browser.force_login(member.login, backend=BACKEND)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def _second_factor(member: Membership) -> int:
    """An app, codes and a passkey; returns the passkey's id."""
    _give_app(member)
    RecoveryCodes.activate(member.user)
    passkey = {"name": "Key", "credential": {}}
    return int(Authenticator.objects.create(user=member.user, type="webauthn", data=passkey).pk)


def _give_app(member: Membership) -> None:
    TOTP.activate(member.user, generate_totp_secret())


def _half_way_in(member: Membership) -> Browser:
    """Who gave the password, and is asked for the second factor."""
    _give_app(member)
    browser = _browser()
    browser.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    return browser
