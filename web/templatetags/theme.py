"""The theme this browser chose, for <html>."""

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from web.theme import COOKIE, THEMES

register = template.Library()


@register.simple_tag
def theme_attribute(request: HttpRequest) -> SafeString | str:
    """` data-theme="dark"`; nothing where the system decides."""
    chosen = request.COOKIES.get(COOKIE)
    return format_html(' data-theme="{}"', chosen) if chosen in THEMES else ""


@register.simple_tag
def chosen_theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in THEMES else "system"
