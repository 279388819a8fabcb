"""What the browser is given: no scripts or styles inside pages, files of others as they came, one dark theme."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VENDOR = ROOT / "static" / "vendor"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_strict_policy_finds_nothing_inside_the_page(path: Path) -> None:
    source = path.read_text()
    source = source.replace(' type="application/json"', " src=")  # data: nothing of it runs

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", source)
    assert not re.search(r"hx-on|hx-vals=.js:|hx-headers=.js:|hx-trigger=\"[^\"]*\[", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_is_short(path: Path) -> None:
    most = 30 if path.parent.name == "components" else 80

    assert len(path.read_text().splitlines()) <= most


def test_files_of_others_are_as_they_came() -> None:
    listed = dict(re.findall(r"\| `([^`]+)` \|.*`([0-9a-f]{64})` \|", (VENDOR / "VENDORED.md").read_text()))
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*.*") if path.suffix in (".css", ".js")}

    assert there == set(listed)
    assert listed == {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in listed}


def test_no_file_points_to_a_map_that_is_not_there() -> None:
    files = [path for path in (ROOT / "static").rglob("*") if path.suffix in (".css", ".js")]

    assert not [path for path in files if "sourceMappingURL" in path.read_text()]


def test_the_dark_theme_is_the_same_by_system_and_by_choice() -> None:
    tokens = (ROOT / "static/css/tokens.css").read_text()

    by_system = variables(tokens, r':root:not\(\[data-theme="light"\]\) \{(.*?)\}')
    by_choice = variables(tokens, r':root\[data-theme="dark"\] \{(.*?)\}')

    assert by_system == by_choice
    assert len(by_system) > 40


def test_colours_come_from_the_tokens_only() -> None:
    for name in ("base", "components", "drawing"):
        source = (ROOT / f"static/css/{name}.css").read_text()
        used = set(re.findall(r"var\((--[\w-]+)\)", source))

        assert used <= set(variables((ROOT / "static/css/tokens.css").read_text(), r":root \{(.*?)\}")), name


def variables(source: str, block: str) -> dict[str, str]:
    found = re.search(block, source, re.DOTALL)
    assert found
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", found[1]))
