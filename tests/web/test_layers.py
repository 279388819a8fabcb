"""The rotation editor: who takes turns, seen six weeks ahead; the past stays, and so does who is on call now."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.edition import edition_of
from accounts.models import AuditEvent
from hours import clock
from oncall.actions.layers import layer_state
from oncall.models import Layer, LayerVersion, Schedule
from oncall.shifts import shifts
from oncall.stored_specs import on_call, schedule_spec
from tests.web.conftest import Browser, Seen
from tests.world import NIGHT, Elsewhere, World

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def weeks_of(night: World) -> Layer:
    return Layer.objects.get(schedule=night.primary, name="Weeks")


def page_of(night: World, rest: str = "") -> str:
    return f"/schedules/{night.primary.pk}/layers/{weeks_of(night).pk}/{rest}"


def newest(layer: Layer) -> LayerVersion:
    return LayerVersion.objects.filter(layer=layer).latest("pk")


def typed(night: World, *people: Any, **fields: Any) -> dict[str, Any]:
    """The form as it is filled in; a pair of people is on call together."""
    rows: dict[str, Any] = {"people": []}
    for person in people:
        for place, member in enumerate(person if isinstance(person, tuple) else (person,)):
            key = len(rows["people"])
            rows["people"].append(key)
            rows[f"person-{key}"] = member.pk
            if place:
                rows[f"together-{key}"] = "on"
    usual = {
        "name": "Weeks", "turn_length": 1, "turn_unit": "week", "starts_at": "2026-01-06T09:00", "precedence": 0,
        "count_turns": "calendar", "first": "carry_on", "holds": "now", "edition": edition_of(layer_state(newest(weeks_of(night)))),
    }  # fmt: skip
    return {**usual, **rows, **fields}


def who(schedule: Schedule, at: datetime) -> list[int]:
    return [int(str(person)) for person in on_call([schedule], at)[schedule.pk].people]


KEPT = {"holes": "keep", "hole_reason": "a new rotation follows"}


def saved(browser: Browser, night: World, *people: Any, **fields: Any) -> Seen:
    return browser.sends(page_of(night), **typed(night, *people, **fields))


def test_a_saved_rotation_turns_and_the_past_stays(carol: Browser, night: World) -> None:
    seen = saved(carol, night, night.alice, (night.bob, night.dave))

    assert "Saved. What was before stays as it was." in seen
    assert "Alice, then Bob and Dave 1 week each" in seen
    assert who(night.primary, NIGHT - timedelta(hours=1)) == [night.alice.pk]
    assert who(night.primary, NIGHT + timedelta(hours=1)) == [night.alice.pk]
    assert who(night.primary, NIGHT + timedelta(hours=8)) == [night.bob.pk, night.dave.pk]  # Tuesday 09:00
    assert who(night.primary, NIGHT + WEEK + timedelta(hours=8)) == [night.alice.pk]


def test_it_carries_on_with_whoever_is_on_now_wherever_they_stand(carol: Browser, night: World) -> None:
    saved(carol, night, night.bob, night.dave, night.alice)

    assert who(night.primary, clock.now()) == [night.alice.pk]
    assert who(night.primary, NIGHT + timedelta(hours=8)) == [night.bob.pk]


def test_it_starts_over_with_the_first_where_that_is_asked(carol: Browser, night: World) -> None:
    saved(carol, night, night.bob, night.dave, night.alice, first="start_over")

    assert who(night.primary, clock.now()) == [night.bob.pk]


def test_taking_out_whoever_is_on_hands_over_to_the_next(carol: Browser, night: World) -> None:
    saved(carol, night, night.alice, night.bob, night.dave)

    saved(carol, night, night.bob, night.dave)

    assert who(night.primary, clock.now()) == [night.bob.pk]


def test_a_change_may_wait_and_the_next_one_takes_its_place(carol: Browser, night: World) -> None:
    saved(carol, night, night.bob, holds="later", holds_from="2026-03-05T09:00")

    assert who(night.primary, clock.now()) == [night.alice.pk]
    assert who(night.primary, NIGHT + timedelta(days=3)) == [night.bob.pk]
    assert "A change is planned" in carol.opens(page_of(night))

    saved(carol, night, night.dave)

    assert who(night.primary, clock.now()) == [night.dave.pk]
    assert who(night.primary, NIGHT + timedelta(days=3)) == [night.dave.pk]


def test_the_second_of_two_editors_is_told_and_may_insist(
    carol: Browser, alice: Browser, night: World
) -> None:
    mine = typed(night, night.bob)
    saved(alice, night, night.dave)

    told = carol.sends(page_of(night), **mine)
    kept = f'<option value="{night.bob.pk}" selected>Bob</option>'

    assert told.status == 422
    assert "Alice saved this after you opened it" in told
    assert kept in told.html
    assert who(night.primary, clock.now()) == [night.dave.pk]

    carol.sends(page_of(night), **{**mine, "edition": edition_of(layer_state(newest(weeks_of(night))))})

    assert who(night.primary, clock.now()) == [night.bob.pk]


def test_the_small_buttons_keep_everything_typed(carol: Browser, night: World) -> None:
    before = typed(night, night.alice, night.bob, name="Nigh", turn_length="x", do="up-person:1")

    moved = carol.sends(page_of(night), **before)
    more = carol.sends(page_of(night), **{**before, "do": "add-person"})
    fewer = carol.sends(page_of(night), **{**before, "do": "remove-person:0"})
    hours = carol.sends(page_of(night), **{**before, "do": "add-window"})

    assert moved.status == 200
    assert moved.html.index('name="person-1"') < moved.html.index('name="person-0"')
    assert 'value="Nigh"' in moved.html
    assert 'value="x"' in moved.html
    assert 'name="person-2"' in more.html
    assert 'name="person-0"' not in fewer.html
    assert 'name="days-0"' in hours.html
    assert newest(weeks_of(night)).participants.count() == 1


def test_hours_over_midnight_belong_to_the_day_they_start(carol: Browser, night: World) -> None:
    hours = {"windows": [0], "days-0": [0, 1, 2, 3, 4], "start-0": "17:00", "end-0": "08:00"}

    saved(carol, night, night.alice, **hours, **KEPT)

    spec = schedule_spec(night.primary, since=NIGHT, until=NIGHT + WEEK)
    found = shifts(spec, NIGHT + timedelta(hours=12), NIGHT + timedelta(days=2))
    assert found[0].start == datetime(2026, 3, 3, 22, tzinfo=UTC)  # Tuesday 17:00 in New York
    assert found[0].end == datetime(2026, 3, 4, 13, tzinfo=UTC)


def test_the_preview_says_what_the_next_six_weeks_would_be(carol: Browser, night: World) -> None:
    seen = carol.sends(page_of(night, "preview/"), **typed(night, night.alice, night.bob))

    assert seen.status == 200
    assert "Six weeks from 3 March" in seen
    assert "now: Alice 09:00 EST: Bob 10 Mar 09:00 EDT: Alice" in seen
    assert "7 Mar: Bob 14 Mar: Alice" in seen
    assert "Bob: 503 h" in seen  # three weeks, one of them with a clock change
    assert "Nobody is on call" not in seen
    assert LayerVersion.objects.filter(layer__schedule=night.primary).count() == 1


def test_the_preview_shows_gaps_and_says_what_is_missing(carol: Browser, night: World) -> None:
    office = {"windows": [0], "days-0": [0, 1, 2, 3, 4], "start-0": "09:00", "end-0": "17:00"}

    gaps = carol.sends(page_of(night, "preview/"), **typed(night, night.bob, **office))
    nobody = carol.sends(page_of(night, "preview/"), **typed(night))

    assert "Nobody is on call" in gaps
    assert "7 Mar: gap" in gaps
    assert nobody.status == 200
    assert "People: name at least one." in nobody


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"turn_length": "0"}, "greater than or equal to 1"),
        ({"turn_length": "99999999999999999999"}, "less than or equal to 1000"),
        ({"starts_at": "soon"}, "Write it as 2026-03-03T21:00."),
        ({"ends_at": "2026-01-01T09:00"}, "It ends after its first handoff."),
        ({"time_zone": "EST"}, "choose America/New_York"),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        ({"person-0": "99999999999999999999"}, "Choose a member of the organization"),
        ({"windows": ["0"], "days-0": ["9"], "start-0": "25:00", "end-0": "x"}, "Tick at least one day."),
        ({"windows": ["0"], "days-0": ["1"], "start-0": "25:00", "end-0": "x"}, "is not a time of day"),
        ({"holds": "later", "holds_from": "2026-03-01T09:00"}, "The past stays as it was"),
    ],
)  # fmt: skip
def test_bad_input_says_what_would_be_right(
    carol: Browser, night: World, fields: dict[str, Any], words: str
) -> None:
    seen = carol.sends(page_of(night), **typed(night, night.alice, **fields))

    assert seen.status == 422
    assert words in seen
    assert newest(weeks_of(night)).held.upper is None


def test_somebody_elsewhere_takes_no_turn_here(carol: Browser, night: World, other: Elsewhere) -> None:
    assert saved(carol, night, other.mallory).status == 422


def test_a_second_layer_stands_above_and_can_be_put_below(carol: Browser, night: World) -> None:
    form = typed(night, night.dave, name="Vacation", precedence=10)
    carol.sends(f"/schedules/{night.primary.pk}/layers/add/", **form)
    above = Layer.objects.get(name="Vacation")

    assert who(night.primary, clock.now()) == [night.dave.pk]

    carol.sends(f"/schedules/{night.primary.pk}/layers/{above.pk}/down/")

    assert who(night.primary, clock.now()) == [night.alice.pk]
    assert who(night.primary, clock.now() - timedelta(minutes=1)) == [night.alice.pk]


def test_ending_a_layer_says_what_is_left_and_keeps_the_past(carol: Browser, night: World) -> None:
    asked = carol.opens(page_of(night, "end/"))
    carol.sends(page_of(night, "end/"), **KEPT)

    assert "In the coming six weeks nobody would be on call for 42 days more." in asked
    assert who(night.primary, clock.now()) == []
    assert who(night.primary, NIGHT - timedelta(hours=1)) == [night.alice.pk]


def test_every_change_leaves_a_line_with_before_and_after(carol: Browser, night: World) -> None:
    saved(carol, night, night.alice, night.bob)

    line = AuditEvent.objects.get(object_kind="layer")
    assert line.actor_name == "Carol"
    assert (line.before["people"], line.after["people"]) == ([["Alice"]], [["Alice"], ["Bob"]])


def test_another_zone_moves_the_handoffs_from_now_on(carol: Browser, night: World) -> None:
    saved(carol, night, night.alice, night.bob)
    address = f"/schedules/{night.primary.pk}/zone/"

    asked = carol.sends(address, time_zone="Europe/Berlin")
    carol.sends(
        address + "sure/?to=Europe/Berlin",
        time_zone="Europe/Berlin",
        edition=edition_of({"time_zone": "America/New_York"}),
    )

    assert "Weeks: the next handoff moves from 09:00 EST to 09:00 CET." in asked
    assert who(night.primary, NIGHT - timedelta(hours=1)) == [night.alice.pk]
    night.primary.refresh_from_db()
    spec = schedule_spec(night.primary, since=NIGHT, until=NIGHT + WEEK)
    found = shifts(spec, NIGHT + timedelta(minutes=5), NIGHT + WEEK)
    assert [shift.start for shift in found][1] == datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_a_schedule_in_use_is_not_archived(carol: Browser, night: World) -> None:
    address = f"/schedules/{night.primary.pk}/archive/"

    asked = carol.opens(address)
    refused = carol.sends(address)

    assert "It is in use" in asked
    assert "It is used by Nights" in refused
    night.policy.steps.all().delete()
    assert "Primary is archived." in carol.sends(address)
    assert carol.opens(f"/schedules/{night.primary.pk}/").status == 404


def test_a_new_schedule_leads_to_its_first_layer(carol: Browser, night: World) -> None:
    seen = carol.sends("/schedules/add/", name="Weekends", time_zone="America/New_York")
    twice = carol.sends("/schedules/add/", name="Weekends", time_zone="America/New_York")

    assert "New layer" in seen
    assert "There is a schedule of that name" in twice


def test_renaming_tells_the_second(carol: Browser, night: World) -> None:
    address = f"/schedules/{night.primary.pk}/edit/"

    assert "Saved." in carol.sends(address, name="First line", edition=edition_of({"name": "Primary"}))
    assert "Carol saved this after you opened it (name)." in carol.sends(
        address, name="Mine", edition=edition_of({"name": "Primary"})
    )


def test_only_managers_edit(bob: Browser, mallory: Browser, night: World) -> None:
    assert bob.opens(page_of(night)).status == 403
    assert "Edit" not in bob.opens(f"/schedules/{night.primary.pk}/").words.split()
    assert mallory.opens(page_of(night)).status == 404


def test_the_editor_asks_as_little_for_many_layers(
    carol: Browser, night: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        form = typed(night, night.dave, (night.bob, night.carol), name=f"Layer {number}", precedence=number)
        carol.sends(f"/schedules/{night.primary.pk}/layers/add/", **form)

    for address in (page_of(night), f"/schedules/{night.primary.pk}/edit/"):
        with django_assert_max_num_queries(15):
            carol.opens(address)
