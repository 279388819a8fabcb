"""What an incident's page foretells is what then happens, to the second."""

from datetime import timedelta

from accounts.audit import Actor
from oncall.actions.override import add_override
from routing.actions import respond
from routing.coming import Coming, What, coming
from tests.night import Night
from tests.world import NIGHT


def told(night: Night) -> list[tuple[int, str, list[str]]]:
    """(seconds from 02:14, what, names)"""
    return [_row(each) for each in coming(night.incident(), now=night.clock.now)]


def _row(each: Coming) -> tuple[int, str, list[str]]:
    return round((each.at - NIGHT).total_seconds()), each.what.value, [str(way.member) for way in each.ways]


def test_untaken_it_goes_through_the_steps_to_the_fallback(night: Night) -> None:
    night.rest_is_noise = True
    night.alert()

    found = told(night)

    assert found == [
        (30, "ring", ["Alice"]), (120, "ring", ["Alice"]), (240, "step", ["Bob"]), (480, "step", ["Alice"]),
        (720, "step", ["Bob"]), (960, "fallback", ["Alice", "Carol"]),
    ]  # fmt: skip


def test_what_was_foretold_happens(night: Night) -> None:
    night.rest_is_noise = True
    night.alert()
    found = told(night)

    night.clock.forward(minutes=17)

    paged = {
        (round((page.due_at - NIGHT).total_seconds()), str(page.member))
        for page in night.incident().pages.all()
    }
    assert {(at, name) for at, _what, names in found for name in names} <= paged


def test_who_is_on_call_then_is_asked_then(night: Night) -> None:
    night.rest_is_noise = True
    add_override(
        schedule=night.world.backup, kind="replace", subject=night.world.bob, stand_in=night.world.dave,
        start_at=NIGHT + timedelta(minutes=10), end_at=NIGHT + timedelta(hours=1), actor=Actor.system(), now=NIGHT,
    )  # fmt: skip
    night.alert()

    assert [names for _at, what, names in told(night) if what == "step"] == [["Bob"], ["Alice"], ["Dave"]]


def test_a_step_in_which_nobody_can_be_reached_takes_no_time(night: Night) -> None:
    night.rest_is_noise = True
    night.world.bob.contact_methods.update(archived_at=NIGHT)
    night.alert()

    assert told(night)[2:] == [(240, "step", ["Alice"]), (480, "fallback", ["Alice", "Carol"])]


def test_who_has_it_is_asked_and_then_passed_over(night: Night) -> None:
    night.rest_is_noise = True
    night.alert()
    by = night.world.alice
    respond.acknowledge(incident_id=night.incident().pk, by=by, actor=Actor.member(by), now=night.clock.now)

    assert told(night)[:3] == [(900, "asked", ["Alice"]), (1080, "asked", ["Alice"]), (1260, "step", ["Bob"])]


def test_a_snooze_ends_with_whoever_had_it(night: Night) -> None:
    night.rest_is_noise = True
    night.alert()
    by = night.world.bob
    for verb, more in ((respond.acknowledge, {}), (respond.snooze, {"until": NIGHT + timedelta(hours=1)})):
        verb(incident_id=night.incident().pk, by=by, actor=Actor.member(by), now=night.clock.now, **more)

    assert told(night)[:2] == [(3600, "owner", ["Bob"]), (3840, "step", ["Bob"])]


def test_what_is_held_waits_first_and_what_is_closed_has_no_future(night: Night) -> None:
    night.rest_is_noise = True
    night.alert(**{"class": "offline"})
    held = told(night)
    respond.resolve(
        incident_id=night.incident().pk, reason="x", by=None, actor=Actor.system(), now=night.clock.now
    )

    assert held[0] == (180, What.STEP.value, ["Alice"])
    assert told(night) == []


def test_what_can_wait_goes_to_the_desk_after_the_last_round(night: Night) -> None:
    night.rest_is_noise = True
    night.alert(severity="info")
    respond.escalate_now(incident_id=night.incident().pk, by=None, actor=Actor.system(), now=night.clock.now)
    night.do_due()

    assert told(night)[-1][1] == "desk"
