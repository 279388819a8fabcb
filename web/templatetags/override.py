"""An override in words, in templates."""

from django import template

from web.override_words import override_words

register = template.Library()
register.filter("override_words", override_words)
