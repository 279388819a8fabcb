"""The page of phones in a real browser: it shows, it acts, it keeps the focus, and strangers' words do nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.phonesim.running import ALICE, PAGING, until

pytestmark = [pytest.mark.slow, pytest.mark.browser]
HOSTILE = "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>"


@pytest.fixture(params=[(1280, "light"), (375, "dark")], ids=["wide", "narrow"])
def page(sim, chromium, request):
    width, scheme = request.param
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    trouble = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    sim.asks("phones/", {"number": ALICE, "name": "Alice"})
    page.goto(sim.url + "/")
    yield page
    page.close()
    assert trouble == []


def alices(page):
    return page.get_by_role("article", name="Alice")


def test_a_call_is_answered_and_a_key_pressed_on_the_page(sim, page, receiver, ring):
    receiver.answer("/keys", "<Response><Say>You have it.</Say></Response>")
    ring(
        '<Response><Gather numDigits="1" timeout="20" action="/keys"><Say>Press 1.</Say></Gather></Response>'
    )
    alice = alices(page)

    alice.get_by_role("button", name="Answer").click()
    expect(alice.get_by_role("log", name="What is said")).to_contain_text("Press 1.")
    alice.get_by_role("group", name="Keypad").get_by_role("button", name="1").click()

    expect(alice.get_by_role("log", name="What is said")).to_contain_text("You have it.")
    assert receiver.said("/keys", "Digits") == ["1"]


def test_a_text_is_shown_as_words_and_answered(sim, page, number, receiver, text):
    text(HOSTILE)
    alice = alices(page)
    expect(alice.get_by_text(HOSTILE)).to_be_visible()

    alice.get_by_role("group", name="Quick replies").get_by_role("button", name="1").click()

    assert until(lambda: receiver.said("/text", "Body") == ["1"])
    assert page.title() == "Phones"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_being_typed_stays_over_the_polls(page, number, text):
    box = alices(page).get_by_role("textbox", name="Text")
    box.press_sequentially("hel")
    text("Something else comes in")
    expect(alices(page).get_by_text("Something else comes in")).to_be_visible()

    page.keyboard.type("lo")

    assert box.input_value() == "hello"


def test_nothing_keeps_anybody_out(sim, page, number, text, ring):
    text("Core switch down")
    ring('<Response><Pause length="30"/></Response>')
    sim.fault("callback", "delay", times=None)
    expect(alices(page).get_by_role("button", name="Answer")).to_be_visible()
    expect(page.get_by_role("button", name="Switch off callback delay")).to_be_visible()

    assert Axe().run(page).response["violations"] == []
    assert f"from {PAGING}" in alices(page).inner_text()
