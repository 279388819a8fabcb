"""Standing still: what runs beside is stopped for a while, so that what is measured has the machine for itself."""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from routing.models import Handling

AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
"""


@contextmanager
def stopped(processes: Iterable[int]) -> Iterator[None]:
    """These processes and their children do nothing meanwhile, and go on afterwards. Each leads a group of its own."""
    processes = tuple(processes)
    try:
        _stop_between_transactions(processes)
        yield
    finally:
        _signal(processes, signal.SIGCONT)


def _stop_between_transactions(processes: Iterable[int], seconds: float = 60.0) -> None:
    """Whoever is stopped within a transaction would keep its locks: then they go on, and are stopped a moment later."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _signal(processes, signal.SIGSTOP)
        time.sleep(0.1)
        if _at_rest():
            return
        _signal(processes, signal.SIGCONT)
        time.sleep(0.1)
    raise TimeoutError("There is always a transaction open.")


def _at_rest() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK)
        return bool(cursor.fetchone() == (0,))


def _signal(processes: Iterable[int], what: signal.Signals) -> None:
    for process in processes:
        os.killpg(process, what)


def wait_until_handled(seconds: float = 120.0) -> None:
    """Every event that came is handled. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while Handling.objects.filter(due_at__isnull=False).exists():
        if time.monotonic() > until:
            raise TimeoutError("The workers do not get done with what came in.")
        time.sleep(0.2)
