"""The sweep: a loop that needs only PostgreSQL. What is due is nudged; what nobody claims it does itself (promise 2)."""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import Error, close_old_connections, connection

from delivery.nudge import publish
from hours import clock
from hours.steps import ClockWatch
from routing.due import SOURCES, DueRow, mark_due
from routing.hands import Hands
from routing.heartbeat import SET_BACK, beat
from routing.watch_file import write_watch_file

log = logging.getLogger(__name__)
HANDS = 8
SPARE_HANDS = 4  # for what pages nobody: other people's servers may be slow, and hold up nothing else
EVERY_SECONDS = 1.0
WATCH_FILE_EVERY = timedelta(seconds=30)
FORGET_AFTER = 20_000
PAUSES = tuple(timedelta(seconds=s) for s in (5, 10, 20, 40, 60))  # after the first failure, the second ...
Name = tuple[str, str]  # a source and a row's key


@dataclass(frozen=True, slots=True)
class Rest:
    """A row that could not be done: how often, and until when it is left alone. It must not keep the others waiting."""

    failures: int
    until: datetime


class Sweep:
    """One sweep; several may run at once. `nudged` remembers which due times were told to the workers already."""

    def __init__(self) -> None:
        self.nudged: dict[Name, datetime] = {}
        self.at_work: set[Name] = set()
        self.resting: dict[Name, Rest] = {}
        self.lock = threading.Lock()
        self.hands = Hands(HANDS, name="sweep")
        self.spare_hands = Hands(SPARE_HANDS, name="spare")
        self.watch_file_at: datetime | None = None
        self.clock = ClockWatch()

    def run(self, stop: threading.Event) -> None:
        """Once a second until `stop`; a database that is away is waited for."""
        while not stop.is_set():
            began = time.monotonic()
            self._once_or_wait()
            self._watch_the_clock(clock.on_the_wall(), time.monotonic())
            stop.wait(max(0.05, EVERY_SECONDS - (time.monotonic() - began)))
        self.spare_hands.shutdown(wait=False, cancel_futures=True)
        self.hands.shutdown(wait=True)

    def _once_or_wait(self) -> None:
        try:
            self.once(now=clock.now())
        except Error as away:
            log.warning("The database is away, the sweep waits: %s", type(away).__name__)
            connection.close()

    def _watch_the_clock(self, says: datetime, at_seconds: float) -> None:
        """What is due is kept in times of the clock; when that is set back, people should know why pages come late."""
        back = self.clock.stepped_back(says, at_seconds)
        if not back:
            return
        log.error(
            "The clock was set back by %.1f seconds: what was due comes later by as much.",
            back.total_seconds(),
        )
        try:
            beat(SET_BACK)
        except Error:
            connection.close()

    def once(self, *, now: datetime) -> int:
        """Mark and hand out everything due at `now`; returns how many rows."""
        close_old_connections()
        rows = [row for source in SOURCES for row in mark_due(source, now=now)]
        for row in rows:
            self._hand_out(row, now)
        beat("sweep")
        self._write_watch_file(now)
        return len(rows)

    def _hand_out(self, row: DueRow, now: datetime) -> None:
        """Nudge a row the first time; when nobody took it, or there is no broker, do it here."""
        name = (row.source.name, row.key)
        rest = self.resting.get(name)
        if rest is not None and now < rest.until:
            return
        task = row.source.task
        told_before = self.nudged.get(name) == row.due_at
        if task and not told_before and publish(task(row.kind), row.key):
            self._remember(name, row.due_at)
            return
        self._do_soon(name, row, now)

    def _remember(self, name: Name, due_at: datetime) -> None:
        if len(self.nudged) > FORGET_AFTER:
            self.nudged.clear()
        self.nudged[name] = due_at

    def _do_soon(self, name: Name, row: DueRow, now: datetime) -> None:
        with self.lock:
            if name in self.at_work:
                return
            self.at_work.add(name)
        hands = self.spare_hands if row.pages_nobody else self.hands
        hands.give(row.organization_id, partial(self._do, name, row, now, time.monotonic()))

    def _do(self, name: Name, row: DueRow, told_at: datetime, told: float) -> None:
        """With the time it is when a hand is free: a step that began in the past would be over before anybody can answer."""
        now = told_at + timedelta(seconds=time.monotonic() - told)
        try:
            row.source.run(row.key, now)
            self.resting.pop(name, None)
        except Exception:  # noqa: BLE001 - one row must not end the sweep
            log.exception("The sweep could not do %s %s; it is tried again.", *name)
            self._rest(name, now)
        finally:
            with self.lock:
                self.at_work.discard(name)
            connection.close()

    def _rest(self, name: Name, now: datetime) -> None:
        before = self.resting.get(name)
        failures = before.failures + 1 if before else 1
        if len(self.resting) > FORGET_AFTER:
            self.resting.clear()
        self.resting[name] = Rest(failures, now + PAUSES[min(failures, len(PAUSES)) - 1])

    def _write_watch_file(self, now: datetime) -> None:
        if self.watch_file_at is not None and abs(now - self.watch_file_at) < WATCH_FILE_EVERY:
            return
        self.watch_file_at = now
        try:
            write_watch_file(now=now)
        except OSError as full:
            log.error("The watchdog's file can't be written, it keeps the old one: %s", full)
