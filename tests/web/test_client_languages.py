"""What a client reads is whole in each language there is: every sentence, with what is put into it, and compiled."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client as Anybody

from tests.world import World
from web.client_language import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ("client_form/*.html", "client_status/*.html", "client_consent/*.html", "public.html")
MODULES = (
    "web/client_form.py", "web/client_fields.py", "web/client_words.py", "web/client_guard.py", "web/client_proof.py", "web/code_words.py",
    "web/client_acts.py", "web/client_act_forms.py", "web/status_*.py", "web/held_words.py", "web/consent*.py",
    "web/charge_words.py", "web/private_link.py", "web/client_files.py", "web/file_words.py", "routing/consent_words.py", "routing/actions/client_copy.py", "routing/client_news.py", "routing/update_words.py",
    "routing/actions/consent_*.py", "routing/actions/held.py", "delivery/actions/verify.py",
)  # fmt: skip
SAYS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}
SAID = re.compile(r'{%\s*translate\s+(?:"([^"]+)"|\'([^\']+)\')')
BLOCK = re.compile(r"{%\s*blocktranslate\b[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
HOLES = re.compile(r"%\((\w+)\)|\{(\w+)\}")
TRANSLATED = sorted(set(LANGUAGES) - {"en"})


def sentences() -> set[str]:
    files = [path for pattern in MODULES for path in ROOT.glob(pattern)]
    pages = [path for pattern in TEMPLATES for path in (ROOT / "templates").glob(pattern)]
    assert len(files) > 18
    assert len(pages) > 20
    return {
        *(each for path in files for each in _of_module(path)),
        *(each for path in pages for each in _of_page(path)),
    }


def _of_module(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYS:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _of_page(path: Path) -> Iterator[str]:
    text = path.read_text()
    yield from (double or single for double, single in SAID.findall(text))
    for block in BLOCK.findall(text):
        yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", block)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_with_what_is_put_into_it(language: str) -> None:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]
    known = {key[0] if isinstance(key, tuple) else key: text for key, text in catalogue.items()}

    assert {each for each in sentences() if each not in known} == set()
    wrong = [
        each
        for each, text in known.items()
        if each and sorted(HOLES.findall(each)) != sorted(HOLES.findall(text))
    ]
    assert wrong == []


@pytest.mark.django_db
def test_the_form_is_read_in_spanish_and_french(night: World) -> None:
    pages = [Anybody().get(f"/r/{night.northwind.slug}/?lang={each}").content.decode() for each in TRANSLATED]

    assert "Su contrato cubre emergencias ahora." in pages[0]
    assert re.search(r"Le llamaremos en 30 minutos, antes de <time[^>]*>02:44 EST", pages[0])
    assert "Tout le monde est arrêté" in pages[1]
