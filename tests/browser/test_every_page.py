"""Every page there is, in a real browser: usable by everyone, on a phone and at a desk, in both themes, errors too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail import send_mail
from playwright.sync_api import Error, Page

from accounts.actions.invitations import invite
from accounts.audit import Actor
from delivery.actions.accounts import open_account
from hours import clock
from oncall.actions.feeds import make_feed
from oncall.models import SwapAsked
from routing import page_link, status_link, swap_link
from routing.actions.report import report
from routing.doubt import Doubt
from routing.models import Incident, Route
from routing.models import Page as Paged
from routing.states import WhyHeld
from sla.lookups import get_agreement
from tests.browser import addresses
from tests.browser.conftest import Opens, log_in
from tests.browser.looking import faults_of, faults_of_the_menu, send_empty
from tests.charges import charge_secrets
from tests.held import held_secrets
from tests.paid import add_fred
from tests.test_strangers import furnished
from tests.world import PASSWORD, World, elsewhere
from tests.written_sheets import sheet_rows

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def _mail(settings: Any, tmp_path: Path) -> None:
    """The demo's mail, of which there is one; and who has just logged in is not asked again for long."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    send_mail("The desk opens", "HP-1001 waits.", "bell@x.example", ["desk@x.example"])


@pytest.fixture
def rows(night: World) -> dict[str, Any]:
    """One of everything that has a page."""
    names = furnished(night, elsewhere())["names"]
    route = Route.objects.create(organization=night.organization, policy=night.policy, priority="P1")
    feed, _secret = make_feed(
        member=night.alice, schedule=night.primary, name="Phone", actor=Actor.system(), now=clock.now()
    )
    return {
        **names, **sheet_rows(get_agreement(night.northwind, names["agreement"]), clock.now()), "feed": feed.pk,
        "own_phone": night.alice.contact_methods.get().pk, "day": 1, "route": route.pk,
    }  # fmt: skip


def walk(page: Page, pages: Iterator[addresses.Page]) -> list[Any]:
    """What is wrong with them all."""
    found: list[Any] = []
    for name, address in pages:
        status = opened(page, address)
        if status == 405:
            continue
        if status != 200 or page.url.split("/", 3)[3] != address[1:]:
            found.append((name, status, page.url))
            continue
        found += faults_of(page, name)
        if name in addresses.EDITORS:
            send_empty(page)
            found += faults_of(page, f"{name}-faulty")
    return found


def test_the_lists_name_what_there_is() -> None:
    named = {*addresses.PUBLIC, *addresses.WITH_SECOND_FACTOR, *sum(addresses.LEFT_OUT.values(), ())}

    assert named <= addresses.names()
    assert set(addresses.EDITORS) <= addresses.names() | set(addresses.ALSO)


def opened(page: Page, address: str) -> int:
    """The status of what came; an answer without a body is an error to the browser."""
    try:
        answer = page.goto(address)
    except Error:
        page.wait_for_url("chrome-error://**")
        return page.request.get(address, max_redirects=0).status
    return answer.status if answer else 0


@pytest.mark.usefixtures("_mail")
def test_every_page_of_members_is_usable_by_everyone(
    opens: Opens, night: World, rows: dict[str, Any], complaints: list[str]
) -> None:
    page = opens(night.alice)
    none_of(faults_of_the_menu(page))
    prove_again(page)

    none_of(walk(page, addresses.members_pages(rows)))
    open_account(
        organization=night.organization, account_sid="AC" + "1" * 32, token="t" * 32, actor=Actor.system(), now=clock.now()
    )  # fmt: skip
    none_of(walk(page, addresses.pages_of_an_own_account()))
    give_second_factor(night.alice.user)
    passkey = Authenticator.objects.create(
        user=night.alice.user, type="webauthn", data={"name": "Key", "credential": {}}
    )
    none_of(walk(page, addresses.second_factor_pages(passkey.pk)))
    assert serious(complaints) == []


def test_beginning_a_rotation_is_usable_by_everyone(
    opens: Opens, night: World, complaints: list[str]
) -> None:
    page = opens(elsewhere().mallory)

    none_of(walk(page, iter([("begin_rotation", "/setup/first-rotation/sun/")])))
    assert serious(complaints) == []


def test_every_page_of_strangers_is_usable_by_everyone(
    opens: Opens, night: World, rows: dict[str, Any], complaints: list[str]
) -> None:
    incident = Incident.objects.get(number=rows["number"])
    paged = Paged.objects.filter(incident=incident).earliest("pk")
    invited = invite(
        organization=night.organization, email="frank@harbor-pine.example", role="viewer", name="Frank", invited_by=night.alice,
        actor=Actor.system(), now=clock.now(),
    )  # fmt: skip
    charges = charge_secrets(
        told_to_the_desk(night), incident, add_fred(night.organization, night.fabrikam), clock.now()
    )
    page = opens()

    none_of(walk(page, addresses.public_pages({
        **charges, **held_secrets(held_back(night)), "token of sheet_tap": rows["token of sheet_tap"],
        "slug": night.northwind.slug, "slug of shared_form": night.organization.slug, "reference": incident.reference, "token": status_link.token_for(incident),
        "token of one_tap": page_link.token_for(paged), "token of swap_tap": swap_link.token_for(SwapAsked.objects.earliest("pk")),
        "secret": invited.secret, "uidb36": "1", "key": "used",
    })))  # fmt: skip
    give_second_factor(night.bob.user)
    log_in(page, night.bob, leads_to="**/authenticate/")
    none_of(faults_of(page, "mfa_authenticate"))
    assert serious(complaints) == []


def told_to_the_desk(night: World) -> Incident:
    """A request that waits."""
    return report(
        organization=night.organization, kind="form", summary="The scanner is down", priority="P2", service_line="help_desk",
        client=night.fabrikam, received_at=clock.now(),
    )  # fmt: skip


def held_back(night: World) -> Incident:
    """A request that looks like a machine's."""
    return report(
        organization=night.organization, kind="form", summary="Cheap toner", priority="P1", service_line="help_desk",
        client=night.fabrikam, received_at=clock.now(), contact_phone="+12125550142", contact_email="dana@fabrikam.example",
        doubt=Doubt(WhyHeld.MACHINE, ("quick", "trap")),
    )  # fmt: skip


def none_of(faults: list[Any]) -> None:
    assert not faults, "\n".join(map(str, faults))


def prove_again(page: Page) -> None:
    """Who changes how they log in gives the password once more."""
    page.goto("/account/reauthenticate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/")


def give_second_factor(user: Any) -> None:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


def serious(complaints: list[str]) -> list[str]:
    """Without the browser's remarks that an answer was 405 or 422, which it had to be."""
    return [said for said in complaints if "status of 4" not in said]
