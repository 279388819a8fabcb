"""Layers in sentences: what one says, what ending it or moving its clock would do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hours.weekly import WeeklyWindow, clock_text
from hours.zone_names import place_of
from oncall.models import Layer, LayerVersion, Schedule
from oncall.revision import carrying_on, without
from oncall.rotation import next_handoff_in
from oncall.shifts import gaps
from oncall.spec import LayerSpec, ScheduleSpec
from oncall.stored_specs import layer_spec, schedule_spec
from oncall.turns import TurnUnit
from web.moments import short_moment, span_words

AHEAD = timedelta(weeks=6)
DAY_LETTERS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def turn_words(length: int, unit: str) -> str:
    """1 week each; 12 hours each."""
    counted = {
        TurnUnit.HOUR.value: ngettext("%(n)s hour each", "%(n)s hours each", length),
        TurnUnit.DAY.value: ngettext("%(n)s day each", "%(n)s days each", length),
        TurnUnit.WEEK.value: ngettext("%(n)s week each", "%(n)s weeks each", length),
        TurnUnit.MONTH.value: ngettext("%(n)s month each", "%(n)s months each", length),
    }
    return counted[unit] % {"n": length}


def people_words(version: LayerVersion) -> str:
    """Alice, then Bob and Carol, then Dave: the turns in order, without who has left."""
    groups: dict[int, list[str]] = {}
    for row in version.participants.all():
        if row.member.archived_at is None:
            groups.setdefault(row.group, []).append(str(row.member))
    turns = [_(" and ").join(names) for _place, names in sorted(groups.items())]
    return _(", then ").join(turns) or _("nobody")


def hours_words(version: LayerVersion) -> str:
    """Mon Tue 17:00-08:00; nothing where it is always."""
    windows = [
        WeeklyWindow(frozenset(r.days), r.start_minute, r.end_minute) for r in version.restrictions.all()
    ]
    return ", ".join(map(_window_words, windows))


def _window_words(window: WeeklyWindow) -> str:
    days = " ".join(_(DAY_LETTERS[day]) for day in sorted(window.days))
    if window.is_all_day:
        return _("%(days)s all day") % {"days": days}
    return f"{days} {clock_text(window.start_minute)}–{clock_text(window.end_minute)}"


def what_ending_breaks(schedule: Schedule, layer: Layer, now: datetime) -> Iterator[str]:
    """What the schedule is without the layer, from now on."""
    stored = schedule_spec(schedule, since=now, until=now + AHEAD)
    left = without(stored, layer.name, now)
    before, after = (_without_anybody(spec, now) for spec in (stored, left))
    yield _("From now on nobody is on call by this layer. What was before stays as it was.")
    if after > before:
        yield _("In the coming six weeks nobody would be on call for %(span)s more.") % {
            "span": span_words(after - before)
        }
    else:
        yield _("Others are on call in its place: the coming six weeks get no new gap.")


def _without_anybody(spec: ScheduleSpec, now: datetime) -> timedelta:
    return sum((gap.end - gap.start for gap in gaps(spec, now, now + AHEAD)), timedelta())


def what_moves(version: LayerVersion, zone: ZoneInfo, now: datetime) -> str:
    """A layer's next handoff on the old clock and on the new one."""
    old = layer_spec(version, version.layer.schedule.time_zone)
    if version.time_zone:
        return _("%(name)s has a zone of its own, %(zone)s, and stays as it is.") % {
            "name": version.layer.name, "zone": place_of(version.time_zone),
        }  # fmt: skip
    new = carrying_on([old], replace(old, zone=zone, effective_from=now, first_turn=None))
    told = {"name": version.layer.name, "before": _next(old, now), "after": _next(new, now)}
    return _("%(name)s: the next handoff moves from %(before)s to %(after)s.") % told


def _next(version: LayerSpec, now: datetime) -> str:
    at = next_handoff_in([version], now)
    return short_moment(at, zone=version.zone, now=now) if at else _("none")
