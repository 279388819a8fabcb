"""One night of Harbor Pine in the running engine: sources that send alerts, what became of them, and the clock."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import UUID

from delivery.models import Message
from hours import clock as hours_clock
from routing.models import Handling
from tests.journeys.waiting import until
from tests.world import NIGHT, World
from web.demo.outside import Answer, Browser

Row = dict[str, Any]


class Clock:
    """Everybody's clock: this process's, the engine's and the simulator's."""

    def now(self) -> datetime:
        return hours_clock.now()

    def forward(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0) -> None:
        hours_clock.move(seconds + 60 * minutes + 3600 * hours)

    def at(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """So long after the story began; never back, should it be later already."""
        left = (NIGHT - self.now()).total_seconds() + 60 * minutes + seconds
        self.forward(max(left, 0))

    def back(self, *, minutes: float) -> None:
        """It steps back, as clocks that are set right do."""
        hours_clock.move(-60 * minutes)

    def until(self, instant: datetime) -> None:
        hours_clock.move((instant - self.now()).total_seconds())


@dataclass
class Api:
    """The API as one token sees it."""

    url: str
    token: str

    def get(self, path: str) -> Any:
        answer = Browser(self.url).get(f"/api/v1/{path}", self._headers())
        assert answer.status == 200, f"{path}: {answer.status} {answer.text[:500]}"
        return answer.json()

    def post(self, path: str, **body: object) -> Answer:
        return Browser(self.url).post_json(f"/api/v1/{path}", body, self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Told:
    """One thing that was told to the engine, and the incident it belongs to, seen through the API."""

    event: UUID
    api: Api

    @property
    def number(self) -> int:
        """The incident's number, waited for."""

        def look() -> int | None:
            rows = Handling.objects.filter(pk=self.event, incident__isnull=False)
            return rows.values_list("incident__number", flat=True).first()

        return until(look, "the alert has become an incident") or 0

    def row(self) -> Row:
        return dict(self.api.get(f"incidents/{self.number}/"))

    def becomes(self, status: str) -> "Told":
        self._until(lambda row: row["status"] == status, f"the incident is {status}")
        return self

    def says(self, words: str) -> "Told":
        """A line of the timeline has these words, waited for."""
        self._until(lambda row: words in self.words(row), f"the timeline says {words!r}")
        return self

    def words(self, row: Row | None = None) -> str:
        return "\n".join(line["text"] for line in (row or self.row())["timeline"])

    def pages(self, to: str) -> list[Row]:
        """The pages of one person, in order."""
        return [page for page in self.row()["pages"] if page["to"].startswith(f"{to}@")]

    def _until(self, holds: Callable[[Row], bool], what: str) -> None:
        try:
            until(lambda: holds(self.row()), what)
        except AssertionError as never:
            row = self.row()
            raise AssertionError(f"{never}. It is {row['status']}.\n{self.words(row)}") from None


@dataclass
class Source:
    """A monitoring tool with a key of its own."""

    url: str
    key: str
    api: Api

    def __call__(self, summary: str, **fields: object) -> Told:
        """An alert about Northwind Dental, critical unless told; accepted, and therefore stored."""
        given = {"summary": summary, "severity": "critical", "client": "northwind-dental", **fields}
        status, body = self.sends(json.dumps(given).encode())
        assert status == 202, f"{status} {body}"
        return Told(UUID(json.loads(body)["event"]), self.api)

    def sends(self, raw: bytes, *, content_type: str = "application/json", key: str = "") -> tuple[int, str]:
        """Any bytes; the answer's status and body."""
        request = Request(
            f"{self.url}/in/{key or self.key}/", raw, {"Content-Type": content_type}, method="POST"
        )
        try:
            with urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()


@dataclass
class Mailbox:
    """The mails of the demo and of tests: files in one directory."""

    directory: Path

    def to(self, address: str) -> list[Mail]:
        found = [message_from_bytes(path.read_bytes()) for path in sorted(self.directory.glob("*"))]
        return [mail for mail in found if mail["To"] == address]

    def received(self, address: str, *words: str) -> Mail:
        """The first mail to this address whose subject or text has all these words, waited for."""

        def look() -> Mail | None:
            return next(
                (mail for mail in self.to(address) if all(word in text_of(mail) for word in words)), None
            )

        return until(look, f"{address} gets a mail with {words}") or Mail()

    def empty(self) -> None:
        for path in self.directory.glob("*"):
            path.unlink()


def text_of(mail: Mail) -> str:
    payload = mail.get_payload(decode=True)
    return f"{mail['Subject']}\n{payload.decode() if isinstance(payload, bytes) else ''}"


@dataclass
class Night:
    """Where a story plays: the firm, its clock, its sources, its mail."""

    world: World
    clock: Clock
    web_url: str
    mail: Mailbox
    api: Api
    key: str
    sources: list[Source] = field(default_factory=list)

    @property
    def source(self) -> Source:
        return Source(self.web_url, self.key, self.api)

    def quiet(self) -> None:
        """Wait until nothing that is due is left to be sent, followed up or done."""
        until(lambda: not self._busy(), "nothing is due any more")

    def _busy(self) -> bool:
        now = self.clock.now()
        rows = Message.objects.filter(ended_at=None)
        unsent = (
            rows.filter(due_at__lte=now, status="queued").exists() or rows.filter(status="sending").exists()
        )
        texts = rows.filter(status="waiting", channel="sms", due_at__lte=now).exists()
        ended = Message.objects.filter(ended_at__isnull=False, followed_up_at=None).exists()
        return unsent or texts or ended or Handling.objects.filter(due_at__lte=now).exists()
