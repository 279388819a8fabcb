"""From an accepted alert to the provider: the way of one, and of two hundred at once."""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from bench.load import connection_to, post, requests_per_second

LOOK_SECONDS = 0.1  # the simulator notes when a text came: looking seldom costs no accuracy, looking often costs the cores
BURST = 200


@dataclass
class Journal:
    """What the simulator received, read on from where it was read last."""

    url: str
    since: int = 0

    def texts(self) -> list[tuple[str, float]]:
        """(body, when it came in seconds) of the texts since the last look."""
        there = connection_to(self.url)
        there.request("GET", f"/_sim/api/journal/?since={self.since}")
        rows: list[dict[str, Any]] = json.loads(there.getresponse().read())
        there.close()
        self.since = max([self.since, *(row["id"] for row in rows)])
        return [
            (row["params"].get("Body", ""), datetime.fromisoformat(row["at"]).timestamp())
            for row in rows
            if row["kind"] == "rest"
        ]


def accepted_to_provider(web_url: str, journal: Journal, path: str, *, times: int = 25) -> float:
    """Median seconds from the 202 of an alert to the provider's receipt of its text, the system idle."""
    return median(_one(web_url, journal, path, number) for number in range(times))


def _one(web_url: str, journal: Journal, path: str, number: int) -> float:
    key = f"bench-{number}-{time.time_ns()}"
    web = connection_to(web_url)
    post(web, path, _alert(key))
    accepted = time.time()
    found = _received(journal, [key], within_seconds=20.0)
    if not found:
        raise RuntimeError(f"No page for {key} within 20 s.")
    post(web, path, {**_alert(key), "event_action": "resolve"})
    web.close()
    time.sleep(0.5)  # idle again
    return found[key] - accepted


def burst(web_url: str, journal: Journal, path: str) -> tuple[float, int]:
    """Different alerts at once: pages a second from the first alert to the last text, and how many were paged in 90 s."""
    keys = [f"burst-{number:03d}" for number in range(BURST)]
    journal.texts()
    began = time.time()
    requests_per_second(web_url, path, lambda number: _alert(keys[number]), count=BURST)
    found = _received(journal, keys, within_seconds=90.0)
    return len(found) / (max(found.values(), default=began + 90.0) - began), len(found)


def _alert(key: str) -> dict[str, Any]:
    return {"summary": key, "severity": "critical", "client": "northwind-dental", "dedup_key": key}


def _received(journal: Journal, keys: list[str], *, within_seconds: float) -> dict[str, float]:
    """When the simulator took the first text of each key (the same machine's clock); a key without one is not in it."""
    found: dict[str, float] = {}
    until = time.monotonic() + within_seconds
    while len(found) < len(keys) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        for body, at in journal.texts():
            for key in keys:
                if key[:20] in body:
                    found.setdefault(key, at)
    return found
