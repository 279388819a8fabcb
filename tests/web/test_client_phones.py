"""A call-back number as a stressed person types it: read with patience, explained when it can't be rung."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.phones import Doubt, Phone, example, pretty, read_phone


@pytest.mark.parametrize(
    ("typed", "country", "read"),
    [
        ("(212) 555-0142", "US", "+12125550142"),
        (" 212.555.0142 ", "US", "+12125550142"),
        ("tel:+12125550142", "US", "+12125550142"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("212-555-0142 x204", "US", "+12125550142 x204"),
        ("212-555-0142;ext=204", "US", "+12125550142 x204"),
        ("212 555 0142 (Dana)", "US", "+12125550142"),
        ("٢١٢٥٥٥٠١٤٢", "US", "+12125550142"),
        ("07700 900123", "GB", "+447700900123"),
        ("0044 7700 900123", "US", "+447700900123"),
        ("00 44 7700 900123", "GB", "+447700900123"),
        ("+44 20 7946 0958", "US", "+442079460958"),
    ],
)
def test_a_number_is_read_however_it_is_written(typed: str, country: str, read: str) -> None:
    assert str(read_phone(typed, country=country)) == read


@pytest.mark.parametrize(
    ("typed", "country", "doubt"),
    [
        ("", "US", Doubt.NO_NUMBER),
        ("call me", "US", Doubt.NO_NUMBER),
        ("555-0142", "US", Doubt.NO_AREA_CODE),
        ("x204", "US", Doubt.ONLY_EXTENSION),
        ("ext. 9", "US", Doubt.ONLY_EXTENSION),
        ("212 555 0142 / 212 555 0199", "US", Doubt.SEVERAL),
        ("2125550142 2125550199", "US", Doubt.SEVERAL),
        ("07700 900123", "US", Doubt.TOO_LONG),
        ("21255", "US", Doubt.ONLY_EXTENSION),
        ("+1 212 5", "US", Doubt.TOO_SHORT),
        ("+1 900 555 0142", "US", Doubt.COSTLY),
        ("+870 773 111 632", "US", Doubt.COSTLY),
    ],
)
def test_one_that_cannot_be_rung_says_why(typed: str, country: str, doubt: Doubt) -> None:
    assert read_phone(typed, country=country) is doubt


@pytest.mark.parametrize("country", ["US", "GB", "AU", "DE", "JP", "ZZ", ""])
def test_every_country_has_a_sample(country: str) -> None:
    assert any(character.isdigit() for character in example(country))


@given(st.text(max_size=200), st.sampled_from(["US", "GB", "DE", "ZZ", ""]))
def test_whatever_is_typed_is_read_or_doubted(typed: str, country: str) -> None:
    read = read_phone(typed, country=country)

    assert isinstance(read, Doubt) or (
        read.e164[0] == "+" and read.e164[1:].isdigit() and len(str(read)) <= 40
    )


@given(st.integers(2_002_000_000, 9_899_999_999))
def test_what_was_read_is_read_the_same_again(number: int) -> None:
    first = read_phone(str(number), country="US")

    if isinstance(first, Phone):
        assert read_phone(pretty(str(first)), country="GB") == first


def test_a_number_is_shown_as_people_write_it() -> None:
    assert pretty("+12125550142 x204") == "+1 212 555 0142 x204"
    assert pretty("0142, ask for Dana") == "0142, ask for Dana"
    assert pretty("") == ""
