"""Handoffs in the same moment: real threads; one text for two sweeps, and a 1 and the word that it is missing agree."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from accounts.audit import Actor
from delivery.models import Message
from oncall.actions.override import add_override
from routing.actions.handoff_confirm import confirm
from routing.actions.handoff_look import look_for_handoffs
from routing.actions.handoff_turn import take_handoff
from routing.models import Handoff, HandoffWatch
from tests.night import Night
from tests.routing.test_at_once import _no_broker, at_once, night

__all__ = ["_no_broker", "night"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)
SIX, EIGHT = datetime(2026, 3, 3, 23, tzinfo=UTC), datetime(2026, 3, 4, 13, tzinfo=UTC)
BEFORE, MISSED = SIX - timedelta(hours=2), SIX + timedelta(minutes=15)


def looks(night: Night) -> Any:
    return partial(look_for_handoffs, organization_id=night.world.organization.pk, now=BEFORE)


def carol_comes_on(night: Night) -> Any:
    """At 18:00; whoever acts sees it."""
    world = night.world
    add_override(
        schedule=world.backup, kind="replace", subject=world.bob, stand_in=world.carol, start_at=SIX, end_at=EIGHT,
        actor=Actor.system(), now=BEFORE,
    )  # fmt: skip
    HandoffWatch.objects.filter(organization=world.organization).update(due_at=BEFORE)
    return world.carol


def texts(*words: str) -> int:
    rows = Message.objects.filter(channel="sms", purpose="notice").values_list("body", flat=True)
    return sum(all(word in body for word in words) for body in rows)


def test_two_sweeps_at_once_make_one_row_and_send_one_text(night: Night) -> None:
    carol = carol_comes_on(night)

    looked = at_once(looks(night), looks(night), looks(night))
    row = Handoff.objects.get(member=carol)
    Handoff.objects.update(before_at=None, due_at=SIX)
    done = at_once(*[partial(take_handoff, handoff_id=row.pk, now=SIX)] * 3)

    assert sorted(looked) == sorted(done) == [False, False, True]
    assert texts("You are on call now") == 1


@pytest.mark.parametrize("n", range(3))
def test_confirmed_in_the_minute_in_which_it_is_missed_everybody_knows_in_the_end(
    night: Night, n: int
) -> None:
    carol = carol_comes_on(night)
    looks(night)()
    row = Handoff.objects.get(member=carol)
    Handoff.objects.update(before_at=None, due_at=SIX)
    take_handoff(handoff_id=row.pk, now=SIX)

    found = at_once(
        partial(confirm, ids=[row.pk], how="text", actor=Actor.member(carol), now=MISSED),
        partial(take_handoff, handoff_id=row.pk, now=MISSED),
    )

    row.refresh_from_db()
    assert not [one for one in found if isinstance(one, Exception)]
    assert (row.confirmed_how, row.due_at) == ("text", None)
    missed = row.missed_told_at is not None
    assert texts("Bob") == 0
    assert texts("has not confirmed", "you may still be asked") == texts("has confirmed") == missed
