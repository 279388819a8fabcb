"""Carries status callbacks from threads of its own: in order for one text or call, at once for different ones."""

import queue
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

Job = Callable[[], object]


@dataclass(frozen=True)
class Held:
    """A job kept back until a moment of the timeline, or until the lane's next job was posted."""

    lane: str
    job: Job
    until_line: float
    is_behind: bool


class Courier:
    """A lane is a text's or call's SID. A job of a lane starts when the one before it is done."""

    def __init__(self, *, workers: int = 16) -> None:
        self._lock = threading.Condition()
        self._lanes: dict[str, deque[Job]] = defaultdict(deque)
        self._held: list[Held] = []
        self._ready: queue.SimpleQueue[str] = queue.SimpleQueue()
        for number in range(workers):
            threading.Thread(target=self._work, name=f"courier {number}", daemon=True).start()

    def post(self, lane: str, job: Job) -> None:
        """Do the job after those already in the lane, and then what was held behind it."""
        self._append(lane, job)
        for held in self._take(lambda one: one.is_behind and one.lane == lane):
            self._append(lane, held.job)

    def hold(self, lane: str, job: Job, *, until_line: float) -> None:
        """Do it later; what comes after it may overtake."""
        with self._lock:
            self._held.append(Held(lane, job, until_line, is_behind=False))

    def hold_behind_next(self, lane: str, job: Job, *, until_line: float) -> None:
        """Do it after the lane's next job, or alone if none comes in time."""
        with self._lock:
            self._held.append(Held(lane, job, until_line, is_behind=True))

    def release(self, line: float) -> None:
        """Post what was held until now."""
        for held in self._take(lambda one: one.until_line <= line):
            self._append(held.lane, held.job)

    def forget_held(self) -> None:
        """Nothing is held any more."""
        self._take(lambda one: True)

    def _take(self, fits: Callable[[Held], bool]) -> list[Held]:
        with self._lock:
            taken = [one for one in self._held if fits(one)]
            self._held = [one for one in self._held if not fits(one)]
        return taken

    def _append(self, lane: str, job: Job) -> None:
        with self._lock:
            is_idle = lane not in self._lanes
            self._lanes[lane].append(job)
        if is_idle:
            self._ready.put(lane)

    def wait_for(self, lane: str, *, seconds: float) -> None:
        """Until the lane is empty and its last job done, or the time is over."""
        with self._lock:
            self._lock.wait_for(lambda: lane not in self._lanes, timeout=seconds)

    def _work(self) -> None:
        while True:
            lane = self._ready.get()
            with self._lock:
                job = self._lanes[lane][0]
            try:
                job()
            finally:
                self._done(lane)

    def _done(self, lane: str) -> None:
        with self._lock:
            jobs = self._lanes[lane]
            jobs.popleft()
            if jobs:
                self._ready.put(lane)
            else:
                del self._lanes[lane]
                self._lock.notify_all()
