"""Every page, part of a page and file at a large MSP: how many queries, how long in the server, and what did not answer."""

import logging
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.house import House
from bench.walk import FILE, Ask, Walk

MOST_QUERIES, LONGEST = 15, 0.150  # fewer than these
TIMES, MORE_TIMES = (
    7,
    4,
)  # and so many times as many where none of them was fast enough: others may have had the machine
A_DEED = 405


@dataclass(frozen=True, slots=True)
class Seen:
    """One address: what it asked of the database, seconds in the server by the clock and of this process's own work.

    What others do on the same machine only adds to the clock: the fastest of several is nearest to the truth.
    """

    ask: Ask
    queries: int
    seconds: float
    usually: float
    busy: float

    @property
    def is_page(self) -> bool:
        """A file takes as long as it is long."""
        return self.ask.kind != FILE

    @property
    def is_well(self) -> bool:
        return self.queries < MOST_QUERIES and (self.seconds < LONGEST or not self.is_page)


def visit_all(house: House) -> tuple[list[Seen], list[str]]:
    """What answered as it should; and in words what did not. A deed, which takes no GET, is no page."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    walk = Walk(house)
    seen, silent = [], []
    for ask in walk.asks():
        first = walk.send(ask)
        if first.status_code in ask.statuses:
            seen.append(_measured(walk, ask))
        elif first.status_code != A_DEED:
            silent.append(f"{ask.name} {ask.address}: {_words(first)}")
    return seen, silent


def _words(answer: Any) -> str:
    leads = answer.headers.get("Location")
    return f"{answer.status_code} to {leads}" if leads else f"{answer.status_code}"


def _measured(walk: Walk, ask: Ask) -> Seen:
    """The first answer has filled what is read once."""
    with CaptureQueriesContext(connection) as asked:
        _wholly(walk, ask)
    queries = len(asked)  # before the next request forgets them
    times = [_timed(walk, ask) for _ in range(TIMES)]
    for _ in range(MORE_TIMES):
        if min(wall for wall, _ in times) < LONGEST:
            break
        times += [_timed(walk, ask) for _ in range(TIMES)]
    clock, busy = [wall for wall, _ in times], [each for _, each in times]
    return Seen(ask, queries, min(clock), median(clock), median(busy))


def _timed(walk: Walk, ask: Ask) -> tuple[float, float]:
    began, busy = time.perf_counter(), time.process_time()
    _wholly(walk, ask)
    return time.perf_counter() - began, time.process_time() - busy


def _wholly(walk: Walk, ask: Ask) -> None:
    """To the last byte, also of what is made while it is sent."""
    walk.send(ask).getvalue()
