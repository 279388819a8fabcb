"""Calendar feeds in the same moment, in real threads: nobody who leaves keeps one, and a change counts once."""

from functools import partial

import pytest

from accounts.audit import Actor
from oncall.actions.feeds import make_feed, note_fetch, rotate_feed
from oncall.calendar_feed import CalendarFeed
from oncall.feeds import feed_of, has_ended
from routing.actions.leave import deactivate
from tests.oncall.test_at_once import at_once
from tests.world import NIGHT, world

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_deactivated_meanwhile_keeps_no_feed() -> None:
    night = world()
    who = {"actor": Actor.system(), "now": NIGHT}
    kept, _secret = make_feed(member=night.bob, schedule=None, name="Desk", **who)
    leave = partial(deactivate, member=night.bob, to=night.dave, by=night.carol, **who)
    makes = [
        partial(make_feed, member=night.bob, schedule=None, name=f"Phone {number}", **who)
        for number in range(3)
    ]

    found = at_once(leave, *makes, partial(rotate_feed, feed=kept, **who))

    assert type(found[0]).__name__ == "Left"
    assert not CalendarFeed.objects.filter(member=night.bob, revoked_at=None).exists()
    assert {type(one).__name__ for one in found[1:]} <= {"tuple", "str", "Refused"}


def test_of_two_of_one_name_one_is_made() -> None:
    night = world()
    make = partial(make_feed, member=night.bob, schedule=None, name="Phone", actor=Actor.system(), now=NIGHT)

    found = at_once(make, make, make)

    assert sorted(type(one).__name__ for one in found) == ["Refused", "Refused", "tuple"]


def test_two_fetches_that_find_something_new_count_it_once() -> None:
    night = world()
    feed, secret = make_feed(member=night.bob, schedule=None, name="Phone", actor=Actor.system(), now=NIGHT)
    note_fetch(feed=feed, mark="as it was", now=NIGHT)
    both = [feed_of(secret), feed_of(secret)]

    found = at_once(*(partial(note_fetch, feed=one, mark="as it is", now=NIGHT) for one in both))

    assert [(one.revision, one.facts_mark) for one in found] == [(1, "as it is")] * 2
    assert not has_ended(found[0])
