"""Bob wants to sleep: he asks for cover, somebody takes it or nobody does, and he always knows whether he is on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.audit import Actor
from accounts.models import AuditEvent, Membership, Organization
from accounts.refusal import Refused
from delivery.models import ContactMethod
from hours.interval import Interval
from oncall.actions.override import cancel_override
from oncall.models import Override, Schedule, StepTarget, Swap, TimeOff
from oncall.stored_specs import on_call
from routing.actions.leave import deactivate
from routing.actions.respond import NotPossible
from routing.actions.swap_answer import accept, decline
from routing.actions.swap_ask import Question, ask
from routing.actions.swap_end import archive_with_swaps, withdraw
from routing.actions.swap_over import TakenAlready
from routing.actions.swap_settle import approve, refuse
from routing.swap_link import asked_by, token_for
from tests.night import Night
from tests.world import schedule

pytestmark = pytest.mark.django_db
TONIGHT = datetime(2026, 3, 4, 3, tzinfo=UTC)  # Tuesday 22:00 in New York
MORNING = datetime(2026, 3, 4, 13, tzinfo=UTC)
WEEK = timedelta(days=7)


def cover(night: Night, **more: Any) -> Swap:
    """Bob asks everyone to be backup tonight, unless told otherwise."""
    who = more.pop("asker", night.world.bob)
    given = {
        "schedule": night.world.backup,
        "start_at": TONIGHT,
        "end_at": MORNING,
        "audience": "everyone",
        **more,
    }
    swap = ask(asker=who, question=Question(**given), actor=Actor.member(who), now=night.clock.now)
    night.do_due()
    return swap


def by(member: Membership) -> dict[str, Any]:
    return {"by": member, "actor": Actor.member(member)}


def takes(night: Night, swap: Swap, name: str) -> Swap:
    done = accept(swap=swap, now=night.clock.now, **by(getattr(night.world, name)))
    night.do_due()
    return done


def backup_at(night: Night, at: datetime) -> list[Any]:
    return [*on_call([night.world.backup], at)[night.world.backup.pk].people]


@pytest.fixture
def evening(night: Night) -> Night:
    """Tuesday 18:00 in New York: nobody sleeps."""
    night.clock.to(datetime(2026, 3, 3, 23, tzinfo=UTC))
    return night


def everybody_reads(night: Night, *names: str) -> None:
    for name in names:
        night.phone(name).received("Bob asks if you can be on call instead, Backup, Tue 3 Mar 22:00 EST")


def test_bob_asks_everyone_carol_takes_it_and_the_nights_alert_pages_her(evening: Night) -> None:
    swap = cover(evening, note="My daughter is ill")
    for name in ("alice", "carol", "dave"):
        text = evening.phone(name).received("Bob asks if you can be on call instead", "My daughter is ill")
        assert "Yes or no: https://bell.example/s/" in text
    assert evening.phone("bob").is_quiet
    assert backup_at(evening, TONIGHT) == [evening.world.bob.pk]

    takes(evening, swap, "carol")

    evening.phone("bob").received(
        "Carol is on call for you, Backup, Tue 3 Mar 22:00 EST to Wed 4 Mar 08:00 EST"
    )
    evening.phone("carol").received("You are on call for Bob, Backup")
    row = Override.objects.get()
    assert (row.kind, row.subject, row.stand_in) == ("replace", evening.world.bob, evening.world.carol)
    evening.rest_is_noise = True
    evening.clock.to(TONIGHT + timedelta(hours=1))
    evening.alert()
    evening.clock.forward(minutes=4, seconds=1)
    evening.phone("carol").received("Core switch down")
    assert not evening.phone("bob")._unread("text")
    assert backup_at(evening, MORNING) == [evening.world.bob.pk]


def test_nobody_takes_it_and_bob_is_told_fifteen_minutes_before(evening: Night) -> None:
    swap = cover(evening)
    everybody_reads(evening, "alice", "carol", "dave")

    evening.clock.to(TONIGHT - timedelta(minutes=15, seconds=1))
    assert evening.phone("bob").is_quiet
    evening.clock.forward(seconds=2)

    text = evening.phone("bob").received("You are still on: nobody took it.")
    assert "Backup, Tue 3 Mar 22:00 EST to Wed 4 Mar 08:00 EST" in text
    evening.clock.to(TONIGHT + timedelta(minutes=1))
    swap.refresh_from_db()
    assert (swap.status, swap.due_at) == ("expired", None)
    with pytest.raises(NotPossible, match="Bob stays on call"):
        takes(evening, swap, "carol")
    assert evening.mails("bob@harbor-pine.example") == ["You are still on: nobody took it"]


def test_it_expires_at_the_time_given_and_bob_hears_it_then_and_before_it_starts(evening: Night) -> None:
    cover(evening, expires_at=evening.clock.now + timedelta(hours=1))
    everybody_reads(evening, "alice", "carol", "dave")

    evening.clock.forward(hours=1, seconds=1)

    evening.phone("bob").received("You are still on: nobody took it.")
    evening.clock.to(TONIGHT - timedelta(minutes=14))
    evening.phone("bob").received("You are still on: nobody took it.")


def test_the_second_who_says_yes_is_told_who_has_it(evening: Night) -> None:
    swap = cover(evening)
    evening.rest_is_noise = True
    takes(evening, swap, "carol")

    with pytest.raises(TakenAlready, match="Carol has it. You have nothing to do.") as late:
        takes(evening, swap, "dave")

    assert late.value.has_it == evening.world.carol
    assert takes(evening, swap, "carol").status == "done"
    assert Override.objects.count() == 1


def test_what_is_asked_at_night_about_tonight_waits_for_the_morning_and_is_taken_back(night: Night) -> None:
    swap = cover(night)
    assert night.phone("carol").is_quiet
    assert night.mails("carol@harbor-pine.example") == ["Bob asks for cover: Backup"]
    night.clock.to(datetime(2026, 3, 3, 13, tzinfo=UTC))
    night.phone("carol").received("Bob asks")
    night.phone("alice").received("Bob asks")
    night.phone("dave").received("Bob asks")
    withdraw(swap=swap, by=night.world.bob, actor=Actor.system(), now=night.clock.now)

    again = cover(
        night, start_at=TONIGHT + WEEK, end_at=MORNING + WEEK, audience="person", people=[night.world.dave]
    )

    assert night.mails("dave@harbor-pine.example")[-1] == "Bob asks for cover: Backup"
    assert [each.text for each in again.asked.all()] == [None]
    assert night.phone("dave").is_quiet


def test_texts_that_wait_are_taken_back_when_it_is_taken(night: Night) -> None:
    swap = cover(night)
    takes(night, swap, "carol")

    night.clock.to(datetime(2026, 3, 3, 14, tzinfo=UTC))

    night.phone("bob").received("Carol is on call for you")
    night.phone("carol").received("You are on call for Bob")
    assert night.phone("dave").is_quiet


def test_when_everybody_said_no_bob_is_told_and_reminded(evening: Night) -> None:
    swap = cover(evening, audience="person", people=[evening.world.dave])
    evening.phone("dave").received("Bob asks")

    decline(swap=swap, now=evening.clock.now, **by(evening.world.dave))
    evening.do_due()

    evening.phone("bob").received("You are still on: Dave said no.")
    evening.clock.to(TONIGHT)
    evening.phone("bob").received("You are still on: nobody took it.")
    swap.refresh_from_db()
    assert swap.status == "declined"


def test_an_exchange_gives_both_a_time_of_the_other(evening: Night) -> None:
    world = evening.world
    evening.rest_is_noise = True
    theirs = Interval(TONIGHT + WEEK, MORNING + WEEK)
    changed = {"kind": "replace", "subject": world.bob, "stand_in": world.dave, "created_at": TONIGHT}
    Override.objects.create(schedule=world.backup, start_at=theirs.start, end_at=theirs.end, **changed)

    swap = cover(evening, audience="person", people=[world.dave], back=theirs)
    text = evening.phone("dave").received(
        "In return Bob takes yours, Tue 10 Mar 23:00 EDT to Wed 11 Mar 09:00 EDT"
    )
    assert "Backup" in text
    takes(evening, swap, "dave")

    assert backup_at(evening, TONIGHT) == [world.dave.pk]
    assert backup_at(evening, theirs.start) == [world.bob.pk]


@pytest.mark.parametrize("meanwhile", ["nothing", "changed", "archived"])
def test_an_exchange_between_two_schedules_is_of_both_or_of_neither(evening: Night, meanwhile: str) -> None:
    world, theirs = evening.world, Interval(TONIGHT + WEEK, MORNING + WEEK)
    evening.rest_is_noise = True
    changed = {"kind": "replace", "subject": world.alice, "stand_in": world.dave, "created_at": TONIGHT}
    row = Override.objects.create(schedule=world.primary, start_at=theirs.start, end_at=theirs.end, **changed)
    swap = cover(evening, audience="person", people=[world.dave], back=theirs, back_in=world.primary)
    evening.phone("dave").received("In return Bob takes yours, Primary, Tue 10 Mar 23:00 EDT")

    if meanwhile == "changed":
        cancel_override(override=row, actor=Actor.system(), now=evening.clock.now)
    elif meanwhile == "archived":
        StepTarget.objects.filter(schedule=world.primary).delete()
        archive_with_swaps(schedule=world.primary, actor=Actor.system(), now=evening.clock.now)
        evening.do_due()
        evening.phone("bob").received("You are still on: Primary, in which you wanted a time in return")
    if meanwhile == "nothing":
        takes(evening, swap, "dave")
        evening.phone("bob").received(
            "Dave is on call for you, Backup", "You take Dave's, Primary, Tue 10 Mar"
        )
    else:
        with pytest.raises(NotPossible):
            takes(evening, swap, "dave")

    done = meanwhile == "nothing"
    primary = on_call([world.primary], theirs.start)[world.primary.pk].people
    assert backup_at(evening, TONIGHT) == [world.dave.pk if done else world.bob.pk]
    assert backup_at(evening, theirs.start) == [world.bob.pk]
    assert (world.bob.pk in primary) is done


def test_nobody_takes_in_return_what_they_could_not_be_paged_for(evening: Night) -> None:
    world = evening.world
    evening.rest_is_noise = True
    theirs = Interval(TONIGHT + WEEK, MORNING + WEEK)
    changed = {"kind": "replace", "subject": world.bob, "stand_in": world.dave, "created_at": TONIGHT}
    Override.objects.create(schedule=world.backup, start_at=theirs.start, end_at=theirs.end, **changed)
    exchange: dict[str, Any] = {"audience": "person", "people": [world.dave], "back": theirs}
    swap = cover(evening, **exchange)
    TimeOff.objects.create(
        organization=world.organization, member=world.bob, start_at=theirs.start, end_at=theirs.end
    )

    with pytest.raises(NotPossible, match="Bob is away then"):
        takes(evening, swap, "dave")
    withdraw(swap=swap, by=world.bob, actor=Actor.system(), now=evening.clock.now)
    with pytest.raises(Refused, match="Bob is away then"):
        cover(evening, **exchange)

    assert backup_at(evening, TONIGHT) == [world.bob.pk]
    assert backup_at(evening, theirs.start) == [world.dave.pk]


@pytest.fixture
def careful(evening: Night) -> Night:
    """Where a manager says yes first."""
    Organization.objects.filter(pk=evening.world.organization.pk).update(swaps_need_a_yes=True)
    evening.rest_is_noise = True
    return evening


def test_until_a_manager_says_yes_bob_is_on_and_told_so(careful: Night) -> None:
    swap = cover(careful)
    assert takes(careful, swap, "dave").status == "accepted"
    careful.phone("bob").received("A manager has to say yes; until then you are on.")
    careful.phone("carol").received("Dave would be on call for Bob", f"https://bell.example/swaps/{swap.pk}/")
    assert backup_at(careful, TONIGHT) == [careful.world.bob.pk]

    careful.clock.to(TONIGHT - timedelta(minutes=10))
    careful.phone("bob").received("You are still on: Dave would take it, but no manager has said yes.")
    approve(swap=swap, now=careful.clock.now, **by(careful.world.carol))
    careful.do_due()

    careful.phone("bob").received("Dave is on call for you")
    careful.phone("dave").received("You are on call for Bob")
    assert backup_at(careful, TONIGHT) == [careful.world.dave.pk]
    assert [*AuditEvent.objects.filter(object_kind="swap").order_by("pk").values_list("verb", flat=True)] == [
        "swap.asked", "swap.accepted", "swap.approved",
    ]  # fmt: skip


def test_a_managers_no_leaves_everything_as_it_was_and_both_know(careful: Night) -> None:
    swap = takes(careful, cover(careful), "dave")

    refuse(swap=swap, reason="Dave worked all week", now=careful.clock.now, **by(careful.world.carol))
    careful.do_due()

    careful.phone("bob").received("You are still on: Carol did not approve it (Dave worked all week).")
    careful.phone("dave").received("You are not on call for Bob")
    assert not Override.objects.exists()


def test_a_manager_who_takes_it_needs_no_yes(careful: Night) -> None:
    assert takes(careful, cover(careful), "carol").status == "done"


def test_who_took_it_may_think_better_of_it_while_no_manager_said_yes(careful: Night) -> None:
    swap = takes(careful, cover(careful), "dave")

    decline(swap=swap, now=careful.clock.now, **by(careful.world.dave))
    careful.do_due()

    careful.phone("bob").received("You are still on: Dave can't after all.")
    assert takes(careful, swap, "carol").status == "done"


def test_what_can_not_be_asked_is_refused_in_words(evening: Night) -> None:
    world, now = evening.world, evening.clock.now

    def no(words: str, **asked: Any) -> None:
        with pytest.raises(Refused, match=words):
            cover(evening, **asked)

    no("You are not on call then", asker=world.dave)
    no("It must end after it starts", end_at=TONIGHT)
    no("not in the past", start_at=now - WEEK, end_at=now)
    no("400 days", start_at=now + 60 * WEEK, end_at=now + 61 * WEEK)
    no("Name one person", audience="person")
    no("Name somebody else", audience="person", people=[world.bob])
    no("Name somebody else", audience="person", people=[world.vera])
    no("between two", back=Interval(TONIGHT + WEEK, MORNING + WEEK))
    no(
        "not on call then, in this schedule",
        audience="person",
        people=[world.dave],
        back=Interval(TONIGHT + WEEK, MORNING + WEEK),
    )
    no("Between now and when it starts", expires_at=TONIGHT + timedelta(minutes=1))
    no("takes no turns", asker=world.vera)
    TimeOff.objects.create(organization=world.organization, member=world.dave, start_at=now, end_at=MORNING)
    no("Dave is away then", audience="person", people=[world.dave])
    no("Nobody else has a verified phone", audience="crew")
    assert not Swap.objects.exists()


def test_one_time_is_asked_for_once_and_again_after_it_was_withdrawn(evening: Night) -> None:
    evening.rest_is_noise = True
    swap = cover(evening)
    with pytest.raises(Refused, match="You have asked for cover of this time already"):
        cover(evening, start_at=TONIGHT + timedelta(hours=2))

    withdraw(swap=swap, by=evening.world.bob, actor=Actor.system(), now=evening.clock.now)

    assert cover(evening).is_open
    evening.clock.to(TONIGHT)
    assert len(evening.mails("bob@harbor-pine.example")) == 1


def test_who_can_not_be_paged_does_not_take_it(evening: Night) -> None:
    evening.rest_is_noise = True
    swap = cover(evening)
    ContactMethod.objects.filter(member=evening.world.dave).update(verified_at=None)

    with pytest.raises(NotPossible, match="Dave has no verified phone"):
        takes(evening, swap, "dave")
    with pytest.raises(NotPossible, match="You were not asked"):
        takes(evening, swap, "vera")
    Override.objects.create(
        schedule=evening.world.backup, kind="replace", subject=evening.world.bob, stand_in=evening.world.dave,
        start_at=TONIGHT, end_at=MORNING, created_at=TONIGHT,
    )  # fmt: skip
    with pytest.raises(NotPossible, match="Bob is not on call then any more"):
        takes(evening, swap, "carol")
    swap.refresh_from_db()
    assert swap.status == "asked"
    evening.clock.to(TONIGHT)
    assert not evening.phone("bob")._unread("text")


def test_who_goes_away_meanwhile_does_not_take_it(evening: Night) -> None:
    evening.rest_is_noise = True
    swap = cover(evening)
    TimeOff.objects.create(
        organization=evening.world.organization, member=evening.world.dave, start_at=TONIGHT, end_at=MORNING
    )

    with pytest.raises(NotPossible, match="Dave is away then"):
        takes(evening, swap, "dave")


def test_bob_who_asks_again_hears_once_that_he_is_still_on(evening: Night) -> None:
    cover(evening, expires_at=evening.clock.now + timedelta(minutes=10))
    evening.rest_is_noise = True
    evening.clock.forward(minutes=11)
    evening.phone("bob").received("You are still on: nobody took it.")
    cover(evening)

    evening.clock.to(TONIGHT + timedelta(minutes=1))

    evening.phone("bob").received("You are still on: nobody took it.")
    assert evening.phone("bob").is_quiet


def test_what_a_manager_withdraws_the_one_who_asked_hears(evening: Night) -> None:
    swap = cover(evening)
    evening.rest_is_noise = True

    withdraw(
        swap=swap, by=evening.world.carol, actor=Actor.member(evening.world.carol), now=evening.clock.now
    )
    evening.do_due()

    evening.phone("bob").received("You are still on: Carol withdrew what you asked for.")


def test_without_a_managers_yes_in_time_both_know_who_is_on(careful: Night) -> None:
    swap = takes(careful, cover(careful), "dave")

    careful.clock.to(TONIGHT + timedelta(minutes=1))

    careful.phone("bob").received("You are still on: Dave would take it, but no manager has said yes.")
    careful.phone("dave").received("You are not on call for Bob: no manager said yes in time.")
    swap.refresh_from_db()
    assert swap.status == "expired"


def test_nobody_rings_at_everybody_all_day(evening: Night) -> None:
    evening.rest_is_noise = True
    for _ in range(20):
        withdraw(swap=cover(evening), by=evening.world.bob, actor=Actor.system(), now=evening.clock.now)

    with pytest.raises(Refused, match="very often today"):
        cover(evening)


@pytest.mark.parametrize("leaver", ["bob", "dave"])
def test_when_one_of_the_two_leaves_nothing_of_it_is_left(careful: Night, leaver: str) -> None:
    world = careful.world
    swap = takes(careful, cover(careful, audience="person", people=[world.dave]), "dave")

    deactivate(
        member=getattr(world, leaver),
        to=world.alice,
        by=world.carol,
        actor=Actor.member(world.carol),
        now=careful.clock.now,
    )
    careful.do_due()

    swap.refresh_from_db()
    if leaver == "bob":
        assert swap.status == "withdrawn"
        careful.phone("dave").received("You are not on call for Bob: Bob left.")
    else:
        assert swap.status == "declined"
        careful.phone("bob").received("You are still on: Dave said no.")
    with pytest.raises(NotPossible):
        approve(swap=swap, now=careful.clock.now, **by(world.carol))


def test_a_link_is_one_members_and_over_when_it_is_over(evening: Night) -> None:
    evening.rest_is_noise = True
    swap = cover(evening)
    rows = {row.member.user.name: row for row in swap.asked.all()}
    token = token_for(rows["Carol"])

    assert getattr(asked_by(token, now=evening.clock.now), "member", None) == evening.world.carol
    assert token != token_for(rows["Dave"])
    assert asked_by(token[:-1] + ("A" if token[-1] != "A" else "B"), now=evening.clock.now) is None
    assert asked_by(token, now=MORNING + timedelta(days=3)) is None
    assert asked_by("9" * 40, now=evening.clock.now) is None


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"status": "done", "due_at": None, "ended_at": MORNING}, "swap_names_its_taker"),
        ({"due_at": None}, "open_swap_has_a_due_time"),
        ({"expires_at": MORNING}, "swap_expires_before_it_starts"),
        (
            {"audience": "person", "back_start_at": TONIGHT, "back_end_at": MORNING},
            "swap_gives_back_another_time",
        ),
        (
            {"audience": "person", "back_start_at": TONIGHT + WEEK, "back_end_at": MORNING + WEEK},
            "swap_names_the_schedule_it_gives_back_in",
        ),
    ],
)
def test_the_database_holds_what_a_swap_is(evening: Night, change: dict[str, Any], name: str) -> None:
    evening.rest_is_noise = True
    swap = cover(evening)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Swap.objects.filter(pk=swap.pk).update(**change)


def test_what_is_over_stays_over_and_a_swap_is_within_one_organization(evening: Night, other: Any) -> None:
    evening.rest_is_noise = True
    swap = cover(evening)
    withdraw(swap=swap, by=evening.world.bob, actor=Actor.system(), now=evening.clock.now)

    with pytest.raises(IntegrityError, match="cannot go from withdrawn to asked"), transaction.atomic():
        Swap.objects.filter(pk=swap.pk).update(status="asked", ended_at=None, due_at=TONIGHT)
    with pytest.raises(IntegrityError, match="oncall_swap_schedule_id_in_organization"), transaction.atomic():
        _point_elsewhere(swap, schedule(other.organization, "Nights", other.mallory))


def _point_elsewhere(swap: Swap, theirs: Schedule) -> None:
    Swap.objects.filter(pk=swap.pk).update(schedule=theirs)
    transaction.get_connection().check_constraints()


def test_who_took_it_may_ask_too_and_the_third_in_the_chain_is_on_call(evening: Night) -> None:
    world, evening.rest_is_noise = evening.world, True
    takes(evening, cover(evening), "carol")
    takes(evening, cover(evening, asker=world.carol), "dave")
    midnight = TONIGHT + timedelta(hours=2)

    takes(
        evening,
        cover(evening, asker=world.dave, start_at=midnight, end_at=midnight + timedelta(hours=3)),
        "bob",
    )
    takes(
        evening,
        cover(evening, asker=world.bob, start_at=midnight, end_at=midnight + timedelta(hours=1)),
        "carol",
    )

    at = [TONIGHT, midnight, midnight + timedelta(hours=1), midnight + timedelta(hours=3)]
    who = [world.dave, world.carol, world.bob, world.dave]
    assert [backup_at(evening, each) for each in at] == [[each.pk] for each in who]


def test_when_its_schedule_is_archived_nobody_is_asked_any_more_nor_told_that_they_are_on(
    evening: Night,
) -> None:
    swap, evening.rest_is_noise = cover(evening), True
    StepTarget.objects.filter(schedule=evening.world.backup).delete()

    archive_with_swaps(schedule=evening.world.backup, actor=Actor.system(), now=evening.clock.now)

    before = len(evening.wire.sent)
    evening.clock.to(MORNING)
    swap.refresh_from_db()
    assert swap.status == "withdrawn"
    assert len(evening.wire.sent) == before


def test_what_lies_further_away_than_anybody_plans_is_refused_at_once(evening: Night) -> None:
    never = datetime(9999, 12, 30, tzinfo=UTC)

    with pytest.raises(Refused, match="400 days"):
        cover(evening, end_at=never)
    with pytest.raises(Refused, match="400 days"):
        cover(evening, audience="person", people=[evening.world.alice], back=Interval(MORNING, never))
