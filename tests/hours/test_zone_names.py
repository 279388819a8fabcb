"""Which names are zones, and what is suggested for the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hours.wall import UnknownZone, zone
from hours.windows_zones import WINDOWS
from hours.zone_names import accepted, suggestion


@pytest.mark.parametrize("name", ["America/New_York", "UTC", "Asia/Kolkata", "Europe/Kyiv", "Africa/Accra"])
def test_places_and_utc_are_zones(name: str) -> None:
    assert zone(name).key == name
    assert zone(name) is zone(name)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("EST", "America/New_York"),
        ("PST8PDT", "America/Los_Angeles"),
        ("CET", "Europe/Berlin"),
        ("GMT+5", "Asia/Karachi"),
        ("Etc/GMT+5", "America/New_York"),
        ("UTC-05:00", "America/New_York"),
        ("Eastern Standard Time", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("GB", "Europe/London"),
        ("america/new_york", "America/New_York"),
        ("New York", "America/New_York"),
        (" Europe/London ", "Europe/London"),
        ("Europe/Lodnon", "Europe/London"),
        ("utc", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Z", "UTC"),
        ("../etc/passwd", None),
        ("/etc/passwd", None),
        ("", None),
        (" ", None),
        ("\0", None),
        ("\ud800", None),
        ("Factory", None),
        ("zone.tab", None),
        ("A" * 100_000, None),
    ],
)
def test_other_names_are_refused_with_the_zone_that_was_meant(name: str, meant: str | None) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone(name)

    assert refused.value.suggestion == meant
    assert str(refused.value).isascii()
    assert (meant or "choose a place") in str(refused.value)


@given(st.text(max_size=80))
def test_a_suggestion_is_always_an_accepted_zone(name: str) -> None:
    assert suggestion(name) in accepted() | {None}


def test_every_name_of_windows_means_an_accepted_zone() -> None:
    assert {suggestion(name) for name in WINDOWS} <= accepted()
    assert len(WINDOWS) > 100
