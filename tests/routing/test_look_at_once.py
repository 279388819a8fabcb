"""Two workers look for holes at once, or somebody edits meanwhile: nothing is told twice, no edit is overlooked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import pytest
from celery import current_app
from django.db import connection, transaction

from delivery import nudge
from delivery.models import ContactMethod, Message
from routing.actions.look import look_for_holes
from routing.models import HoleMark, HoleSnapshot
from tests.sla.clients import wall
from tests.world import NIGHT, World, world

pytestmark = pytest.mark.django_db(transaction=True)
NOON = wall("2026-03-02T12:00")


@pytest.fixture(autouse=True)
def _no_broker() -> Iterator[None]:
    before, current_app.conf.broker_url = current_app.conf.broker_url, "redis://127.0.0.1:1/0"
    nudge.circuit.open_until = float("inf")
    yield
    current_app.conf.broker_url, nudge.circuit.open_until = before, 0.0


@pytest.fixture
def looked() -> World:
    found = world()
    HoleSnapshot.objects.filter(pk=found.organization.pk).update(due_at=NOON)
    look_for_holes(organization_id=found.organization.pk, now=NOON)
    return found


def lose_alice(harbor_pine: World) -> None:
    ContactMethod.objects.filter(member=harbor_pine.alice).update(verified_at=None)


def test_of_several_workers_that_look_at_once_one_tells(looked: World) -> None:
    lose_alice(looked)
    gate = Barrier(4)

    def look(_: int) -> bool:
        try:
            gate.wait(10)
            return look_for_holes(organization_id=looked.organization.pk, now=NIGHT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        done = list(workers.map(look, range(4)))

    assert done.count(True) == 1
    assert Message.objects.filter(channel="email").count() == 2  # Alice and Carol
    assert not HoleMark.objects.exists()


def test_an_edit_that_is_committed_while_somebody_looks_is_found_by_the_next_look(looked: World) -> None:
    edited, finish = Event(), Event()

    def edit() -> None:
        try:
            with transaction.atomic():
                lose_alice(looked)
                edited.set()
                assert finish.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as editor:
        editing = editor.submit(edit)
        assert edited.wait(10)
        look = partial(look_for_holes, organization_id=looked.organization.pk)
        HoleSnapshot.objects.update(due_at=NIGHT)
        assert look(now=NIGHT)  # waits for no edit, and does not see it
        assert HoleSnapshot.objects.get(pk=looked.organization.pk).brief["times"]["first"] == 0
        finish.set()
        editing.result(10)

    assert look(now=NIGHT)
    assert HoleSnapshot.objects.get(pk=looked.organization.pk).brief["times"]["first"] > 0
