"""Swaps in the same moment: real threads; one gets it, the other is told who, and nobody is on call who is gone."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from accounts.audit import Actor
from accounts.models import Membership
from accounts.refusal import Refused
from oncall.models import Override, Swap
from oncall.stored_specs import on_call
from routing.actions.leave import Left, deactivate
from routing.actions.respond import NotPossible
from routing.actions.swap_answer import accept, decline
from routing.actions.swap_ask import Question, ask
from routing.actions.swap_end import look, withdraw
from routing.actions.swap_over import TakenAlready
from routing.actions.swap_settle import approve, refuse
from tests.night import Night
from tests.routing.test_at_once import _no_broker, at_once, night

__all__ = ["_no_broker", "night"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)
TONIGHT, MORNING = datetime(2026, 3, 4, 3, tzinfo=UTC), datetime(2026, 3, 4, 13, tzinfo=UTC)


def cover(night: Night, audience: str = "everyone", **more: Any) -> Swap:
    question = Question(night.world.backup, TONIGHT, MORNING, audience, **more)
    return ask(asker=night.world.bob, question=question, actor=Actor.system(), now=night.clock.now)


def taking(night: Night, swap: Swap, member: Membership) -> Any:
    return partial(accept, swap=swap, by=member, actor=Actor.member(member), now=night.clock.now)


def leaving(night: Night, member: Membership) -> Any:
    world = night.world
    return partial(
        deactivate,
        member=member,
        to=world.carol,
        by=world.alice,
        actor=Actor.member(world.alice),
        now=night.clock.now,
    )


def on_backup(night: Night) -> list[Any]:
    return [*on_call([night.world.backup], TONIGHT)[night.world.backup.pk].people]


@pytest.mark.parametrize("n", range(2))
def test_of_three_who_accept_at_once_one_has_it_and_the_others_are_told_who(night: Night, n: int) -> None:
    world, swap = night.world, cover(night)

    found = at_once(*(taking(night, swap, member) for member in (world.alice, world.carol, world.dave)))

    [won] = [one for one in found if isinstance(one, Swap)]
    late = [one for one in found if isinstance(one, TakenAlready)]
    assert [one.has_it for one in late] == [won.taker, won.taker]
    assert [row.stand_in for row in Override.objects.all()] == [won.taker]


@pytest.mark.parametrize("n", range(2))
def test_accepted_or_withdrawn_never_both(night: Night, n: int) -> None:
    world, swap = night.world, cover(night)

    at_once(
        taking(night, swap, world.dave),
        partial(withdraw, swap=swap, by=world.bob, actor=Actor.system(), now=night.clock.now),
    )

    swap.refresh_from_db()
    assert (swap.status, Override.objects.count()) in (("done", 1), ("withdrawn", 0))


@pytest.mark.parametrize("n", range(2))
def test_accepted_or_expired_never_both(night: Night, n: int) -> None:
    world, swap = night.world, cover(night)
    late = {"now": TONIGHT}

    first, _ = at_once(
        partial(accept, swap=swap, by=world.dave, actor=Actor.system(), now=night.clock.now),
        partial(look, swap_id=swap.pk, **late),
    )

    swap.refresh_from_db()
    assert (swap.status, Override.objects.count()) in (("done", 1), ("expired", 0))
    assert isinstance(first, NotPossible) == (swap.status == "expired")


@pytest.mark.parametrize("leaver", ["bob", "dave"])
def test_who_leaves_while_it_is_accepted_is_on_call_for_nobody(night: Night, leaver: str) -> None:
    world, swap = night.world, cover(night, "person", people=[night.world.dave])

    found = at_once(taking(night, swap, world.dave), leaving(night, getattr(world, leaver)))

    assert isinstance(found[1], Left), found
    swap.refresh_from_db()
    assert not swap.is_open
    gone = getattr(world, leaver).pk
    assert gone not in on_backup(night)
    assert on_backup(night)
    held = Override.objects.filter(canceled_at=None, end_at__gt=night.clock.now)
    assert gone not in {pk for row in held for pk in (row.subject_id, row.stand_in_id)}


@pytest.mark.parametrize("n", range(2))
def test_a_managers_yes_and_no_at_once_are_one_of_the_two(night: Night, n: int) -> None:
    world = night.world
    world.organization.swaps_need_a_yes = True
    world.organization.save()
    swap = taking(night, cover(night), world.dave)()
    given = {"swap": swap, "actor": Actor.system(), "now": night.clock.now}

    found = at_once(
        partial(approve, by=world.carol, **given), partial(refuse, by=world.alice, reason="", **given),
        partial(decline, by=world.dave, **given),
    )  # fmt: skip

    swap.refresh_from_db()
    assert (swap.status == "done") == (Override.objects.count() == 1)
    assert swap.status in ("done", "refused", "asked")
    assert not [one for one in found if isinstance(one, Exception) and not isinstance(one, NotPossible)]


def test_the_same_time_asked_for_twice_at_once_is_asked_once(night: Night) -> None:
    found = at_once(*[partial(cover, night)] * 3)

    assert sorted(type(one).__name__ for one in found) == ["Refused", "Refused", "Swap"]
    assert all(isinstance(one, Refused | Swap) for one in found)
