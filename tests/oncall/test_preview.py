"""The preview of a schedule: JSON in, JSON out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings

from oncall.preview import preview
from oncall.shifts import on_call_at, shifts
from oncall.spec import Kind, LayerSpec, ScheduleSpec
from tests.hours.reference import utc
from tests.oncall.specs import schedules

NOW = utc("2026-01-05 00:00")
ALICE_AND_OTHERS = {
    "name": "primary",
    "precedence": 1,
    "participants": [["alice"], ["bob", "carol"]],
    "turn": {"length": 1, "unit": "week"},
    "starts_at": "2026-01-05T09:00",
}


def body(*layers: dict[str, object], **parts: object) -> dict[str, object]:
    return {"time_zone": "America/New_York", "layers": list(layers or [ALICE_AND_OTHERS]), **parts}


def primary(**parts: object) -> dict[str, object]:
    return ALICE_AND_OTHERS | parts


def test_a_preview_tells_shifts_gaps_instants_and_handoffs() -> None:
    answer = preview(body(until="2026-01-20T00:00:00Z", at=["2026-01-13T00:00:00+01:00"]), now=NOW)

    assert answer == {
        "shifts": [
            {
                "start": "2026-01-05T14:00:00Z",
                "end": "2026-01-12T14:00:00Z",
                "on_call": ["alice"],
                "layer": "primary",
            },
            {
                "start": "2026-01-12T14:00:00Z",
                "end": "2026-01-19T14:00:00Z",
                "on_call": ["bob", "carol"],
                "layer": "primary",
            },
            {
                "start": "2026-01-19T14:00:00Z",
                "end": "2026-01-20T00:00:00Z",
                "on_call": ["alice"],
                "layer": "primary",
            },
        ],
        "gaps": [{"start": "2026-01-05T00:00:00Z", "end": "2026-01-05T14:00:00Z"}],
        "at": [{"at": "2026-01-12T23:00:00Z", "on_call": ["bob", "carol"]}],
        "next_handoffs": [{"layer": "primary", "at": "2026-01-05T14:00:00Z"}],
    }


def test_without_a_range_it_is_the_next_28_days() -> None:
    now = utc("2026-02-01 12:30") + timedelta(microseconds=5)

    both, since, until = (
        preview(body(**parts), now=now)["shifts"]
        for parts in ({}, {"since": "2026-03-01T00:00:00Z"}, {"until": "2026-02-02T00:00:00Z"})
    )

    assert (both[0]["start"], both[-1]["end"]) == (
        "2026-02-01T12:30:00.000005Z",
        "2026-03-01T12:30:00.000005Z",
    )
    assert (since[0]["start"], since[-1]["end"]) == ("2026-03-01T00:00:00Z", "2026-03-29T00:00:00Z")
    assert (until[0]["start"], until[-1]["end"]) == ("2026-02-01T12:30:00.000005Z", "2026-02-02T00:00:00Z")


def test_instants_may_lie_anywhere_and_are_answered_in_the_order_asked() -> None:
    asked = ["2200-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "2026-01-06T00:00:00Z", "1900-01-01T00:00:00Z"]
    ends = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]

    answer = preview(body(at=asked + ends), now=NOW)["at"]

    assert [one["at"] for one in answer] == asked + ends
    assert [bool(one["on_call"]) for one in answer] == [True, False, True, False, False, True]


def test_no_layers_and_no_participants_mean_nobody() -> None:
    whole = {"start": "2026-01-05T00:00:00Z", "end": "2026-02-02T00:00:00Z"}

    for nobody in (
        {"time_zone": "UTC", "layers": []},
        body(primary(participants=[])),
        body(primary(participants=[[]])),
    ):
        answer = preview(nobody, now=NOW)

        assert (answer["shifts"], answer["gaps"]) == ([], [whole])


def test_a_shift_of_several_layers_or_of_an_override_names_no_layer() -> None:
    backup = primary(name="backup", participants=[["dave"]])
    dated = [
        {"kind": "set", "start": "2026-01-07T00:00:00Z", "end": "2026-01-08T00:00:00Z", "people": ["erin"]}
    ]

    several = preview(body(primary(), backup, since="2026-01-06T00:00:00Z"), now=NOW)["shifts"]
    overridden = preview(body(overrides=dated, since="2026-01-06T00:00:00Z"), now=NOW)["shifts"]

    assert (several[0]["on_call"], several[0]["layer"]) == (["alice", "dave"], None)
    assert [(one["on_call"], one["layer"]) for one in overridden[:2]] == [
        (["alice"], "primary"),
        (["erin"], None),
    ]


def test_entries_of_one_name_are_versions_sorted_by_when_they_hold() -> None:
    second = primary(participants=[["bob"], ["dave"]], effective_from="2026-01-14T00:00:00Z", first_turn=1)
    third = primary(participants=[["erin"]], effective_from="2026-01-15T00:00:00Z", precedence=0)

    answer = preview(body(third, second, primary(), until="2026-01-20T00:00:00Z"), now=NOW)

    assert [(one["start"][:10], one["on_call"], one["layer"]) for one in answer["shifts"]] == [
        ("2026-01-05", ["alice"], "primary"),
        ("2026-01-12", ["bob", "carol"], "primary"),
        ("2026-01-14", ["dave"], "primary"),
        ("2026-01-15", ["erin"], "primary"),
    ]
    assert answer["next_handoffs"] == [{"layer": "primary", "at": "2026-01-05T14:00:00Z"}]


def test_a_version_that_is_not_told_its_first_turn_carries_on_with_the_same_people() -> None:
    second = primary(participants=[["dave"], ["alice"], ["bob"]], effective_from="2026-01-20T00:00:00Z")

    answer = preview(
        body(primary(), second, since="2026-01-19T15:00:00Z", until="2026-01-27T00:00:00Z"), now=NOW
    )

    assert [one["on_call"] for one in answer["shifts"]] == [["alice"], ["bob"]]


def test_the_past_of_an_edited_rotation_stays_as_it_was() -> None:
    second = primary(participants=[["dave"]], effective_from="2026-01-20T00:00:00Z")
    past = {"since": "2026-01-05T00:00:00Z", "until": "2026-01-20T00:00:00Z"}

    assert (
        preview(body(primary(), second, **past), now=NOW)["shifts"]
        == preview(body(**past), now=NOW)["shifts"]
    )


def test_each_layer_has_its_own_next_handoff_after_the_start_of_the_range() -> None:
    london = primary(name="backup", time_zone="Europe/London", turn={"length": 1, "unit": "day"})
    over = primary(name="over", ends_at="2026-01-06T00:00")

    answer = preview(body(primary(), london, over, since="2026-03-29T00:00:00Z"), now=NOW)

    assert answer["next_handoffs"] == [
        {"layer": "primary", "at": "2026-03-30T13:00:00Z"},
        {"layer": "backup", "at": "2026-03-29T08:00:00Z"},
    ]


def test_an_overnight_restriction_may_end_at_midnight_written_either_way() -> None:
    evenings = [{"days": ["mo", "su"], "start": "17:00", "end": end} for end in ("00:00", "24:00")]

    one, other = (preview(body(primary(restrictions=[evening])), now=NOW) for evening in evenings)

    assert one == other
    assert one["shifts"][0]["start"] == "2026-01-05T22:00:00Z"
    assert one["shifts"][0]["end"] == "2026-01-06T05:00:00Z"


def test_all_day_is_midnight_to_midnight() -> None:
    saturday = {"days": ["sa"], "start": "00:00", "end": "24:00"}

    found = preview(body(primary(restrictions=[saturday]), until="2026-01-12T00:00:00Z"), now=NOW)["shifts"]

    assert [(one["start"], one["end"]) for one in found] == [("2026-01-10T05:00:00Z", "2026-01-11T05:00:00Z")]


def test_null_says_as_little_as_an_absent_field() -> None:
    nulls = dict.fromkeys(
        ["time_zone", "ends_at", "effective_from", "first_turn", "restrictions", "count_turns"]
    )
    others = dict.fromkeys(["overrides", "time_off", "since", "until", "at"])

    assert preview(body(primary(**nulls), **others), now=NOW) == preview(body(), now=NOW)


@given(schedules())
@settings(max_examples=40)
def test_json_says_the_same_as_the_facts(drawn: tuple[ScheduleSpec, object]) -> None:
    spec = drawn[0]
    since, until = utc("2026-03-01 00:00"), utc("2026-03-31 00:00")
    asked = [since - timedelta(hours=5), until]
    told = ScheduleSpec(spec.zone, tuple(map(unbounded, spec.layers)), spec.overrides, spec.time_off)

    answer = preview(
        as_json(told) | {"since": z(since), "until": z(until), "at": list(map(z, asked))}, now=NOW
    )

    assert [(one["start"], one["end"], one["on_call"]) for one in answer["shifts"]] == [
        (z(one.start), z(one.end), list(one.people)) for one in shifts(told, since, until)
    ]
    assert [one["on_call"] for one in answer["at"]] == [list(on_call_at(told, at).people) for at in asked]


def unbounded(layer: LayerSpec) -> LayerSpec:
    """The layer as a body can say it: versions end where the next one begins."""
    return replace(layer, effective_until=None)


def as_json(spec: ScheduleSpec) -> dict[str, object]:
    dated = [
        {"kind": o.kind, "start": z(o.start), "end": z(o.end), "people": list(o.people)}
        for o in spec.overrides
    ]
    for one, override in zip(dated, spec.overrides, strict=True):
        if override.kind == Kind.REPLACE:
            one["instead_of"] = list(override.instead_of)
    away = [{"person": off.person, "start": z(off.start), "end": z(off.end)} for off in spec.time_off]
    return {
        "time_zone": "UTC",
        "layers": list(map(layer_json, spec.layers)),
        "overrides": dated,
        "time_off": away,
    }


def layer_json(layer: LayerSpec) -> dict[str, object]:
    return {
        "name": layer.name,
        "precedence": layer.precedence,
        "time_zone": layer.zone.key,
        "participants": [list(group) for group in layer.participants],
        "turn": {"length": layer.length, "unit": str(layer.unit)},
        "starts_at": layer.starts_at.isoformat(),
        "ends_at": layer.ends_at and layer.ends_at.isoformat(),
        "effective_from": layer.effective_from and z(layer.effective_from),
        "first_turn": layer.first_turn,
        "restrictions": [
            {
                "days": [days(day) for day in window.days],
                "start": clock(window.start_minute),
                "end": clock(window.end_minute),
            }
            for window in layer.restrictions
        ],
        "count_turns": str(layer.count_turns),
    }


def days(day: int) -> str:
    return ("mo", "tu", "we", "th", "fr", "sa", "su")[day]


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def z(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
