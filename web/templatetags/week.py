"""A client's week in words, in templates."""

from zoneinfo import ZoneInfo

from django import template

from web.client_week import Stretch, hours_words, outcome_words

register = template.Library()
register.filter("outcome_words", outcome_words)


@register.simple_tag
def hours(stretch: Stretch, zone: ZoneInfo) -> str:
    """08:00–17:00 on the client's wall clock."""
    return hours_words(stretch, zone)
