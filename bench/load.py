"""Requests from outside, over kept connections; bounded in count."""

import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any
from urllib.parse import urlsplit

HANDS = 4
Body = Callable[[int], dict[str, Any]]


def requests_per_second(url: str, path: str, body: Body, *, count: int) -> float:
    """Accepted requests a second from four connections."""
    began = time.perf_counter()
    with ThreadPoolExecutor(max_workers=HANDS) as pool:
        list(pool.map(lambda hand: _series(url, path, body, range(hand, count, HANDS)), range(HANDS)))
    return count / (time.perf_counter() - began)


def side_by_side(
    url: str, paths: tuple[str, str], body: Body, *, rounds: int, count: int
) -> tuple[float, ...]:
    """Median requests a second of two addresses, measured in turns, and the median of the second one's share."""
    for path in paths:
        requests_per_second(url, path, body, count=count // 2)  # warm
    pairs = [
        tuple(requests_per_second(url, path, body, count=count) for path in paths) for _ in range(rounds)
    ]
    first, second = (median(rates) for rates in zip(*pairs, strict=True))
    return first, second, median(ours / bare for bare, ours in pairs)


def _series(url: str, path: str, body: Body, numbers: range) -> None:
    there = connection_to(url)
    for number in numbers:
        post(there, path, body(number))
    there.close()


def connection_to(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)


def post(there: http.client.HTTPConnection, path: str, body: dict[str, Any]) -> dict[str, Any]:
    there.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = there.getresponse()
    said = answer.read()
    if answer.status != 202:
        raise RuntimeError(f"{path} answers {answer.status}: {said[:200]!r}")
    found: dict[str, Any] = json.loads(said)
    return found
