"""The first evening in one go: from signing up to a live source, with every process real and the phone at hand."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from accounts.models import Membership, Organization
from delivery.models import ProviderAccount
from hours.clock import now
from oncall.models import Schedule
from oncall.stored_specs import on_call
from routing.models import Incident
from tests.journeys.phones import Simulator
from tests.journeys.story import Mailbox, text_of
from tests.journeys.waiting import until
from tests.processes import Processes
from tests.world import PAGING_NUMBER

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PATIENCE = 40_000
ARTIFACTS = Path(__file__).parents[1] / "artifacts" / "first_evening"
PHONE, DESK = "+12125550111", "+6421555010"
TABLE = "name,time zone,tier\nNorthwind Dental,America/New_York,Gold\n"
Looks = Callable[[Page, str], None]


@pytest.fixture
def shop(processes: Processes) -> Processes:
    """An installation without a single organization; one number waits at the provider."""
    ProviderAccount.objects.create(organization=None, created_at=now())
    processes.start_together("phonesim", "page-worker", "default-worker", "sweep", "web")
    simulator = Simulator(processes.phonesim_url)
    simulator.owns(PAGING_NUMBER, account=settings.TWILIO_ACCOUNT_SID, token=settings.TWILIO_AUTH_TOKEN)
    return processes


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def window(chromium: Browser, complaints: list[str]) -> Iterator[Callable[[int], Page]]:
    contexts = []

    def opened(width: int) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()


def looks(width: int) -> Looks:
    """Keep a picture of the step, and find nothing that somebody could not use."""

    def look(page: Page, step: str) -> None:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=ARTIFACTS / f"{width}-{step}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == [], step
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step

    return look


@pytest.mark.parametrize(("width", "with_a_partner"), [(1280, False), (375, True)])
def test_an_evening_leads_from_nothing_to_a_bell_that_rings(
    shop: Processes, window: Any, complaints: list[str], width: int, with_a_partner: bool
) -> None:
    page, look = window(width), looks(width)

    mailbox = Mailbox(shop.directory / "mail")
    signs_up(page, shop.web_url, look, mailbox)
    enters_the_number(page, look)
    proves_the_phone(page, look, Simulator(shop.phonesim_url))
    invites(page, look, window(width), mailbox)
    if with_a_partner:
        follows_the_sun(page, look, Simulator(shop.phonesim_url))
    else:
        begins_a_rotation(page, look)
    pastes_clients(page, look)
    address = connects_a_source(page, look)
    hears_the_first_alert(page, look, address)
    is_paged_for_a_test(page, look)
    goes_live(page, look)

    firm = Organization.objects.get()
    assert firm.went_live_at
    if with_a_partner:
        assert (first_at(tomorrow_at(12, firm)), first_at(tomorrow_at(3, firm))) == (["Ann"], ["Pacific NOC"])
    else:
        assert first_at(now()) == ["Ann"]
    assert not Incident.objects.exists()  # listening woke nobody
    sends(address, "Core switch down")
    assert until(Incident.objects.first, "an alert makes an incident").summary == "Core switch down"
    assert complaints == []


def signs_up(page: Page, web: str, look: Looks, mailbox: Mailbox) -> None:
    page.goto(f"{web}/account/login/")
    page.get_by_role("link", name="Start with Nightbell").click()
    look(page, "01-sign-up")
    page.get_by_label("Your company").fill("Willow IT")
    page.get_by_label("Your e-mail address").fill("ann@willow.example")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    look(page, "02-mail")
    accepts(page, mailbox, "ann@willow.example", "Ann", lambda: look(page, "03-accept"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The first evening")
    look(page, "04-guide")


def accepts(
    page: Page, mailbox: Mailbox, email: str, name: str, before: Callable[[], object] = lambda: None
) -> None:
    """Follow the link of the mail, as it left."""
    mail = mailbox.received(email, "/invitation/")
    page.goto(re.findall(r"https?://\S+/invitation/\S+", text_of(mail))[0])
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password").fill("willow and oak 42")
    before()
    page.get_by_role("button", name="Accept").click()


def enters_the_number(page: Page, look: Looks) -> None:
    page.get_by_role("link", name="Enter the number").click()
    look(page, "05-numbers")
    page.get_by_role("link", name="Add the paging number").click()
    page.get_by_label("Number", exact=True).fill(PAGING_NUMBER)
    page.locator("input[name=sms_state][value=on]").check()
    look(page, "06-number")
    page.get_by_role("button", name="Look it up and add it").click()
    expect(page.get_by_text("Added. Twilio sends here")).to_be_visible()
    back(page, "Your paging number")


def proves_the_phone(page: Page, look: Looks, simulator: Simulator) -> None:
    page.get_by_role("link", name="Add your phone").click()
    page.get_by_label("Phone number").fill("212 555 0111")
    look(page, "07-phone")
    page.get_by_role("button", name="Add it and send a code").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    code = until(lambda: code_on(simulator, PHONE), "the code comes to the phone")
    page.get_by_role("textbox", name="The code").fill(code)
    look(page, "08-code")
    page.get_by_role("button", name="Verify it").click()
    expect(page.get_by_role("heading", name="Does a page reach it?")).to_be_visible()
    back(page, "Your own phone")


def code_on(simulator: Simulator, phone: str) -> str:
    """Read off the phone."""
    known = {row["number"] for row in simulator.get("phones/")}
    texts = simulator.get(f"phones/%2B{phone[1:]}/")["messages"] if phone in known else []
    found = re.search(r"\b\d{6}\b", " ".join(row["body"] for row in texts))
    return found[0] if found else ""


def invites(page: Page, look: Looks, other: Page, mailbox: Mailbox) -> None:
    page.get_by_role("link", name="Invite them").click()
    page.get_by_label("Whom to invite").fill("ben@willow.example, Ben Ode")
    look(page, "09-invite")
    page.get_by_role("button", name="Send invitations").click()
    expect(page.get_by_text("ben@willow.example").first).to_be_visible()
    accepts(other, mailbox, "ben@willow.example", "Ben")
    expect(other).to_have_url(re.compile(r"/$"))
    back(page, "Your technicians")


def begins_a_rotation(page: Page, look: Looks) -> None:
    page.get_by_role("link", name="Choose a rotation").click()
    look(page, "10-ways")
    page.get_by_role("link", name="A primary and a backup").click()
    page.get_by_label("Who else is called").select_option(label="Ben (no verified phone)")
    page.get_by_role("button", name="Show what it means").click()
    expect(page.locator("#meaning")).to_contain_text("Primary: now Ann, then Ben (no verified phone)")
    look(page, "11-rotation")
    page.get_by_role("button", name="Begin with it").click()
    expect(page.get_by_text("Somebody is on call from now on.")).to_be_visible()
    green(page, "Who is on call")


def follows_the_sun(page: Page, look: Looks, simulator: Simulator) -> None:
    """The nights are a partner's that is not here yet: its desk reads its code to whoever sets up."""
    page.get_by_role("link", name="Choose a rotation").click()
    page.get_by_role("link", name="Follow the sun with a partner").click()
    page.get_by_label("Its name").fill("Pacific NOC")
    page.get_by_label("Its time zone").select_option("Pacific/Auckland")
    page.get_by_label("The phone of its desk").fill(DESK)
    page.get_by_role("button", name="Show what it means").click()
    expect(page.locator("#meaning")).to_contain_text(
        "Night: Pacific NOC (once its phone is verified), always."
    )
    look(page, "11-rotation")
    page.get_by_role("button", name="Begin with it").click()
    expect(page.get_by_text("its desk reads it to you")).to_be_visible()
    code = until(lambda: code_on(simulator, DESK), "the code comes to the desk")
    page.get_by_role("textbox", name="The code").fill(code)
    page.get_by_role("button", name="Verify it").click()
    expect(page.get_by_role("heading", name="Does a page reach it?")).to_be_visible()
    back(page, "Who is on call")


