"""The client's form and status page in a real browser: usable by everyone, in every state, with and without script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.audit import Actor
from hours import clock
from routing.actions import respond
from routing.models import Incident
from sla.models import Site
from tests.browser.conftest import Opens
from tests.paid import add_fred
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FORM = "/r/harbor-pine-northwind-dental/"
SEVEN_SECONDS = 7_000
SIZES = pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])


def violations(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


def is_usable(page: Page, state: str) -> None:
    """No violation, and nothing beside the window: 320 px is 1280 px at 400 %."""
    assert violations(page) == [], state
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, state


def fill(page: Page, effect: str = "Everyone has stopped") -> None:
    page.get_by_label(effect).check()
    page.get_by_label("What is wrong, in a few words?").fill("Phones are dead")
    page.get_by_label("Your name").fill("Dana Reyes")
    page.get_by_label("Phone number to call you back").fill("(212) 555-0142")


def sends(page: Page, address: str = FORM, effect: str = "Everyone has stopped") -> Incident:
    page.goto(address)
    fill(page, effect)
    page.get_by_role("button", name="Send to Harbor Pine IT").last.click()
    page.wait_for_url("**/t/**")
    return Incident.objects.latest("number")


@SIZES
def test_every_state_of_the_form_is_usable_by_everyone(
    opens: Opens, night: World, complaints: list[str], width: int, theme: str
) -> None:
    page = opens(width=width, theme=theme)
    for client in ("northwind-dental", "fabrikam"):
        page.goto(f"/r/harbor-pine-{client}/")
        is_usable(page, client)

    page.get_by_label("Everyone has stopped").check()
    is_usable(page, "chosen")
    page.get_by_role("button", name="Send to").click()
    is_usable(page, "errors")
    fill(page)
    page.get_by_label("Phone number to call you back").fill("555-0142")
    page.get_by_role("button", name="Send to").click()
    is_usable(page, "phone in doubt")
    clock.move(timedelta(hours=3).total_seconds())
    page.get_by_role("button", name="Send to").click()
    is_usable(page, "open for long")
    page.goto("/r/nobody/")
    is_usable(page, "unknown")

    assert not [said for said in complaints if "status of 4" not in said]


@SIZES
def test_every_state_of_the_status_page_is_usable_by_everyone(
    opens: Opens, night: World, complaints: list[str], width: int, theme: str
) -> None:
    page = opens(width=width, theme=theme)
    sends(page, "/r/harbor-pine-fabrikam/")
    is_usable(page, "not covered")
    incident = sends(page)
    is_usable(page, "being called")
    act = {"incident_id": incident.pk, "by": night.bob, "actor": Actor.member(night.bob)}
    link = page.url
    respond.acknowledge(**act, now=clock.now())
    clock.move(timedelta(minutes=31).total_seconds())
    page.reload()
    is_usable(page, "late")
    for small in ("worse", "solved", "number", "note"):
        page.goto(f"{link}{small}/")
        is_usable(page, small)
    page.get_by_role("button", name="Send the note").click()
    is_usable(page, "note missing")
    page.get_by_label("Your note").fill("The key is at the front desk.")
    page.get_by_role("button", name="Send the note").click()
    is_usable(page, "noted")
    respond.resolve(**act, reason="done", now=clock.now())
    page.reload()
    is_usable(page, "solved")
    page.goto("/t/HP-1001/0/")
    is_usable(page, "gone")

    assert not [said for said in complaints if "status of 4" not in said]


def test_the_chosen_effect_alone_is_promised_above_the_button(opens: Opens, night: World) -> None:
    page = opens(width=375)
    page.goto(FORM)
    promises = page.locator("#promises dt")
    expect(promises.filter(visible=True)).to_have_count(4)

    page.get_by_label("It is not urgent").check()

    expect(promises.filter(visible=True)).to_have_text(["It is not urgent"])


def test_after_an_error_the_summary_is_heard_and_leads_to_the_fields(opens: Opens, night: World) -> None:
    page = opens(width=375)
    page.goto(FORM)
    page.get_by_role("button", name="Send to").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("Error: Get help for Northwind Dental · Harbor Pine IT")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_impact_0"


def test_the_whole_form_goes_by_keyboard(opens: Opens, night: World) -> None:
    """From the first radio button on; the hidden field is never met."""
    page = opens(width=375)
    page.goto(FORM)
    page.get_by_label("Everyone has stopped").focus()
    page.keyboard.press("Space")
    met = []
    for typed in ("Phones are dead", "", "Dana Reyes", "2125550142", "", "", "", "", "", "", ""):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.name || document.activeElement.type"))
        page.keyboard.type(typed)

    assert met == [
        "summary", "details", "name", "phone", "email", "copy", "callback_ok", "best_time", "device", "files",
        "submit",
    ]  # fmt: skip
    page.keyboard.press("Enter")
    page.wait_for_url("**/t/**")
    assert Incident.objects.get().contact_phone == "+12125550142"


def test_a_double_click_is_one_report(opens: Opens, night: World) -> None:
    page = opens(width=375)
    page.goto(FORM)
    fill(page)

    page.get_by_role("button", name="Send to").dblclick()

    page.wait_for_url("**/t/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have it. Reference HP-1001.")
    assert Incident.objects.count() == 1


def test_back_keeps_what_was_typed_and_sending_again_is_the_same_report(opens: Opens, night: World) -> None:
    page = opens(width=375)
    sends(page)
    link = page.url

    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Dana Reyes")
    page.get_by_role("button", name="Send to").click()

    page.wait_for_url(link)
    assert Incident.objects.count() == 1


def test_the_status_page_renews_itself_without_a_reload(
    opens: Opens, night: World, complaints: list[str]
) -> None:
    page = opens(width=375)
    incident = sends(page)
    page.evaluate("window.neverReloaded = true")

    act = {"incident_id": incident.pk, "by": night.bob, "actor": Actor.member(night.bob)}
    respond.acknowledge(**act, now=clock.now())
    expect(page.locator("#now")).to_contain_text("Bob has it", timeout=SEVEN_SECONDS)
    expect(page.locator("#news")).to_contain_text("Bob has it.")
    respond.resolve(**act, reason="done", now=clock.now())
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Solved. Reference HP-1001.", timeout=SEVEN_SECONDS
    )
    expect(page.get_by_role("link", name="It is not solved")).to_be_visible()
    expect(page.get_by_role("link", name="It solved itself")).to_be_hidden()

    assert page.evaluate("window.neverReloaded")
    assert complaints == []


def test_without_javascript_and_cookies_everything_goes(
    chromium: Any, live_server: Any, opens: Opens, night: World
) -> None:
    """At 320 px, by everyone, in the dark: form, place, errors, code, request, note, charge."""
    Site.objects.bulk_create(
        Site(organization=night.organization, client=night.northwind, name=name)
        for name in ("Main St", "Pier 4")
    )
    add_fred(night.organization, night.fabrikam)
    context = chromium.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        viewport={"width": 320, "height": 700},
        color_scheme="dark",
    )
    page, lens = context.new_page(), opens(width=320, theme="dark")

    def same(seen: Page, state: str) -> None:
        """What is seen without scripts, looked at by one."""
        lens.route("**/seen", lambda route: route.fulfill(body=seen.content(), content_type="text/html"))
        lens.goto("/seen")
        is_usable(lens, state)

    page.goto(FORM)
    page.get_by_label("Where?").select_option("Pier 4")
    page.get_by_role("button", name="Show what happens there").click()
    expect(page.get_by_label("Where?").locator("option:checked")).to_have_text("Pier 4")
    same(page, "place")
    page.get_by_role("button", name="Send to").last.click()
    expect(page.get_by_role("alert")).to_be_focused()
    same(page, "errors")
    incident = sends(page)
    same(page, "request")

    page.get_by_role("link", name="It got worse").click()
    page.get_by_label("What is worse now?").fill("The tills too")
    page.get_by_role("button", name="Tell them: it got worse").click()
    expect(page.get_by_text("You told us that it got worse.")).to_be_visible()
    assert incident.timeline.filter(text__contains="The tills too").exists()

    page.goto(FORM)
    page.evaluate("document.getElementById('website').value = 'https://spam.example'")
    fill(page)
    page.get_by_role("button", name="Send to").last.click()
    same(page, "held")
    page.get_by_role("button", name="Text a code").click()
    page.get_by_label("The six digits").fill("12")
    page.get_by_role("button", name="A person sent it").click()
    expect(page).to_have_title(re.compile("^Error:"))
    same(page, "wrong code")

    sends(page, "/r/harbor-pine-fabrikam/")
    same(page, "charge")
    page.get_by_role("button", name="Call a technician now").click()
    page.get_by_role("button", name="Go on").click()
    same(page, "who, with errors")
    page.get_by_label("I may order paid work").check()
    page.get_by_label("What you do there").fill("Reception")
    page.get_by_label("I am Fred Fabri: text a code").check()
    page.get_by_role("button", name="Go on").click()
    same(page, "code")
    assert context.cookies() == []
    page.goto(f"{FORM}?lang=fr")
    same(page, "French")
    context.close()


def test_nothing_is_loaded_from_elsewhere_and_nobody_learns_the_link(opens: Opens, night: World) -> None:
    page = opens(width=375)
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request))

    sends(page)
    page.wait_for_timeout(500)
    seen_from_page = [request for request in asked if "/t/" in request.headers.get("referer", "")]

    assert {request.url.split("/")[2] for request in asked} == {page.url.split("/")[2]}
    assert seen_from_page == []


def test_the_page_prints_without_buttons(opens: Opens, night: World) -> None:
    page = opens()
    sends(page)

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="It got worse")).to_be_hidden()
