"""Who should take the time that a form of an override names: in words, each with the form filled in for them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django import forms
from django.conf import settings
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.levels import Level
from hours.interval import Interval
from hours.wall import end_instant, start_instant, zone
from oncall.models import OverrideKind, Schedule
from oncall.relief import Standing, distance
from routing.relief import Suggested, who_should
from web.local_times import PATTERN, LocalTime
from web.moments import span_words
from web.override_form import OverrideForm
from web.schedule_window import FIRST, LAST

COMES_IN = {OverrideKind.ADD: "subject", OverrideKind.REPLACE: "stand_in", OverrideKind.SET: "people"}
MOST = 3
A_NUMBER = re.compile(r"[0-9]{1,18}")
type_of_address = partial[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One person; `address` is the form with them in it."""

    name: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`fitting`: the best few, everybody who fits in `fits`; `others` lack something, said in words."""

    fitting: Sequence[Choice]
    others: Sequence[Choice]


def suggestions(
    schedule: Schedule, kind: OverrideKind, form: OverrideForm, *, now: datetime
) -> Suggestions | None:
    """None where nobody comes, or the form does not say from when to when."""
    asked = _asked(schedule, form)
    if kind not in COMES_IN or asked is None:
        return None
    instead_of = str(form["subject"].value() or "") if kind is OverrideKind.REPLACE else ""
    besides = frozenset({int(instead_of)} if A_NUMBER.fullmatch(instead_of) else ())
    found = who_should(schedule, asked, rest=rest(), now=now, besides=besides)
    typed = {"kind": kind.value, **{name: _typed(form, name) for name in ("starts", "ends")}}
    if instead_of:
        typed["subject"] = instead_of
    address = partial(_address, typed, COMES_IN[kind])
    fitting = [one for one in found if one.standing.fits]
    others = [one for one in found if not one.standing.fits]
    return Suggestions(
        [_choice(one, address) for one in fitting[:MOST]],
        [_choice(one, address) for one in [*fitting[MOST:], *others]],
    )


def rest() -> timedelta:
    """How long somebody should be off call between two shifts."""
    return timedelta(hours=max(settings.REST_HOURS, 0))


def words_for(one: Suggested) -> str:
    """`2 nights in the 4 weeks before, nothing within 10 h of it`; of others what they lack."""
    nights = one.standing.nights
    lately = ngettext(
        "%(count)s night in the 4 weeks before", "%(count)s nights in the 4 weeks before", nights
    ) % {"count": nights}
    free = _("nothing within %(span)s of it") % {"span": span_words(one.rest)} if one.rest else ""
    return ", ".join(each for each in (lately, *(_lacks(one) or [free])) if each)


def _lacks(one: Suggested) -> list[str]:
    return [*_missing(one.standing), *_too_near(one), *_too_new(one)]


def _missing(standing: Standing) -> Iterator[str]:
    if standing.is_there:
        yield _("on call then already")
    if standing.is_away:
        yield _("on time off")
    if not standing.is_reachable:
        yield _("no phone that can be paged")


def _too_new(one: Suggested) -> Iterator[str]:
    if not one.standing.is_far_enough:
        level = Level(one.member.level).label.lower()
        yield _("%(level)s: for some clients a colleague would be paged too") % {"level": level}


def _too_near(one: Suggested) -> Iterator[str]:
    near = one.standing.near
    if near is None:
        return
    span = {"span": span_words(distance(near, one.asked))}
    if distance(near, one.asked) == timedelta(0):
        yield _("a shift right beside it")
    elif near.end <= one.asked.start:
        yield _("a shift that ends %(span)s before") % span
    else:
        yield _("a shift that begins %(span)s after") % span


def _choice(one: Suggested, address: type_of_address) -> Choice:
    return Choice(str(one.member), words_for(one), address(str(one.member.pk)))


def _address(typed: dict[str, str], field: str, who: str) -> str:
    return f"?{urlencode({**typed, field: who})}"


def _asked(schedule: Schedule, form: OverrideForm) -> Interval | None:
    """What stands in the form, typed or filled in; None unless it is a time."""
    where = zone(schedule.time_zone)
    try:
        starts, ends = (LocalTime().to_python(_typed(form, name)) for name in ("starts", "ends"))
    except forms.ValidationError:
        return None
    if starts is None or ends is None or not FIRST <= starts.date() <= ends.date() <= LAST:
        return None
    start, end = start_instant(starts, where), end_instant(ends, where)
    return Interval(start, end) if start < end else None


def _typed(form: OverrideForm, name: str) -> str:
    value = form[name].value()
    return value.strftime(PATTERN) if isinstance(value, datetime) else str(value or "")
