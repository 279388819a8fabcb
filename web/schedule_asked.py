"""Cover that is asked for in a schedule's drawing: dashed, since nothing has changed yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from oncall.models import Schedule, Swap
from web.drawing.schedule import Row, Span, in_lanes
from web.moments import short_moment
from web.swap_rows import state_words

COLOUR = 1  # of no person: its look has none


def asked_rows(swaps: Iterable[Swap], schedule: Schedule, *, zone: ZoneInfo, now: datetime) -> list[Row]:
    spans = [span for swap in swaps for span in _spans(swap, schedule, zone, now)]
    return in_lanes(_("Asked for"), sorted(spans, key=lambda span: span.start))


def _spans(swap: Swap, schedule: Schedule, zone: ZoneInfo, now: datetime) -> Iterator[Span]:
    """The time that is asked for, and the one that is given back, each in its schedule."""
    if swap.schedule_id == schedule.pk:
        words = _("%(name)s asks for cover") % {"name": swap.asker}
        yield _span(swap, swap.start_at, swap.end_at, words, zone, now)
    if swap.back_start_at and swap.back_end_at and swap.back_schedule_id == schedule.pk:
        back = _("%(name)s in return") % {"name": swap.asker}
        yield _span(swap, swap.back_start_at, swap.back_end_at, back, zone, now)


def _span(swap: Swap, start: datetime, end: datetime, words: str, zone: ZoneInfo, now: datetime) -> Span:
    moments = " – ".join(short_moment(at, zone=zone, now=now) for at in (start, end))
    title = f"{words}: {state_words(swap)}, {moments}"
    return Span(start, end, words, title, COLOUR, reverse("swap", args=[swap.pk]), is_asked=True)
