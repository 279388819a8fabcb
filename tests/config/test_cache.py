"""The cache of throttles while Redis is away: nobody is kept out, and counting goes on."""

from uuid import uuid4

import pytest
from django.conf import settings

from config.cache import RedisOrMemory

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(params=["there", "away"])
def cache(request):
    there = request.param == "there"
    return RedisOrMemory(settings.REDIS_URL if there else NOWHERE, {"KEY_PREFIX": str(uuid4())})


def test_it_counts(cache):
    assert cache.add("hits", 1)
    assert not cache.add("hits", 1)
    assert cache.incr("hits") == 2
    assert cache.get("hits") == 2


def test_it_keeps_and_forgets(cache):
    cache.set("history", [3, 2, 1], 60)
    assert cache.get("history") == [3, 2, 1]

    assert cache.delete("history")

    assert cache.get("history", "none") == "none"


def test_what_is_not_there_cannot_be_counted_up(cache):
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")


def test_after_a_failure_redis_is_left_alone_for_a_while():
    cache = RedisOrMemory(NOWHERE, {"KEY_PREFIX": str(uuid4())})
    cache.set("a", 1)
    tried = []
    cache._class = lambda *_, **__: tried.append(1)

    assert cache.get("a") == 1
    assert not tried
