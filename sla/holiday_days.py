"""Public holidays of a country, from the `holidays` library: the one file that imports it."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays
from holidays.constants import HOLIDAY_NAME_DELIMITER
from holidays.registry import COUNTRIES

from hours.calendar import HolidayDay

OBSERVED = " (observed)"
LANGUAGE = "en_US"  # where the library has it; else the country's own


class UnknownPlace(ValueError):
    """The library knows no such country or subdivision; the message says what would be right."""


def days(
    country: str, subdivision: str, years: Iterable[int], off: frozenset[str] = frozenset()
) -> tuple[HolidayDay, ...]:
    """The public holidays of these years, whole days, by date, without those whose names are `off`.

    `country`: ISO 3166-1 alpha-2; blank: none at all. `subdivision`: as the library writes it ("NY", "ENG"), blank:
    the whole country. Observed days are days of their own, "Independence Day (observed)"; switching off the plain
    name switches them off too. Raises UnknownPlace.
    """
    named = [each for year in sorted(set(years)) for each in _year(country, subdivision, year)]
    return tuple(HolidayDay(on, name) for on, name in named if not off & {name, name.removesuffix(OBSERVED)})


def countries() -> tuple[str, ...]:
    """The two-letter codes that `days` takes."""
    return tuple(sorted(code for code in holidays.list_supported_countries() if len(code) == 2))


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """The countries that `days` takes, code to English name, by name."""
    known = frozenset(countries())
    named = {entity[1]: key.replace("_", " ").title() for key, entity in COUNTRIES.items()}
    return dict(sorted(((c, n) for c, n in named.items() if c in known), key=lambda each: each[1]))


@lru_cache(maxsize=1024)
def _year(country: str, subdivision: str, year: int) -> tuple[tuple[date, str], ...]:
    if not country:
        return ()
    if country not in countries():
        raise UnknownPlace(f"No public holidays are known for {country!r}: use a two-letter code such as US.")
    found = _look_up(country, subdivision, year)
    return tuple(
        (on, name) for on, names in sorted(found.items()) for name in names.split(HOLIDAY_NAME_DELIMITER)
    )


def _look_up(country: str, subdivision: str, year: int) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(
            country, subdiv=subdivision or None, years=year, language=LANGUAGE, observed=True
        )
    except NotImplementedError as error:
        known = ", ".join(getattr(holidays, country).subdivisions) or "none"
        raise UnknownPlace(f"{country} has no subdivision {subdivision!r}. There are: {known}.") from error
