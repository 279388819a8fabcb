"""Requests from outside, over kept connections; bounded in count."""

import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from statistics import median
from typing import Any
from urllib.parse import urlsplit

HANDS = 4
Body = Callable[[int], dict[str, Any]]


def requests_per_second(url: str, path: str, body: Body, *, count: int = 400) -> float:
    """Accepted requests a second from four connections."""
    began = time.perf_counter()
    with ThreadPoolExecutor(max_workers=HANDS) as pool:
        list(pool.map(lambda hand: _series(url, path, body, range(hand, count, HANDS)), range(HANDS)))
    return count / (time.perf_counter() - began)


def _series(url: str, path: str, body: Body, numbers: range) -> None:
    there = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    for number in numbers:
        post(there, path, body(number))
    there.close()


def post(there: http.client.HTTPConnection, path: str, body: dict[str, Any]) -> dict[str, Any]:
    there.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = there.getresponse()
    said = answer.read()
    if answer.status != 202:
        raise RuntimeError(f"{path} answers {answer.status}: {said[:200]!r}")
    found: dict[str, Any] = json.loads(said)
    return found


def accepted_to_provider(web_url: str, sim_url: str, path: str, *, times: int = 25) -> float:
    """Median seconds from the 202 of an alert to the provider's receipt of its text, the system idle."""
    web = http.client.HTTPConnection(urlsplit(web_url).netloc, timeout=30)
    return median(_one(web, sim_url, path, number) for number in range(times))


def _one(web: http.client.HTTPConnection, sim_url: str, path: str, number: int) -> float:
    key = f"bench-{number}-{time.time_ns()}"
    alert = {"summary": key, "severity": "critical", "client": "northwind-dental", "dedup_key": key}
    post(web, path, alert)
    accepted = time.time()
    received = _received(sim_url, key)
    post(web, path, {**alert, "event_action": "resolve"})
    time.sleep(0.4)  # idle again
    return received - accepted


def _received(sim_url: str, key: str) -> float:
    """When the simulator took the text that holds the key (the same machine's clock)."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for row in _journal(sim_url):
            if row["kind"] == "rest" and key[:20] in row["params"].get("Body", ""):
                return datetime.fromisoformat(row["at"]).timestamp()
        time.sleep(0.01)
    raise RuntimeError(f"No page for {key} within 20 s.")


def _journal(sim_url: str) -> list[dict[str, Any]]:
    there = http.client.HTTPConnection(urlsplit(sim_url).netloc, timeout=10)
    there.request("GET", "/_sim/api/journal/")
    rows: list[dict[str, Any]] = json.loads(there.getresponse().read())
    there.close()
    return rows[-50:]