def pastes_clients(page: Page, look: Looks) -> None:
    page.get_by_role("link", name="Add clients").click()
    page.get_by_label("The table").fill(TABLE)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("button", name="Import it as shown above")).to_be_visible()
    look(page, "12-clients")
    page.get_by_role("button", name="Import it as shown above").click()
    expect(page.get_by_text("Imported.")).to_be_visible()
    back(page, "Your clients")


def connects_a_source(page: Page, look: Looks) -> str:
    page.get_by_role("link", name="Connect a source").click()
    page.get_by_label("Name").fill("Datto RMM")
    look(page, "13-source")
    page.get_by_role("button", name="Make its address").click()
    address = page.locator("pre").first.inner_text().strip()
    look(page, "14-key")
    page.get_by_role("link", name="I have it: see what comes").click()
    expect(page.get_by_role("heading", name="Waiting for your first alert")).to_be_visible()
    look(page, "15-waiting")
    return address


def hears_the_first_alert(page: Page, look: Looks, address: str) -> None:
    """Both pages turn green without anybody loading them again."""
    guide = page.context.new_page()
    guide.goto(page.url.split("/sources/")[0] + "/setup/first-evening/")
    expect(step(guide, "Your monitoring")).to_contain_text("Waiting for your first alert.")

    sends(address, "Backup failed")

    expect(page.get_by_role("heading", name="It arrives.")).to_be_visible(timeout=PATIENCE)
    green(guide, "Your monitoring")
    guide.close()
    look(page, "16-it-arrives")
    page.get_by_role("link", name="Backup failed").click()
    expect(page.get_by_role("main")).to_contain_text("Northwind Dental")
    look(page, "17-understood")
    back(page, "Your monitoring")


