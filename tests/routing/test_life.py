"""Taken is not forgotten: whoever has it is asked for a sign of life, and passed over when none comes (promise 10)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.audit import Actor
from delivery.models import ContactMethod
from routing.actions import respond
from routing.actions.client_acts import got_worse
from routing.actions.tick import tick
from routing.models import Incident, Page
from tests.night import Night
from tests.world import PHONES

ACTOR = Actor.system()


def taken(night: Night, severity: str = "critical", **fields: object) -> Incident:
    """Alice has it since 02:14."""
    night.alert(severity=severity, **fields)
    night.phone("alice").received("Core switch down")
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")
    return night.incident()


def minutes_until_asked(night: Night) -> float:
    due_at = night.incident().due_at
    assert due_at
    return round((due_at - night.clock.now).total_seconds() / 60)


def test_the_whole_course_with_nobody_awake(night: Night) -> None:
    taken(night)

    night.clock.forward(minutes=14, seconds=59)
    assert night.phone("alice").is_quiet
    night.clock.forward(seconds=1)
    night.phone("alice").received(
        "Still on Northwind Dental? Reply 1 if yes, 4 for help, 5 if done. No answer by 02:35 EST"
    )
    night.clock.forward(minutes=3)
    asking = night.phone("alice").rang()
    assert asking.sent.at == night.clock.now
    night.clock.forward(minutes=3)

    incident = night.incident()
    assert (incident.status, incident.taken_by) == ("triggered", None)
    night.phone("bob").received("Core switch down")
    night.phone("alice").received(
        "No sign of life from you on Northwind Dental: the next person is being paged."
    )
    assert "No sign of life from Alice: the next person is paged." in night.timeline()


def test_beside_another_incident_the_question_asks_for_an_answer_that_will_do(night: Night) -> None:
    """A bare 1 would be asked which, and whoever is half asleep would be passed over."""
    night.rest_is_noise = True
    night.alert("CL-DC01 offline", client="contoso-legal", dedup_key="dc")
    night.alert("Core switch down", client="northwind-dental", dedup_key="sw")
    code = night.incident().pages.filter(member=night.world.alice)[0].code
    night.phone("alice").replies(code)
    night.phone("alice").received(f"{code} 4 = help, {code} 5 = done.")
    night.clock.forward(minutes=15)
    night.phone("alice").received(f"Still on Northwind Dental? Reply {code} 1 if yes, {code} 4 for help")

    night.phone("alice").replies(f"{code} 1")

    night.phone("alice").received("Good: Northwind Dental stays with you.")


def test_it_never_restarts_at_the_sleeper(night: Night) -> None:
    """Bob does not answer either: the second round leaves Alice out, until only the fallback is left."""
    taken(night)
    night.rest_is_noise = True
    night.clock.forward(minutes=21)

    night.clock.forward(minutes=7, seconds=59)

    since = night.incident().pages.filter(
        kind=Page.Kind.PAGE, created_at__gt=night.clock.now - timedelta(minutes=9)
    )
    assert {page.member for page in since} == {night.world.bob}
    night.clock.forward(seconds=1)
    assert night.incident().fallback_round == 1
    night.phone("alice").received("Nobody else is left")


@pytest.mark.parametrize("dead", ["off", "gone"])
def test_a_sleeper_whose_phone_is_dead_is_left_out_too(night: Night, dead: str) -> None:
    taken(night)
    night.rest_is_noise = True
    if dead == "off":
        night.phone("alice").is_off()
    else:
        ContactMethod.objects.filter(address=PHONES["alice"]).update(verified_at=None)

    night.clock.forward(minutes=27)

    later = night.incident().pages.filter(
        kind=Page.Kind.PAGE, created_at__gt=night.clock.now - timedelta(minutes=7)
    )
    assert {page.member for page in later if page.message} == {night.world.bob}


def test_an_answer_ends_the_question_and_the_next_comes_after_an_hour(night: Night) -> None:
    taken(night)
    night.clock.forward(minutes=15)
    night.phone("alice").received("Still on")

    night.phone("alice").replies("1")

    night.phone("alice").received("Good: Northwind Dental stays with you. We ask again at 03:29 EST.")
    assert minutes_until_asked(night) == 60
    night.clock.forward(minutes=59)
    assert night.phone("alice").is_quiet
    night.clock.forward(minutes=1)
    night.phone("alice").received("Still on")


def test_an_answer_by_key_in_the_asking_call_counts(night: Night) -> None:
    taken(night)
    night.clock.forward(minutes=18)
    night.phone("alice").received("Still on")
    call = night.phone("alice").rang().picked_up()

    said = call.presses("1")

    assert "Are you still on Northwind Dental? Press 1 if yes" not in said
    assert "Good. It stays with you." in said
    assert night.incident().status == "acknowledged"
    assert minutes_until_asked(night) == 60


def test_the_asking_call_asks(night: Night) -> None:
    taken(night)
    night.clock.forward(minutes=18)
    night.phone("alice").received("Still on")

    said = night.phone("alice").rang().picked_up().said

    assert (
        "Harbor Pine for Alice. Are you still on Northwind Dental? Press 1 if yes, 4 for help, 5 if done."
        in said
    )


SIGNS: dict[str, Callable[[Incident, Night], object]] = {
    "a note": lambda i, n: respond.note(incident_id=i.pk, text="On it", by=n.world.alice, actor=ACTOR, now=n.clock.now),
    "I called": lambda i, n: respond.responded(
        incident_id=i.pk, how="called", by=n.world.alice, actor=ACTOR, now=n.clock.now
    ),
    "a tick": lambda i, n: tick(incident_id=i.pk, position=1, by=n.world.alice, actor=ACTOR, now=n.clock.now),
    "taking it again": lambda i, n: respond.acknowledge(incident_id=i.pk, by=n.world.alice, actor=ACTOR, now=n.clock.now),
}  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
def test_whatever_shows_that_they_are_awake_puts_the_question_off(night: Night, sign: str) -> None:
    runbook = night.world.northwind.runbooks.create(organization=night.world.organization, title="Network")
    runbook.steps.create(position=1, text="Check the UPS")
    incident = taken(night)
    night.clock.forward(minutes=10)

    SIGNS[sign](incident, night)

    assert minutes_until_asked(night) == 15
    night.clock.forward(minutes=14)
    assert night.phone("alice").is_quiet


def test_a_note_of_somebody_else_is_no_sign(night: Night) -> None:
    incident = taken(night)
    night.clock.forward(minutes=10)

    respond.note(
        incident_id=incident.pk, text="How is it?", by=night.world.carol, actor=ACTOR, now=night.clock.now
    )

    assert minutes_until_asked(night) == 5


def test_a_sign_of_life_leaves_the_helpers_phone_ringing(night: Night) -> None:
    incident = taken(night)
    night.phone("alice").replies("4")
    night.rest_is_noise = True
    night.clock.forward(seconds=2)

    respond.note(
        incident_id=incident.pk, text="Rebooting", by=night.world.alice, actor=ACTOR, now=night.clock.now
    )

    assert not Page.objects.filter(kind=Page.Kind.HELP, status="acknowledged").exists()


def test_a_p2_is_asked_after_half_an_hour_and_then_every_two(night: Night) -> None:
    taken(night, "error")
    assert minutes_until_asked(night) == 30
    night.clock.forward(minutes=30)
    night.phone("alice").received("Still on")

    night.phone("alice").replies("1")

    night.phone("alice").received("stays with you")
    assert minutes_until_asked(night) == 120


def test_of_a_p3_nobody_is_asked_but_the_desk_told_at_the_resolution_target_and_each_opening(
    night: Night,
) -> None:
    night.alert(severity="warning")
    respond.acknowledge(
        incident_id=night.incident().pk, by=night.world.dave, actor=ACTOR, now=night.clock.now
    )
    desk = "desk@harbor-pine.example"
    night.do_due()
    before = len(night.mails(desk))

    night.clock.to(datetime.fromisoformat("2026-03-03T16:59:00+00:00"))
    assert len(night.mails(desk)) == before
    night.clock.forward(minutes=1)  # 12:00 in New York: four hours of the client's day after its opening
    assert night.mails(desk)[before:] == ["HP-1001 is still open"]
    night.clock.to(datetime.fromisoformat("2026-03-04T13:00:00+00:00"))
    assert night.mails(desk)[before:] == ["HP-1001 is still open"] * 2
    assert night.incident().status == "acknowledged"


def test_whoever_slept_and_takes_it_again_is_awake(night: Night) -> None:
    taken(night)
    night.rest_is_noise = True
    night.clock.forward(minutes=21)
    night.phone("alice").replies("1")
    assert night.incident().taken_by == night.world.alice

    night.phone("alice").replies("2")
    night.clock.forward(minutes=8)

    assert night.incident().pages.filter(
        member=night.world.alice, created_at__gt=night.clock.now - timedelta(minutes=5)
    )


def test_taken_in_the_browser_without_a_policy_it_is_passed_over_all_the_same(night: Night) -> None:
    """Carol took it from the desk at night; paging starts at the first step."""
    night.world.northwind.agreements.update(suspended_at=night.clock.now)
    night.alert(severity="critical")
    assert night.incident().status == "queued"
    respond.acknowledge(
        incident_id=night.incident().pk, by=night.world.carol, actor=ACTOR, now=night.clock.now
    )
    night.rest_is_noise = True

    night.clock.forward(minutes=21)

    assert night.incident().status == "triggered"
    night.phone("alice").received("Core switch down")


def test_a_client_that_says_it_got_worse_has_the_taker_told_and_asked_sooner(night: Night) -> None:
    incident = taken(night, "error")

    got_worse(incident_id=incident.pk, now=night.clock.now)
    night.do_due()

    night.phone("alice").received("Harbor Pine P1", "the client says it got worse: Core switch down")
    assert night.incident().status == "acknowledged"
    assert minutes_until_asked(night) == 15
