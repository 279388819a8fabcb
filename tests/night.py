"""Nights without processes: a clock you move, phones you speak as, mail you read.

    night.alert("Core switch down", severity="critical", client="northwind-dental")
    night.phone("alice").received("Core switch down")
    night.clock.forward(minutes=4)
    night.phone("bob").replies("1")

`clock.forward` does everything that becomes due on the way, in the order of its time, through `routing.due.SOURCES`,
as the sweep would. A message that a test did not look at fails it at the end (`expect_nothing_else`).
"""

import json
import re
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.core import mail
from django.db import connection

from accounts.audit import Actor
from delivery.actions.callbacks import take_report
from delivery.models import Attempt, PhoneNumber
from delivery.providers import forms
from delivery.providers.base import InboundText
from routing.actions.integrations import create_integration
from routing.actions.keys import press, spoken_page
from routing.actions.reply import apply_reply, store_reply
from routing.actions.report import report
from routing.actions.store import Received, store_event
from routing.due import SOURCES, Source, mark_due
from routing.models import Handling, Incident, Integration
from tests.wire import Sent, Wire
from tests.world import DANA, NIGHT, PAGING_NUMBER, PHONES, World

MOST_TURNS = 300
SOON = timedelta(milliseconds=500)  # recording a request takes some milliseconds of the real clock


