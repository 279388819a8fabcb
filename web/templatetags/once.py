"""What makes each rendering of a form one of its kind: see web/once.py."""

import secrets

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from web.once import FIELD

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, secrets.token_urlsafe(16))
