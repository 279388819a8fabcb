"""The cache of throttles: Redis, and while it is away this process's own memory, so that nobody is kept out."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
SILENCE_SECONDS = 5.0  # after a failure Redis is left alone for so long


class RedisOrMemory(RedisCache):
    """Redis when it answers. Each process then counts for itself: limits get looser, never tighter."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache("while-redis-is-away", {})
        self._away_until = 0.0

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(super().get, self._memory.get, key, default, version=version)

    def set(self, key: str, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        self._ask(super().set, self._memory.set, key, value, timeout, version=version)

    def add(self, key: str, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(self._ask(super().add, self._memory.add, key, value, timeout, version=version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return int(self._ask(super().incr, self._memory.incr, key, delta, version=version))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._ask(super().delete, self._memory.delete, key, version=version))

    def _ask(self, redis: Callable[..., Any], memory: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if monotonic() < self._away_until:
            return memory(*args, **options)
        try:
            return redis(*args, **options)
        except RedisError as error:
            self._away_until = monotonic() + SILENCE_SECONDS
            log.warning("the cache is away, counting in memory: %s", type(error).__name__)
            return memory(*args, **options)
