"""Threads that work off what waits, one organization after the other: nobody's many rows keep others waiting."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

Job = Callable[[], object]


class Hands(ThreadPoolExecutor):
    """Each free thread takes the oldest job of the organization whose turn it is."""

    def __init__(self, count: int, *, name: str) -> None:
        super().__init__(max_workers=count, thread_name_prefix=name)
        self.lock = threading.Lock()
        self.waiting: dict[int | None, deque[Job]] = {}  # the organization whose turn is next comes first

    def give(self, whose: int | None, job: Job) -> None:
        with self.lock:
            self.waiting.setdefault(whose, deque()).append(job)
        self.submit(self._do_next)

    def _do_next(self) -> None:
        with self.lock:
            whose = next(iter(self.waiting))
            jobs = self.waiting.pop(whose)
            job = jobs.popleft()
            if jobs:
                self.waiting[whose] = jobs
        job()
