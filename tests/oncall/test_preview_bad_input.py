"""Whatever a body holds, the preview answers it or names the field and what would be right. Nothing else rises."""

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncall.preview import PreviewError, preview
from tests.oncall.test_preview import NOW, body, primary

HUGE = 10**4000


def refused(given_body: object) -> dict[str, list[str]]:
    with pytest.raises(PreviewError) as error:
        preview(given_body, now=NOW)
    assert all(text.strip() for texts in error.value.errors.values() for text in texts)
    json.dumps(error.value.errors, ensure_ascii=False).encode()
    return error.value.errors


def dated(kind: str = "remove", people: object = ("alice",), **parts: object) -> dict[str, object]:
    entry = {
        "kind": kind,
        "start": "2026-01-06T00:00:00Z",
        "end": "2026-01-07T00:00:00Z",
        "people": list(people),
    }  # type: ignore[call-overload]
    return entry | parts


BAD_FIELDS: list[tuple[str, Any, str]] = [
    ("body", None, "object"),
    ("body", [], "object"),
    ("body", "x", "object"),
    ("body", float("nan"), "object"),
    ("time_zone", body(time_zone="EST"), "America/New_York"),
    ("time_zone", body(time_zone="Eastern Standard Time"), "America/New_York"),
    ("time_zone", body(time_zone="../etc/passwd"), "time zone"),
    ("time_zone", body(time_zone=5), "America/New_York"),
    ("time_zone", {"layers": []}, "missing"),
    ("layers", {"time_zone": "UTC"}, "missing"),
    ("layers", body(layers={}), "at most 100 layers"),
    ("layers", body(layers=[primary(name=str(n)) for n in range(101)]), "at most 100 layers"),
    ("layers[0]", body(layers=["primary"]), "object"),
    ("zone", body(zone="UTC"), "Unknown field"),
    ("\\ud800", body(**{"\ud800": 1}), "Unknown field"),
    ("layers[0].turn.units", body(primary(turn={"length": 1, "units": "day"})), "length, unit"),
    ("layers[0].name", body(primary(name="")), "1 to 200 characters"),
    ("layers[0].name", body(primary(name="x" * 201)), "1 to 200 characters"),
    ("layers[0].name", body(primary(name="a\0b")), "NUL"),
    ("layers[0].name", body(primary(name="a\udfff")), "surrogates"),
    ("layers[0].name", body(primary(name=None)), "missing"),
    ("layers[0].precedence", body(primary(precedence=True)), "whole number"),
    ("layers[0].precedence", body(primary(precedence=1.0)), "whole number"),
    ("layers[0].precedence", body(primary(precedence="1")), "whole number"),
    ("layers[0].precedence", body(primary(precedence=HUGE)), "whole number"),
    ("layers[0].time_zone", body(primary(time_zone="GMT+5")), "Asia/Karachi"),
    ("layers[0].participants", body(primary(participants="alice")), "list"),
    ("layers[0].participants[0]", body(primary(participants=["alice"])), "list"),
    ("layers[0].participants[1][0]", body(primary(participants=[["alice"], [7]])), "text"),
    ("layers[0].participants[0][0]", body(primary(participants=[["\ud800"]])), "surrogates"),
    ("layers[0].turn", body(primary(turn="week")), "object"),
    ("layers[0].turn.length", body(primary(turn={"unit": "week"})), "missing"),
    ("layers[0].turn.length", body(primary(turn={"length": 0, "unit": "week"})), "from 1"),
    ("layers[0].turn.length", body(primary(turn={"length": -3, "unit": "week"})), "from 1"),
    ("layers[0].turn.length", body(primary(turn={"length": 10**9, "unit": "hour"})), "from 1"),
    ("layers[0].turn.length", body(primary(turn={"length": False, "unit": "week"})), "whole number"),
    ("layers[0].turn.unit", body(primary(turn={"length": 1, "unit": "fortnight"})), "hour, day, week, month"),
    ("layers[0].turn.unit", body(primary(turn={"length": 1, "unit": []})), "hour, day, week, month"),
    ("layers[0].starts_at", body(primary(starts_at="2026-01-05T09:00:00Z")), "without offset"),
    ("layers[0].starts_at", body(primary(starts_at="2026-01-05")), "2026-01-05T09:00"),
    ("layers[0].starts_at", body(primary(starts_at="2026-02-30T09:00")), "local time"),
    ("layers[0].starts_at", body(primary(starts_at="2026-01-05T24:00")), "local time"),
    ("layers[0].starts_at", body(primary(starts_at="0000-01-05T09:00")), "local time"),
    ("layers[0].starts_at", body(primary(starts_at="٢٠٢٦-01-05T09:00")), "local time"),
    ("layers[0].ends_at", body(primary(ends_at="2026-01-05T09:00")), "later than starts_at"),
    ("layers[0].effective_from", body(primary(effective_from="2026-01-05T09:00")), "offset"),
    ("layers[0].first_turn", body(primary(first_turn=2)), "from 0 to 1"),
    ("layers[0].first_turn", body(primary(first_turn=-1)), "from 0 to 1"),
    ("layers[0].first_turn", body(primary(first_turn=1, participants=[])), "from 0 to 0"),
    ("layers[0].count_turns", body(primary(count_turns="all")), "calendar, covered"),
    ("layers[1].effective_from", body(primary(), primary()), "versions"),
    ("layers[0].restrictions", body(primary(restrictions={})), "list"),
    ("overrides", body(overrides={}), "list"),
    ("overrides[0].kind", body(overrides=[dated("swap")]), "set, replace, remove, add"),
    ("overrides[0].kind", body(overrides=[{}]), "missing"),
    ("overrides[0].start", body(overrides=[dated(start="2026-01-06T00:00:00")]), "offset"),
    ("overrides[0].end", body(overrides=[dated(end="2026-01-06T00:00:00Z")]), "later than start"),
    ("overrides[0].people", body(overrides=[dated(people=[])]), "at least one"),
    ("overrides[0].people", body(overrides=[dated("set", people=[])]), "at least one"),
    ("overrides[0].people[0]", body(overrides=[dated(people=[{}])]), "text"),
    ("overrides[0].instead_of", body(overrides=[dated("replace")]), "missing"),
    ("overrides[0].instead_of", body(overrides=[dated("replace", instead_of=["bob", "carol"])]), "pairs"),
    ("overrides[0].instead_of", body(overrides=[dated("add", instead_of=["bob"])]), "Only a replace"),
    ("overrides[1]", body(overrides=[dated("add"), dated("remove")]), "overrides[0]"),
    ("overrides[1]", body(overrides=[dated("set"), dated("set", ["bob"])]), "whole schedule"),
    ("time_off[0].person", body(time_off=[{"start": "x"}]), "missing"),
    ("time_off[0].end", body(time_off=[{"person": "bob", "start": "2026-01-06T00:00:00Z", "end": "2026-01-05T00:00:00Z"}]), "later"),
    ("since", body(since="yesterday"), "instant"),
    ("since", body(since=0), "instant"),
    ("since", body(since="2026-01-05T09:00"), "offset"),
    ("since", body(since="0001-01-01T00:00:00+05:00"), "years 1 to 9999"),
    ("since", body(since="2026-01-05T23:59:60Z"), "instant"),
    ("since", body(since="2026-01-05T09:00:00+24:00"), "instant"),
    ("until", body(until="9999-12-31T23:59:59-01:00"), "years 1 to 9999"),
    ("until", body(until="2026-01-05T00:00:00Z"), "later than since"),
    ("until", body(since="9999-12-31T23:59:59.999999Z"), "later than since"),
    ("until", body(since="2026-01-01T00:00:00Z", until="2027-02-05T00:00:00.000001Z"), "400 days"),
    ("at", body(at="2026-01-05T00:00:00Z"), "list"),
    ("at[1]", body(at=["2026-01-05T00:00:00Z", "2026-01-05T00:00:00"]), "offset"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "bad", "words"), BAD_FIELDS, ids=lambda value: str(value)[:20] if isinstance(value, str) else ""
)
def test_a_bad_field_is_named_with_what_would_be_right(path: str, bad: object, words: str) -> None:
    errors = refused(bad)

    assert words in " ".join(errors[path])
    assert len(errors) == 1


