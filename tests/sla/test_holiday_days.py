"""Public holidays, by country and subdivision."""

from datetime import date

import pytest

from hours.calendar import HolidayDay
from sla.holiday_days import UnknownPlace, countries, days

JULY_4 = HolidayDay(date(2026, 7, 4), "Independence Day")
JULY_3 = HolidayDay(date(2026, 7, 3), "Independence Day (observed)")


def named(found: tuple[HolidayDay, ...]) -> dict[str, date]:
    return {day.name: day.on for day in found}


def test_a_holiday_on_a_saturday_is_observed_on_friday_too() -> None:
    found = days("US", "NY", [2026])

    assert JULY_4 in found
    assert JULY_3 in found


def test_what_is_worked_is_switched_off_with_its_observed_day() -> None:
    worked = days("US", "NY", [2026], frozenset({"Independence Day", "Columbus Day"}))

    assert JULY_4 not in worked
    assert JULY_3 not in worked
    assert "Columbus Day" in named(days("US", "NY", [2026]))
    assert "Columbus Day" not in named(worked)


def test_only_the_observed_day_can_be_worked() -> None:
    worked = days("US", "", [2026], frozenset({JULY_3.name}))

    assert JULY_4 in worked
    assert JULY_3 not in worked


def test_a_subdivision_has_days_of_its_own() -> None:
    scotland, england = days("GB", "SCT", [2026]), days("GB", "ENG", [2026])

    assert "Saint Andrew's Day" in named(scotland)
    assert "Easter Monday" in named(england)
    assert "Easter Monday" not in named(scotland)


def test_years_come_in_order_and_once() -> None:
    found = days("US", "", [2027, 2026, 2026])

    assert [day.on for day in found] == sorted(day.on for day in found)
    assert found == days("US", "", [2026]) + days("US", "", [2027])
    assert date(2027, 12, 31) not in {day.on for day in days("US", "", [2026])}


def test_two_holidays_on_one_date_are_two_and_one_can_be_worked() -> None:
    second_of_october = date(2025, 10, 2)

    both = {day.name for day in days("IN", "", [2025]) if day.on == second_of_october}
    one = {day.name for day in days("IN", "", [2025], frozenset({"Dussehra"})) if day.on == second_of_october}

    assert both == {"Dussehra", "Mahatma Gandhi's Birthday"}
    assert one == {"Mahatma Gandhi's Birthday"}


def test_names_are_english_where_the_library_has_them() -> None:
    assert "New Year's Day" in named(days("DE", "", [2026]))


def test_no_country_has_no_holidays() -> None:
    assert days("", "", [2026]) == ()


@pytest.mark.parametrize("country", ["XX", "us", "USA", "HolidayBase", "utils", "../x"])
def test_an_unknown_country_is_told(country: str) -> None:
    with pytest.raises(UnknownPlace, match="two-letter code such as US"):
        days(country, "", [2026])


def test_an_unknown_subdivision_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownPlace, match=r"US has no subdivision 'QQ'.*NJ, NM, NV, NY"):
        days("US", "QQ", [2026])
    with pytest.raises(UnknownPlace, match="none"):
        days("AF", "QQ", [2026])


def test_the_codes_to_choose_from_all_answer() -> None:
    assert {"US", "GB", "DE", "JP"} <= set(countries())
    assert "USA" not in countries()
