"""Two workers look for holes at once, or somebody edits meanwhile: nothing is told twice, no edit is overlooked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError, Event

import pytest
from celery import current_app
from django.db import connection, transaction

from accounts.audit import Actor
from delivery import nudge
from delivery.models import ContactMethod, Message
from oncall.actions.override import add_override, cancel_override
from oncall.models import Override, Participant
from routing.actions.cover import Ask, Asking, NewHoles, with_cover
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


def test_of_two_who_cancel_what_the_other_leaves_behind_one_is_asked(looked: World) -> None:
    tonight, organization = NIGHT + timedelta(hours=18), looked.organization
    Participant.objects.filter(version__layer__schedule=looked.primary).delete()
    one, other = (
        add_override(
            schedule=looked.primary, kind="add", subject=member, start_at=tonight, end_at=tonight + timedelta(hours=4),
            actor=Actor.system(), now=NIGHT,
        )
        for member in (looked.alice, looked.dave)
    )  # fmt: skip
    both_looked = Barrier(2)

    def cancel(row: Override) -> object:
        edit = partial(cancel_override, override=row, actor=Actor.system(), now=NIGHT)
        try:
            with transaction.atomic():
                done = with_cover(edit, Asking(organization, Ask(), Actor.system(), NIGHT))
                with suppress(
                    BrokenBarrierError
                ):  # neither is committed before the other has looked, if it can look
                    both_looked.wait(1)
                return done
        except NewHoles as asked:
            return asked
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        done = list(people.map(cancel, (one, other)))

    assert sorted(type(each).__name__ for each in done) == ["NewHoles", "bool"]
    assert Override.objects.filter(canceled_at=None).count() == 1