@pytest.mark.parametrize(
    ("window", "path", "words"),
    [
        ({"days": ["mo"], "start": "17:00", "end": "17:00"}, "end", "all day"),
        ({"days": ["mo"], "start": "00:00", "end": "00:00"}, "end", "00:00 to 24:00"),
        ({"days": ["mo"], "start": "24:00", "end": "08:00"}, "start", "an end only"),
        ({"days": ["mo"], "start": "9:00", "end": "17:00"}, "start", "17:00"),
        ({"days": ["mo"], "start": 540, "end": "17:00"}, "start", "17:00"),
        ({"days": ["mo"], "start": "09:00", "end": "25:00"}, "end", "24:00"),
        ({"days": [], "start": "09:00", "end": "17:00"}, "days", "at least one"),
        ({"days": ["monday"], "start": "09:00", "end": "17:00"}, "days[0]", "mo, tu, we, th, fr, sa, su"),
        ({"days": [0], "start": "09:00", "end": "17:00"}, "days[0]", "mo, tu"),
        ({"start": "09:00", "end": "17:00"}, "days", "missing"),
    ],
)
def test_a_bad_restriction_is_named_with_what_would_be_right(window: object, path: str, words: str) -> None:
    errors = refused(body(primary(restrictions=[window])))

    assert words in " ".join(errors[f"layers[0].restrictions[0].{path}"])


