"""A form's field as our look wants it."""

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget with our class; Django adds aria-invalid and aria-describedby by itself."""
    return field.as_widget(attrs={"class": f"input {field.field.widget.attrs.get('class', '')}".strip()})


@register.filter
def is_check(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)
