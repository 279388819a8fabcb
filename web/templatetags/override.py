"""An override in words, in templates."""

from django import template

from oncall.override_words import override_words

register = template.Library()
register.filter("override_words", override_words)