def is_paged_for_a_test(page: Page, look: Looks) -> None:
    page.get_by_role("link", name="Page me now").click()
    page.get_by_role("button", name="Text me now").click()
    expect(page.locator("#sent")).to_contain_text("It arrived.", timeout=PATIENCE)
    look(page, "18-test-page")
    back(page, "A test page")


def goes_live(page: Page, look: Looks) -> None:
    page.get_by_role("link", name="Set the source live").click()
    look(page, "19-set-live")
    page.get_by_role("button", name="Set live").click()
    expect(page.get_by_text("You are setting up.")).to_have_count(0)
    page.goto(page.url.split("/sources/")[0] + "/setup/first-evening/")
    expect(page.get_by_text("You are live.")).to_be_visible()
    expect(page.locator(".tag-good")).to_have_count(8)
    look(page, "20-live")


def back(page: Page, title: str) -> None:
    """By the strip that is on every page meanwhile."""
    page.get_by_role("link", name="Back to the first evening").click()
    green(page, title)


def green(page: Page, title: str) -> None:
    expect(step(page, title).locator(".tag-good")).to_be_visible(timeout=PATIENCE)


def step(page: Page, title: str) -> Any:
    return page.locator("#first-evening li").filter(has=page.get_by_role("heading", name=title))


def sends(address: str, summary: str) -> None:
    """What a monitoring tool does."""
    body = {"summary": summary, "severity": "critical", "client": "Northwind Dental", "dedup_key": summary}
    request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    urlopen(request, timeout=10).close()


def first_at(instant: datetime) -> list[str]:
    """Who is called first then."""
    primary = Schedule.objects.get(name="Primary")
    people = on_call([primary], instant)[primary.pk].people
    return [str(Membership.objects.get(pk=int(str(person)))) for person in people]


def tomorrow_at(hour: int, firm: Organization) -> datetime:
    day = now().astimezone(ZoneInfo(firm.time_zone)).date() + timedelta(days=1)
    return datetime.combine(day, time(hour), ZoneInfo(firm.time_zone))