def test_all_bad_entries_are_named_at_once() -> None:
    bad = body(
        primary(turn=None), primary(name=5), overrides=[{}, dated(), {}], at=["x"], since="x", time_zone="x"
    )

    assert set(refused(bad)) == {
        "layers[0].turn", "layers[1].name", "overrides[0].kind", "overrides[2].kind", "at[0]", "since", "time_zone",
    }  # fmt: skip


def test_400_days_100_layers_and_longer_turns_and_leaves_are_answered() -> None:
    long = primary(
        turn={"length": 1000, "unit": "week"}, ends_at="9000-01-01T00:00", starts_at="0001-01-01T00:00"
    )
    many = [long | {"name": str(number)} for number in range(100)]
    away = [{"person": "bob", "start": "0001-01-01T00:00:00Z", "end": "9999-12-31T23:59:59Z"}]
    days = {"since": "2026-01-01T00:00:00Z", "until": "2027-02-05T00:00:00Z"}

    assert len(preview(body(*many, time_off=away, **days), now=NOW)["next_handoffs"]) == 100


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([HUGE, -HUGE, 2**63, 10**9])
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=8)
    | st.sampled_from(["2026-01-05T09:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "24:00", "mo", "week"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip

WHOLE = body(
    primary(
        time_zone="Europe/London",
        ends_at="2030-01-01T00:00",
        effective_from="2026-01-05T00:00:00Z",
        first_turn=1,
        restrictions=[{"days": ["mo", "sa"], "start": "17:00", "end": "08:00"}],
        count_turns="covered",
    ),
    primary(name="backup", turn={"length": 8, "unit": "hour"}),
    overrides=[dated("replace", ["dave"], instead_of=["alice"]), dated("set", ["erin"])],
    time_off=[{"person": "bob", "start": "2026-01-06T00:00:00Z", "end": "2026-01-07T00:00:00Z"}],
    since="2026-01-05T00:00:00Z",
    until="2026-01-20T00:00:00Z",
    at=["2026-01-07T00:00:00Z"],
)


def places_in(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values inside, depth first."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [path, *(place for key, inner in pairs for place in places_in(inner, (*path, key)))]


def changed(whole: Any, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    fresh = copy.deepcopy(whole)
    holder = fresh
    for key in path[:-1]:
        holder = holder[key]
    change(holder, path[-1])
    return fresh


def answered_or_refused(given_body: object) -> None:
    try:
        answer: object = preview(given_body, now=NOW)
    except PreviewError as error:
        answer = error.errors
    assert answer
    json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()


@given(json_values)
@settings(max_examples=150)
def test_any_json_is_answered_or_refused(value: object) -> None:
    answered_or_refused(value)


@given(st.sampled_from(places_in(WHOLE)[1:]), json_values)
@settings(max_examples=150)
def test_any_value_in_any_place_is_answered_or_refused(path: tuple[Any, ...], value: object) -> None:
    answered_or_refused(changed(WHOLE, path, lambda holder, key: holder.__setitem__(key, value)))


@pytest.mark.parametrize("path", places_in(WHOLE)[1:], ids=str)
def test_a_body_without_one_of_its_values_is_answered_or_refused(path: tuple[Any, ...]) -> None:
    answered_or_refused(changed(WHOLE, path, lambda holder, key: holder.__delitem__(key)))


far = st.sampled_from(
    ["0001-01-01T00:00", "0001-01-01T14:00", "1899-12-31T23:59:59.999999", "2026-03-08T02:30",
     "9999-12-30T12:00", "9999-12-31T10:00", "9999-12-31T23:59:59.999999"]
)  # fmt: skip
units = st.sampled_from(["hour", "day", "week", "month"])
zones = st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Tokyo"])


@given(far, far, far, units, st.sampled_from([1, 7, 100_000]), zones, st.booleans(), st.booleans())
@settings(max_examples=100)
def test_the_ends_of_the_calendar_are_answered_or_refused(
    starts: str, since: str, effective: str, unit: str, length: int, zone: str, nights: bool, version: bool
) -> None:
    one = primary(starts_at=starts, turn={"length": length, "unit": unit}, time_zone=zone)
    one |= (
        {"restrictions": [{"days": ["mo", "fr"], "start": "22:00", "end": "06:00"}], "count_turns": "covered"}
        if nights
        else {}
    )
    one |= {"effective_from": effective + "Z", "first_turn": 1} if version else {}

    answered_or_refused(
        body(one, primary(starts_at=starts), since=since + "Z", at=[effective + "Z", since + "Z"])
    )


def test_now_at_the_end_of_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(PreviewError):
        preview(body(), now=NOW + (NOW.max.replace(tzinfo=NOW.tzinfo) - NOW))
    assert preview(body(), now=NOW.max.replace(tzinfo=NOW.tzinfo) - timedelta(days=1))["shifts"]
