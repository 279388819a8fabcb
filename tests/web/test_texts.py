"""Every text of a template can be translated: words stand inside {% translate %} or {% blocktranslate %}.

Seen are text between tags and the attributes that people read or hear. Not seen are words that a variable brings
(they go through gettext in Python) and words inside expressions such as {{ x|default:"none" }}.
"""

import re
from html import unescape
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
OF_DJANGO = re.compile(
    r"\{% comment.*?endcomment %\}|\{% blocktranslate.*?endblocktranslate %\}|\{% block body_class %\}.*?\{% endblock %\}"
    r"|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
    re.DOTALL,
)
CODE = re.compile(r"<(code|pre)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL)
READ = re.compile(r'\b(?:title|alt|placeholder|label|aria-label|aria-description)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"Nightbell"}
PLAIN = {"500.html"}  # must be there when everything else is broken: nothing is looked up for it


def bare_words(source: str) -> list[str]:
    """What nobody could translate."""
    html = CODE.sub(" ", OF_DJANGO.sub(" ", source))
    texts = [*READ.findall(html), *re.split(r"<[^>]*>", html)]
    return [
        found
        for text in texts
        if (found := " ".join(unescape(text).split())) and set(WORD.findall(found)) - NAMES
    ]


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<p>Take it</p>", ["Take it"]), ('<img alt="A bell">', ["A bell"]), ("{% if x %}Yes{% endif %}", ["Yes"]),
        ('{% translate "Take it" %} · Nightbell', []), ("{% blocktranslate %}Take <b>it</b>{% endblocktranslate %}", []),
        ("<code>curl</code> {{ name }} {# why #} 24/7 &middot;", []),
    ],
)  # fmt: skip
def test_bare_words_are_found(source: str, bare: list[str]) -> None:
    assert bare_words(source) == bare


def test_every_text_of_a_template_can_be_translated() -> None:
    found = {
        str(path.relative_to(TEMPLATES)): bare
        for path in TEMPLATES.rglob("*.html")
        if path.name not in PLAIN and (bare := bare_words(path.read_text()))
    }

    assert found == {}
