"""One answer per key, also when two ask at once and when the first one dies."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from accounts.actions.idempotency import Answered, AtWork, OtherRequest, Yours, claim, give_up, keep
from accounts.actions.tokens import create_token
from accounts.audit import Actor
from accounts.models import IdempotencyKey
from tests import world as people
from tests.world import NIGHT


def make_token(organization):
    return create_token(
        organization=organization, name="PSA", scope="write", membership=None, actor=Actor.system(), now=NIGHT
    )[0]


@pytest.fixture
def token(harbor_pine):
    return make_token(harbor_pine)


def ask(token, key="k", body="b"):
    return claim(token=token, key=key, request_hash=body)


def test_the_first_works_and_the_next_gets_its_answer(token):
    mine = ask(token)
    assert isinstance(mine, Yours)
    assert ask(token) == AtWork()

    assert keep(mine=mine, status=201, answer={"text": "done"})

    assert ask(token) == Answered(status=201, answer={"text": "done"})


def test_another_body_is_another_request(token):
    mine = ask(token)
    assert ask(token, body="c") == OtherRequest()

    keep(mine=mine, status=201, answer={})

    assert ask(token, body="c") == OtherRequest()


def test_keys_belong_to_their_token(harbor_pine, token):
    assert isinstance(ask(token), Yours)
    assert isinstance(ask(make_token(harbor_pine)), Yours)


def test_what_was_given_up_can_be_tried_again(token):
    give_up(mine=ask(token))

    assert isinstance(ask(token, body="c"), Yours)


def test_a_request_that_died_blocks_for_a_minute_only(token):
    dead = ask(token)
    IdempotencyKey.objects.update(created_at=Now() - timedelta(seconds=59))
    assert ask(token) == AtWork()
    IdempotencyKey.objects.update(created_at=Now() - timedelta(seconds=61))

    heir = ask(token)

    assert isinstance(heir, Yours)
    assert ask(token) == AtWork()
    assert not keep(mine=dead, status=200, answer={"text": "late"})
    give_up(mine=dead)
    assert keep(mine=heir, status=200, answer={"text": "heir"})
    assert ask(token) == Answered(status=200, answer={"text": "heir"})


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_works():
    token = make_token(people.new_organization("Harbor Pine IT", "harbor-pine", "HP"))
    start, found = threading.Barrier(8), []

    def try_it():
        start.wait()
        try:
            found.append(ask(token))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    [one.start() for one in threads]
    [one.join() for one in threads]

    assert len(found) == 8
    assert len([one for one in found if isinstance(one, Yours)]) == 1
    assert IdempotencyKey.objects.count() == 1
