"""The same moment, twice: real threads on real connections, and still somebody is behind everyone."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection

from accounts.audit import Actor
from accounts.refusal import Refused
from delivery.models import ContactMethod
from oncall.actions.phones import retire_contact_method
from oncall.actions.rules import set_rules
from oncall.queries import fallback_phones, ways_of
from oncall.ways import Way, mark_of
from tests.world import NIGHT, World, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def night() -> World:
    """Committed, so that every thread sees it."""
    return world()


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Start the deeds together; what each returned, or its refusal."""
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        gate.wait(10)
        try:
            return deed()
        except Refused as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def test_two_people_cannot_take_away_the_last_two_phones_or_overwrite_each_others_rules(night: World) -> None:
    phones = {
        name: ContactMethod.objects.get(member=getattr(night, name)) for name in ("alice", "carol", "bob")
    }
    take = partial(retire_contact_method, actor=Actor.system(), now=NIGHT)
    write = partial(
        set_rules, member=night.bob, priority="P1", seen=mark_of(()), actor=Actor.system(), now=NIGHT
    )
    texts, calls = Way(0, "sms", phones["bob"].pk), Way(0, "voice", phones["bob"].pk)

    taken = at_once(partial(take, method=phones["alice"]), partial(take, method=phones["carol"]))
    written = at_once(partial(write, ways=[texts]), partial(write, ways=[calls]))

    assert sorted(map(str, map(type, taken))) == ["<class 'accounts.refusal.Refused'>", "<class 'bool'>"]
    assert fallback_phones(night.organization).count() == 1
    assert [type(each) for each in written].count(Refused) == 1
    assert ways_of(night.bob)["P1"] == ((texts,) if written[0] is True else (calls,))
