"""What the client's form says: the hour, whether it is covered, what will happen for each effect, what to mend.

Sentences hold `<time>` tags in the client's zone; everything else in them is escaped.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from routing.consent_words import pays
from sla.facts import CallOut
from web.client_promise import Effect, Forecast, Kind, Promise
from web.moments import day_moment, zone_label
from web.phones import Doubt, example

EMERGENCY_NUMBERS = {"US": "911", "CA": "911", "MX": "911", "GB": "999", "AU": "000", "NZ": "111"}
EMERGENCY_ELSEWHERE = "112"  # all of Europe, and every GSM phone
EVENING, MORNING = 18, 8
EFFECTS = {
    Effect.EVERYONE: gettext_lazy("Everyone has stopped"),
    Effect.TEAM: gettext_lazy("A team has stopped"),
    Effect.ONE: gettext_lazy("One person has stopped"),
    Effect.LATER: gettext_lazy("It is not urgent"),
}


def emergency_number(country: str) -> str:
    """Whom to ring when it burns (`country`: ISO 3166-1 alpha-2)."""
    return EMERGENCY_NUMBERS.get(country, EMERGENCY_ELSEWHERE)


def moment(instant: datetime, zone: ZoneInfo, now: datetime | None = None) -> SafeString:
    """`02:44 EST` on the day of `now`, else `Tue 3 March 02:44 EST`, as a `<time>`."""
    wall = instant.astimezone(zone)
    today = now is not None and wall.date() == now.astimezone(zone).date()
    words = f"{wall:%H:%M} {zone_label(instant, zone)}" if today else day_moment(instant, zone=zone)
    machine = f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return format_html('<time datetime="{}">{}</time>', machine, words)


def joined(sentences: Iterable[str]) -> SafeString:
    """Sentences with a space between them; empty ones are left out."""
    said = SafeString("")
    for sentence in filter(None, sentences):
        said = format_html("{} {}", said, sentence) if said else format_html("{}", sentence)
    return said


def is_night(at: datetime, zone: ZoneInfo) -> bool:
    """Whether people would say tonight."""
    return not MORNING <= at.astimezone(zone).hour < EVENING


def within(span: timedelta) -> str:
    """`within 30 minutes`, `within 2 hours`; rounded to the minute."""
    minutes = round(span.total_seconds() / 60)
    if minutes % 60 == 0 and minutes:
        hours = minutes // 60
        return ngettext("within %(count)s hour", "within %(count)s hours", hours) % {"count": hours}
    return ngettext("within %(count)s minute", "within %(count)s minutes", minutes) % {"count": minutes}


def cover_words(forecast: Forecast) -> str:
    """Whether the client is covered now, over all effects."""
    kinds = {promise.kind for promise in forecast.promises.values()}
    if Kind.DESK_NOW in kinds:
        return _("Our service desk is open.")
    if Kind.CODE in kinds:
        return _(
            "Day and night, we call a technician for what is urgent once you entered a code that we send you."
        )
    if kinds == {Kind.CALL}:
        return _("Your plan covers this now.")
    if Kind.CALL in kinds:
        return _("Your plan covers emergencies now.")
    if Kind.INACTIVE in kinds:
        return _("After-hours support is not active for this account.")
    return _("Your plan has no after-hours help right now.")


def is_covered(forecast: Forecast) -> bool:
    """Whether the worst case is helped at once."""
    return forecast.promises[Effect.EVERYONE].kind in (Kind.CALL, Kind.DESK_NOW)


def holiday_words(forecast: Forecast) -> str:
    """Theirs, or else the one for which our desk is closed."""
    if forecast.holiday:
        return _("Today is a holiday: %(name)s.") % {"name": forecast.holiday}
    if forecast.desk_holiday:
        return _("Our service desk is closed today: %(name)s.") % {"name": forecast.desk_holiday}
    return ""


def promise_words(promise: Promise, zone: ZoneInfo) -> SafeString:
    """What will happen with a request, in one or two sentences."""
    match promise.kind:
        case Kind.CALL:
            return _call(promise, zone)
        case Kind.CODE:
            return _after_the_code(promise)
        case Kind.CALL_ANYWAY:
            why = _("Your plan has no help at this hour, but we call a technician all the same.")
            return joined([why, _call(promise, zone)])
        case Kind.DESK_NOW:
            return joined(
                [_("Our service desk looks at it now."), _call(promise, zone) if promise.call_by else ""]
            )
        case Kind.DESK_LATER | Kind.INACTIVE:
            return format_html(_("A technician looks at it {when}."), when=_opening(promise, zone))
        case Kind.CONSENT if promise.call_out:
            return _choice(promise, promise.call_out, zone)
    return waiting_words(promise.opens_at or promise.at, at=promise.at, zone=zone)


def _call(promise: Promise, zone: ZoneInfo) -> SafeString:
    if promise.call_by is None:
        return joined([_("We call a technician now, who will phone you.")])
    span, by = within(promise.call_by - promise.at), moment(promise.call_by, zone, promise.at)
    return format_html(_("We will phone you {within}, by {by}."), within=span, by=by)


def _after_the_code(promise: Promise) -> SafeString:
    code = _("We send you a code. Once you enter it we call a technician,")
    if promise.call_by is None:
        return joined([code, _("who will phone you.")])
    return format_html(
        _("{code} who will phone you {within}."), code=code, within=within(promise.call_by - promise.at)
    )


def _choice(promise: Promise, call_out: CallOut, zone: ZoneInfo) -> SafeString:
    """Both ways, word for word as the next page has them."""
    wait = format_html(_("Wait until {when}. No charge."), when=_opening(promise, zone))
    return joined([_("On the next page you choose."), wait, _("Or:"), pays(call_out)])


def _opening(promise: Promise, zone: ZoneInfo) -> SafeString:
    return moment(promise.opens_at or promise.at, zone)


def waiting_words(opens_at: datetime, *, at: datetime, zone: ZoneInfo) -> SafeString:
    """Urgent, and nobody is woken: said plainly, with the time at which somebody looks."""
    when = moment(opens_at, zone)
    if is_night(at, zone):
        return format_html(_("Nobody is woken tonight; a technician looks at it {when}."), when=when)
    return format_html(_("Nobody is called out now; a technician looks at it {when}."), when=when)


def doubt_words(doubt: Doubt, country: str) -> str:
    """Why a number can't be rung, and what would be right. Sent once more, it is taken as it stands."""
    sample = example(country)
    again = _("If it is right as it stands, send the form again and we take it so.")
    words = {
        Doubt.NO_NUMBER: _("There is no phone number in this. Write one like %(sample)s."),
        Doubt.NO_AREA_CODE: _("The area code is missing. Write the whole number, like %(sample)s."),
        Doubt.ONLY_EXTENSION: _(
            "This looks like an extension only. Write the whole number, like %(sample)s x204."
        ),
        Doubt.SEVERAL: _("There is more than one number in this. Write the one we should ring first."),
        Doubt.TOO_SHORT: _(
            "The number is too short. Write it like %(sample)s, or with + and the country's code."
        ),
        Doubt.TOO_LONG: _(
            "The number is too long. Write it like %(sample)s, or with + and the country's code."
        ),
        Doubt.COSTLY: _(
            "We don't ring premium-rate or satellite numbers by ourselves. Is there another one?"
        ),
        Doubt.ODD: _(
            "This is not a number we can ring. Write it like %(sample)s, or with + and the country's code."
        ),
    }
    return f"{words[doubt] % {'sample': sample}} {again}"