class Clock:
    """The night's own time. Moving it does what is due on the way."""

    def __init__(self, night: "Night", now: datetime) -> None:
        self.night, self.now = night, now

    def forward(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        until = self.now + timedelta(hours=hours, minutes=minutes, seconds=seconds)
        self.to(until)

    def to(self, until: datetime) -> None:
        """On to an instant, through every due time before it."""
        self.night.do_due()
        while (moment := self.night.next_moment()) and moment <= until:
            self.now = max(self.now, moment)
            self.night.do_due()
        self.now = max(self.now, until)


class Call:
    """A call on its way to a phone, or answered."""

    def __init__(self, night: "Night", sent: Sent) -> None:
        self.night, self.sent, self.turn, self.said = night, sent, 1, ""

    @property
    def attempt(self) -> Attempt:
        rows = Attempt.objects.select_related("message__number", "message__organization")
        return rows.get(pk=self.sent.attempt)

    def rang_after(self, incident: Incident) -> int:
        """Seconds from the start of the incident's paging."""
        assert incident.paging_started_at
        return round((self.sent.at - incident.paging_started_at).total_seconds())

    def picked_up(self, *, after: float = 8, by: str = "") -> "Call":
        """Somebody (or, by="machine_start", something) answers after so many seconds of ringing."""
        wire = self.night.wire
        wire.take_back(self.sent)
        if not self.sent.says:
            wire.call_report(self.sent, 0, "ringing")
        self.night.do_reports()
        self.night.clock.forward(seconds=after)
        more = {"AnsweredBy": by} if by else {}
        wire.call_report(self.sent, 0, "in-progress", **more)
        self.night.do_reports()
        self.said = spoken_page(attempt=self.attempt, answered_by=by, now=self.night.clock.now)
        return self

    def presses(self, digits: str, *, turn: int | None = None) -> str:
        """A key in the open prompt; what is said then."""
        params = {
            "CallSid": self.sent.sid,
            "Digits": digits,
            "From": self.sent.from_number,
            "To": self.sent.to,
        }
        number = turn or self.turn
        other = re.search(r"/keys/\d+/(\d+)/", self.said)  # where the prompt that is open sends its keys
        self.said = press(
            attempt=self.attempt, turn=number, pressed=forms.parse_keys(params), now=self.night.clock.now,
            page_id=int(other.group(1)) if other else None,
        )  # fmt: skip
        self.turn = number + 1 if turn is None else self.turn
        self.night.do_due()
        return self.said

    def hangs_up(self) -> None:
        self.night.wire.call_report(self.sent, 0, "completed")
        self.night.do_due()

    def rejects(self) -> None:
        """Declined while it rings."""
        self.night.wire.take_back(self.sent)
        self.night.wire.call_report(self.sent, 0, "busy")
        self.night.do_due()


class Phone:
    """Somebody's phone: what it got, and what its owner does with it."""

    def __init__(self, night: "Night", address: str) -> None:
        self.night, self.address = night, address

    def _unread(self, kind: str) -> list[Sent]:
        return [
            sent
            for sent in self.night.wire.sent
            if sent.to == self.address and sent.kind == kind and not sent.read
        ]

    def received(self, *words: str) -> str:
        """The first unread text with all these words; it counts as read."""
        for sent in self._unread("text"):
            if all(word in sent.body for word in words):
                sent.read = True
                return sent.body
        unread = [sent.body for sent in self._unread("text")]
        raise AssertionError(f"{self.address} got no text with {words}; unread: {unread}")

    def rang(self) -> Call:
        """The first call not looked at."""
        calls = self._unread("call")
        assert calls, f"{self.address} did not ring"
        calls[0].read = True
        return Call(self.night, calls[0])

    @property
    def is_quiet(self) -> bool:
        """Nothing came that was not looked at."""
        return not self._unread("text") and not self._unread("call")

    def replies(self, body: str, *, to: str = PAGING_NUMBER, sid: str = "") -> bool:
        """A text to the paging number; what comes back is on the phone then. False: a webhook delivered twice."""
        sid = sid or f"SM-in-{next(self.night.counter)}"
        text = InboundText(sid, self.address, to, body, media_count=0, opt_out="", params={})
        number = PhoneNumber.objects.filter(number=to, archived_at=None).first()
        stored = store_reply(text=text, number=number, now=self.night.clock.now)
        if stored is not None:
            apply_reply(reply_id=stored.pk, now=self.night.clock.now)
        self.night.do_due()
        return stored is not None

    def is_off(self) -> None:
        """Texts come back undelivered, calls fail at once: a dead end on every way."""
        self.night.wire.of(self.address).text_error = 30003
        self.night.wire.of(self.address).calls = "failed"

    def takes_no_texts(self) -> None:
        self.night.wire.of(self.address).text_error = 30003


class Night:
    """Harbor Pine at 02:14, its phones and its clock."""

    def __init__(self, world: World, now: datetime = NIGHT) -> None:
        self.world = world
        self.clock = Clock(self, now)
        self.wire = Wire(self.clock)
        self.counter = count(1)
        self.rest_is_noise = False

    def phone(self, name: str) -> Phone:
        """By a member's name, `dana` for the client, or a number."""
        return Phone(self, {"dana": DANA, **PHONES}.get(name, name))

    def integration(self, name: str = "RMM", **more: Any) -> Integration:
        """A live source; the same one for the same name."""
        found = Integration.objects.filter(organization=self.world.organization, name=name).first()
        if found:
            return found
        made, _ = create_integration(
            organization=self.world.organization, name=name, kind="generic", client=more.pop("client", None),
            actor=Actor.system(), now=self.clock.now, **more,
        )  # fmt: skip
        return made

    def alert(self, summary: str = "Core switch down", **fields: Any) -> Handling:
        """A JSON alert from the RMM, P1 and Northwind's unless told otherwise, and everything that is due then."""
        body = {"summary": summary, "severity": "critical", "client": "northwind-dental", **fields}
        return self.posted(json.dumps(body).encode())

    def posted(
        self,
        raw: bytes,
        *,
        content_type: str = "application/json",
        source: str = "RMM",
        delivery_id: str | None = None,
    ) -> Handling:
        """Any bytes from a source, stored and handled."""
        now = self.clock.now
        received = Received(
            raw=raw, content_type=content_type, method="POST", path="/in/", address=None, received_at=now,
            decided_at=now, delivery_id=delivery_id,
        )  # fmt: skip
        event_id, _ = store_event(integration=self.integration(source), received=received)
        self.do_due()
        return Handling.objects.select_related("incident", "alert").get(pk=event_id)

    def reported(
        self, summary: str = "Nobody can log in", priority: str = "P1", client: str = "northwind", **more: Any
    ) -> Incident:
        """Carol reports for a client that Dana rang."""
        given = {
            "kind": "member",
            "service_line": "help_desk",
            "contact_name": "Dana Reyes",
            "contact_phone": DANA,
            **more,
        }
        found = report(
            organization=self.world.organization, summary=summary, priority=priority, received_at=self.clock.now,
            client=getattr(self.world, client), reporter=self.world.carol, **given,
        )  # fmt: skip
        self.do_due()
        return Incident.objects.get(pk=found.pk)

    def incident(self, number: int | None = None) -> Incident:
        """The newest, or the one with this number, as it is now."""
        rows = Incident.objects.select_related("organization", "client", "site", "taken_by__user", "contact")
        return rows.get(number=number) if number else rows.order_by("-pk")[0]

    def timeline(self) -> list[str]:
        return list(self.incident().timeline.order_by("id").values_list("text", flat=True))

    def mails(self, to: str) -> list[str]:
        """Subjects of what lies in a mailbox."""
        return [message.subject for message in mail.outbox if to in message.to]

    # what the processes would do

    def do_due(self) -> None:
        """Everything due now, reports of the provider first, until nothing is."""
        for _ in range(MOST_TURNS):
            self.do_reports()
            due = [source for source, at in self._moments() if at <= self.clock.now]
            for source in due:
                self._do_source(source)
            if not due and not self._settles():
                return
        raise AssertionError(f"Something stays due at {self.clock.now}: {[source.name for source in due]}")

    def _settles(self) -> bool:
        moment = self.next_moment()
        if moment is None or moment >= self.clock.now + SOON:
            return False
        self.clock.now = max(self.clock.now, moment)
        return True

    def _do_source(self, source: Source) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {source.table} SET nudged_at = NULL WHERE nudged_at IS NOT NULL")
        for row in mark_due(source, now=self.clock.now):
            source.run(row.key, self.clock.now)

    def _moments(self) -> list[tuple[Source, datetime]]:
        """When each source has something due next."""
        selects = [
            f"SELECT {at} AS place, min({source.due}) FROM {source.table} WHERE {source.where}"
            for at, source in enumerate(SOURCES)
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(selects) + " ORDER BY place")
            return [(SOURCES[at], moment) for at, moment in cursor.fetchall() if moment]

    def do_reports(self) -> int:
        """Status callbacks whose time has come."""
        due = [report for report in self.wire.reports if report.at <= self.clock.now]
        self.wire.reports = [report for report in self.wire.reports if report.at > self.clock.now]
        for one in due:
            one.sent.says = one.params
            account = PhoneNumber.objects.filter(number=one.sent.from_number)[0].account
            if one.sent.attempt:
                take_report(
                    account=account,
                    attempt_id=one.sent.attempt,
                    report=forms.parse_status(one.params),
                    now=self.clock.now,
                )
        return len(due)

    def next_moment(self) -> datetime | None:
        """When something is due next."""
        moments = [report.at for report in self.wire.reports] + [at for _, at in self._moments()]
        return min(moments, default=None)

    def expect_nothing_else(self) -> None:
        """Every text and call was looked at."""
        left = [f"{sent.kind} to {sent.to}: {sent.body}" for sent in self.wire.sent if not sent.read]
        assert self.rest_is_noise or not left, "Nobody expected: " + "; ".join(left)
