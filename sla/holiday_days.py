"""Public holidays of a country, from the `holidays` library: the one file that imports it."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

import holidays
from holidays.constants import HALF_DAY, HOLIDAY_NAME_DELIMITER, PUBLIC
from holidays.registry import COUNTRIES

from hours.calendar import HolidayDay

OBSERVED = " (observed)"
MOVED = (OBSERVED, " (in lieu)", " (substitute day)")  # how the library marks a day kept instead or as well
LANGUAGE = "en_US"  # where the library has it; else the country's own
LONGEST_SHORT_NAME = 3  # an alias up to there is another code, not a name
Named = tuple[tuple[date, str], ...]


class UnknownPlace(ValueError):
    """The library knows no such country or subdivision; the message says what would be right."""


def days(
    country: str, subdivision: str, years: Iterable[int], off: frozenset[str] = frozenset(), *,
    observed: bool = True, half_days_from: int | None = None,
) -> tuple[HolidayDay, ...]:  # fmt: skip
    """The public holidays of these years by date, without those whose names are `off`.

    `country`: ISO 3166-1 alpha-2; blank: none at all. `subdivision`: as the library writes it ("NY", "ENG"), blank:
    the whole country. Observed days are days of their own, "Independence Day (observed)"; switching off the plain
    name switches them off too, and without `observed` there are none. `half_days_from`: the minute at which the
    country's half days close; None: they are no holidays. Raises UnknownPlace.
    """
    return _kept(country, subdivision, tuple(sorted(set(years))), off, observed, half_days_from)


@lru_cache(maxsize=1024)  # the same places and years are asked for at every decision
def _kept(
    country: str,
    subdivision: str,
    years: tuple[int, ...],
    off: frozenset[str],
    observed: bool,
    half_days_from: int | None,
) -> tuple[HolidayDay, ...]:
    whole = tuple(HolidayDay(*each) for year in years for each in _year(country, subdivision, year, observed))
    halves = () if half_days_from is None else _halves(country, subdivision, years, half_days_from)
    kept = (day for day in whole + halves if not off & {day.name, name_of(day.name), _unmoved(day.name)})
    return tuple(sorted(kept, key=lambda day: day.on))


def _halves(country: str, subdivision: str, years: Iterable[int], minute: int) -> tuple[HolidayDay, ...]:
    return tuple(
        HolidayDay(on, name, minute) for year in years for on, name in _half_days(country, subdivision, year)
    )


def name_of(told: str) -> str:
    """A holiday's name, the same in every year: whether its date is certain yet is no part of it."""
    return told.replace(", estimated)", ")").removesuffix(" (estimated)")


def _unmoved(told: str) -> str:
    name = name_of(told)
    return next((name.removesuffix(mark) for mark in MOVED if name.endswith(mark)), name)


def is_known(country: str, subdivision: str, year: int) -> bool:
    """Whether the library tells any public holiday of that year; a blank country needs none."""
    return not country or bool(_year(country, subdivision, year, True))


def countries() -> tuple[str, ...]:
    """The two-letter codes that `days` takes."""
    return tuple(sorted(code for code in holidays.list_supported_countries() if len(code) == 2))


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """The countries that `days` takes, code to English name, by name."""
    known = frozenset(countries())
    named = {entity[1]: key.replace("_", " ").title() for key, entity in COUNTRIES.items()}
    return dict(sorted(((c, n) for c, n in named.items() if c in known), key=lambda each: each[1]))


@lru_cache(maxsize=256)
def subdivision_names(country: str) -> dict[str, str]:
    """The subdivisions that `days` takes there, code to name, by name; none for an unknown country."""
    if country not in countries():
        return {}
    place = getattr(holidays, country)
    named: dict[str, str] = {}
    for alias, code in (place.subdivisions_aliases or {}).items():
        if len(alias) > LONGEST_SHORT_NAME:
            named.setdefault(code, alias)
    return dict(
        sorted(((code, named.get(code, code)) for code in place.subdivisions), key=lambda each: each[1])
    )


@lru_cache(maxsize=2048)
def _year(country: str, subdivision: str, year: int, observed: bool) -> Named:
    return _named(country, subdivision, year, observed, PUBLIC) if country else ()


@lru_cache(maxsize=1024)
def _half_days(country: str, subdivision: str, year: int) -> Named:
    """Days the country itself works half of."""
    if country not in countries() or HALF_DAY not in getattr(holidays, country).supported_categories:
        return ()
    return _named(country, subdivision, year, True, HALF_DAY)


def _named(country: str, subdivision: str, year: int, observed: bool, category: str) -> Named:
    if country not in countries():
        raise UnknownPlace(f"No public holidays are known for {country!r}: use a two-letter code such as US.")
    found = _look_up(country, subdivision, year, observed, category)
    return tuple(
        (on, name) for on, names in sorted(found.items()) for name in names.split(HOLIDAY_NAME_DELIMITER)
    )


def _look_up(country: str, subdivision: str, year: int, observed: bool, category: str) -> Mapping[date, str]:
    place = getattr(holidays, country)
    if not place.start_year <= year <= place.end_year:
        return {}
    try:
        found: Mapping[date, str] = holidays.country_holidays(
            country, subdiv=subdivision or None, years=year, language=LANGUAGE, observed=observed, categories=(category,)
        )  # fmt: skip
    except NotImplementedError as error:
        known = ", ".join(place.subdivisions) or "none"
        raise UnknownPlace(f"{country} has no subdivision {subdivision!r}. There are: {known}.") from error
    return found
