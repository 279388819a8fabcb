"""The demo seen from outside: plain HTTP to the product and to the simulator, as a stranger's script would."""

# ruff: noqa: S310 - the addresses are the demo's own settings

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

POLL_SECONDS = 0.25


class NotAsTold(Exception):
    """Something did not happen as the night says it must."""


@dataclass(frozen=True)
class Answer:
    """What came back; `url` after redirects."""

    status: int
    url: str
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Browser:
    """Keeps cookies, like a person's browser."""

    base_url: str
    opener: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())))

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self._send(Request(self._url(path), headers=headers or {}))

    def post_form(self, path: str, fields: dict[str, str]) -> Answer:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": self.base_url,
            "Origin": self.base_url,
        }
        return self._send(
            Request(self._url(path), data=urlencode(fields).encode(), headers=headers, method="POST")
        )

    def post_json(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Answer:
        wanted = {"Content-Type": "application/json", **(headers or {})}
        return self._send(
            Request(self._url(path), data=json.dumps(body).encode(), headers=wanted, method="POST")
        )

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else self.base_url + path

    def _send(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.url, answer.read().decode("utf-8", "replace"))
        except HTTPError as refused:
            return Answer(refused.code, request.full_url, refused.read().decode("utf-8", "replace"))

    def log_in(self, email: str, password: str) -> None:
        page = self.get("/account/login/")
        fields = {**hidden_fields(page.text), "login": email, "password": password}
        answer = self.post_form("/account/login/", fields)
        if answer.status != 200 or "/account/login" in answer.url:
            raise NotAsTold(f"{email} cannot log in ({answer.status}).")


def hidden_fields(html: str) -> dict[str, str]:
    """The hidden inputs of a page's forms by name."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        attributes = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if attributes.get("type") == "hidden" and "name" in attributes:
            found[attributes["name"]] = attributes.get("value", "")
    return found


@dataclass(frozen=True)
class Phone:
    """A phone at the simulator."""

    simulator: Browser
    number: str
    name: str

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = self.simulator.get(f"/_sim/api/phones/{quote(self.number)}/").json()
        return found

    def texts(self, body: str, *, to: str) -> None:
        answer = self.simulator.post_json(
            f"/_sim/api/phones/{quote(self.number)}/sms", {"to": to, "body": body}
        )
        if answer.status not in (200, 201):
            raise NotAsTold(f"{self.name} cannot text: {answer.text[:200]}")

    def texts_since(self, seen: set[str]) -> list[str]:
        rows = self.look()["messages"]
        return [row["body"] for row in rows if row["to"] == self.number and row["sid"] not in seen]

    def seen(self) -> set[str]:
        found = self.look()
        return {row["sid"] for row in [*found["messages"], *found["calls"]]}

    def rings_since(self, seen: set[str]) -> bool:
        return any(row["state"] == "ringing" and row["sid"] not in seen for row in self.look()["calls"])


def wait_for(what: str, happened: Callable[[], Any], *, seconds: float) -> Any:
    """What `happened` says once it is true. NotAsTold when it isn't in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = happened()
        if found:
            return found
        time.sleep(POLL_SECONDS)
    raise NotAsTold(f"Not within {seconds:.0f} s: {what}")
