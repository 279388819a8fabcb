"""What is asked of every page, at both sizes and in both themes; a picture of each is kept in tests/artifacts."""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

PICTURES = Path(__file__).parents[1] / "artifacts"
SIZES: tuple[tuple[int, Any], ...] = ((375, "light"), (1280, "dark"))
AXE = "() => axe.run({resultTypes: ['violations']}).then((found) => found.violations.map((each) => [each.id, ...each.nodes.map((one) => one.html.slice(0, 160))]))"
SHAPE = """() => {
    const beside = document.documentElement.scrollWidth - innerWidth
    const heads = document.querySelectorAll("h1").length
    return [
        beside > 0 ? `${beside} px beside the window` : "",
        heads === 1 ? "" : `${heads} first headings`,
        document.title.trim().length > 3 ? "" : "no title",
        document.querySelector("main") ? "" : "no main",
    ].filter(Boolean)
}"""
UNFOLD = "(inside) => document.querySelectorAll(`${inside} details`).forEach((each) => (each.open = true))"


def faults_of(page: Page, name: str) -> list[Any]:
    """What is wrong with the page that is open, small and light, then wide and dark."""
    page.evaluate(UNFOLD, "main")
    page.evaluate(AXE_SCRIPT)
    return [(name, width, fault) for width, theme in SIZES for fault in _faults_at(page, name, width, theme)]


def faults_of_the_menu(page: Page) -> list[Any]:
    """It lies over the page, so it is looked at once, by itself."""
    page.evaluate(UNFOLD, "header")
    return faults_of(page, "menu")


def _faults_at(page: Page, name: str, width: int, theme: Any) -> list[Any]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.screenshot(path=PICTURES / f"{name}-{width}-{theme}.jpg", type="jpeg", quality=80, full_page=True)
    return [*page.evaluate(SHAPE), *page.evaluate(AXE)]


FORM = """() => [...document.querySelectorAll("form[method=post]")].find(
    (each) => !each.closest("header, footer") && each.querySelector("input:not([type=hidden]), select, textarea"))"""
EMPTY = """(form) => {
    form.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")
        .forEach((each) => (each.value = ""))
    form.submit()
}"""


def send_empty(page: Page) -> None:
    """What somebody sends who typed nothing, in a browser that lets them."""
    form = page.evaluate_handle(FORM).as_element()
    assert form, page.url
    with page.expect_navigation():
        form.evaluate(EMPTY)
