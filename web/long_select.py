"""A select with hundreds of options: the same element as Django's, written at once instead of by a template for each option."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """For fields whose choices are many, such as time zones."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        groups = format_html_join("", "{}", ((_group(*each),) for each in widget["optgroups"]))
        return format_html(
            '<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups
        )


def _group(label: str | None, options: list[dict[str, Any]], _index: int) -> SafeString:
    inside = format_html_join(
        "", '<option value="{}"{}>{}</option>',
        ((each["value"], flatatt(each["attrs"]), each["label"]) for each in options),
    )  # fmt: skip
    return format_html('<optgroup label="{}">{}</optgroup>', label, inside) if label else inside
