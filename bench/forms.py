"""What a browser would send of the forms of a page."""

from collections.abc import Mapping
from html.parser import HTMLParser

Sent = dict[str, list[str]]


def form_of(html: str) -> Sent:
    """The fields, as they stand, of the first form in `main` that a person fills in. Raises LookupError where there is none."""
    reader = _Reader()
    reader.feed(html)
    found = next((form for form in reader.forms if form.is_filled_in), None)
    if found is None:
        raise LookupError("The page has no form that somebody fills in.")
    return found.fields


class _Form:
    def __init__(self) -> None:
        self.fields: Sent = {}
        self.is_filled_in = False

    def add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    """Collects the forms that are posted: their inputs, what is chosen, what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.form: _Form | None = None
        self.inside_main = False
        self.select = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.inside_main = True
        elif tag == "form" and self.inside_main and given.get("method") == "post":
            self.form = _Form()
            self.forms.append(self.form)
        elif self.form is not None:
            self._field(self.form, tag, given)

    def _field(self, form: _Form, tag: str, given: Mapping[str, str]) -> None:
        form.is_filled_in |= tag in ("select", "textarea") or (
            tag == "input" and given.get("type") != "hidden"
        )
        name = given.get("name", "")
        if tag == "input" and name and _is_sent(given):
            form.add(name, given.get("value", "on"))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            form.add(self.select, given.get("value", ""))
        elif tag == "textarea":
            self.text = name

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.text:
            self.form.add(self.text, data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.text = ""


def _is_sent(given: Mapping[str, str]) -> bool:
    return given.get("type") not in ("checkbox", "radio") or "checked" in given
