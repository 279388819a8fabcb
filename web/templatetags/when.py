"""Instants in templates: `<time datetime="...Z">` in the reader's zone, or in the one that is given."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hours.zone_names import place_of
from web.moments import countdown, day_moment, full_moment, short_moment, span_words, whole_minutes

register = template.Library()


@register.simple_tag(takes_context=True)
def when(
    context: Context, instant: datetime | None, style: str = "short", zone: ZoneInfo | None = None
) -> SafeString | str:
    """`{% when incident.received_at %}`; styles: short, day, full. Nothing for None."""
    if instant is None:
        return ""
    zone = zone or context["zone"]
    return format_html(
        '<time datetime="{}">{}</time>', _machine(instant), _words(instant, style, zone, context)
    )


@register.simple_tag(takes_context=True)
def left(context: Context, due_at: datetime | None) -> SafeString | str:
    """A deadline as a countdown in words: `in 12 min`, `3 min late`. The exact time is in `datetime`."""
    if due_at is None:
        return ""
    found = countdown(due_at, now=context["now"])
    return format_html('<time class="{}" datetime="{}">{}</time>', found.tone, _machine(due_at), found.words)


@register.simple_tag(takes_context=True)
def ago(context: Context, instant: datetime) -> SafeString:
    """How long since, for what began and still lasts: `12 min`."""
    span = max(context["now"] - instant, instant - instant)
    return format_html('<time datetime="{}">{}</time>', _machine(instant), span_words(span))


@register.filter
def span(length: timedelta | None) -> str:
    """A length of time that is reckoned with; nothing for None."""
    return "" if length is None else whole_minutes(length)


@register.filter
def place(zone_name: str) -> str:
    """A zone's name as people write it: America/New York."""
    return place_of(zone_name)


def _machine(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _words(instant: datetime, style: str, zone: ZoneInfo, context: Context) -> str:
    if style == "full":
        return full_moment(instant, zone=zone)
    if style == "day":
        return day_moment(instant, zone=zone)
    return short_moment(instant, zone=zone, now=context["now"])
