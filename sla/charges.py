"""What work costs: minutes in the bands of a calendar, at an hour's rate, from a minimum on, in whole increments. Pure.

All is counted in whole minutes and whole cents; half a cent and more is a cent.

What a client pays for one incident is the greater of
1. each band's minutes at its rate, and what is missing to the minimum or the next whole increment at the least rate;
2. for any one band: its own minutes, rounded up so, at its rate.
So one more minute never costs less, one incident is rounded once however its work is entered, and work that lies in one
band costs its rounded time at that band's rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hours.calendar import Band
from sla.facts import CallOut

MINUTES_OF_AN_HOUR = 60
WHOLE = 100  # percent
PER_CENT = MINUTES_OF_AN_HOUR * WHOLE  # a rate x minutes x percent is so many of a cent


@dataclass(frozen=True, slots=True)
class Charge:
    """Minutes of one band and their price; `band` None: what is missing to the minimum and to whole increments."""

    band: Band | None
    minutes: int
    percent: int
    cents: int


@dataclass(frozen=True, slots=True)
class Bill:
    """The charges of one incident, which add up to `cents`; `charged_minutes`: rounded up once."""

    charges: tuple[Charge, ...]
    charged_minutes: int
    cents: int


def bill(minutes: Mapping[Band, int], call_out: CallOut) -> Bill:
    """What these minutes of one incident cost; no work costs nothing."""
    worked = {band: minutes[band] for band in Band if minutes.get(band)}
    total = sum(worked.values())
    if not total:
        return Bill((), 0, 0)
    charged = charged_minutes(total, call_out)
    units = [(band, many, call_out.percent_of(band)) for band, many in worked.items()]
    plain = sum(many * percent for _band, many, percent in units) + (charged - total) * call_out.least_percent
    dearest = max(charged_minutes(many, call_out) * percent for _band, many, percent in units)
    return Bill(
        _charges(units, charged - total, max(plain, dearest), call_out),
        charged,
        cents_of(max(plain, dearest), call_out),
    )


def _charges(
    units: list[tuple[Band, int, int]], added: int, whole: int, call_out: CallOut
) -> tuple[Charge, ...]:
    """Cents are rounded on the running sum, so that the charges add up to the whole."""
    found, before = [], 0
    for band, many, percent in units:
        upto = before + many * percent
        found.append(Charge(band, many, percent, cents_of(upto, call_out) - cents_of(before, call_out)))
        before = upto
    rest = cents_of(whole, call_out) - cents_of(before, call_out)
    if added or rest:
        found.append(Charge(None, added, WHOLE, rest))
    return tuple(found)


def cents_of(units: int, call_out: CallOut) -> int:
    """The price of minutes x percent; half a cent and more is a cent."""
    return (call_out.rate_cents * units * 2 + PER_CENT) // (2 * PER_CENT)


def charged_minutes(minutes: int, call_out: CallOut) -> int:
    """At least the minimum, and then in whole increments."""
    step = max(call_out.increment_minutes, 1)
    return max(call_out.minimum_minutes, -(-minutes // step) * step)
