"""Whether this installation takes newcomers."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def takes_newcomers() -> bool:
    return bool(settings.SIGN_UP)
