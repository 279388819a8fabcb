"""Watch the watcher: who is called, and how, when the engine stands still (promise 15)."""

import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from delivery.models import ContactMethod, ProviderAccount
from delivery.outcomes import Reason
from delivery.providers.errors import DeliveryError, Kind
from oncall.models import FallbackEntry
from routing.heartbeat import age_seconds, beat
from routing.models import Heartbeat
from routing.watch_file import path, read_watch_file, write_watch_file
from routing.watchdog import Finding, Watchdog, look
from tests.night import Clock
from tests.wire import Wire
from tests.world import LONG_AGO, NIGHT, PAGING_NUMBER, PHONES, Elsewhere, World, give_phone

pytestmark = pytest.mark.django_db
WELL = Finding(True, "")


@pytest.fixture
def wire() -> Wire:
    return Wire(Clock(None, NIGHT))  # type: ignore[arg-type]


@pytest.fixture
def dog(harbor_pine: World, wire: Wire, settings: Any, tmp_path: Path) -> Watchdog:
    """It has the file that the sweep wrote last."""
    settings.VAR_DIR, settings.HEARTBEAT_URL = tmp_path, ""
    write_watch_file(now=NIGHT)
    return Watchdog(provider=lambda: wire)


def sweep_stands_since(seconds: float) -> None:
    beat("sweep")
    Heartbeat.objects.filter(name="sweep").update(
        at=Heartbeat.objects.get(name="sweep").at - timedelta(seconds=seconds)
    )


# Looking


def test_a_sweep_that_lives_is_well_and_the_watchdog_shows_a_sign_of_life_itself() -> None:
    beat("sweep")

    assert look() == WELL
    assert age_seconds("watchdog") is not None


@pytest.mark.parametrize(("seconds", "well"), [(1, True), (55, True), (61, False), (9000, False)])
def test_a_heartbeat_is_stale_after_a_minute(seconds: float, well: bool) -> None:
    sweep_stands_since(seconds)

    assert look().well is well


def test_a_sweep_that_was_never_seen_is_not_well() -> None:
    assert look().words == "the engine that sends pages stands still"


# Telling


STILL = Finding(False, "the engine that sends pages stands still")
GONE = Finding(False, "the database does not answer", 60.0)


def test_the_fallback_gets_a_text_and_a_call_that_carries_its_own_words(dog: Watchdog, wire: Wire) -> None:
    dog.once(WELL, at=0)

    assert dog.once(STILL, at=65) is True

    told = sorted((sent.kind, sent.to) for sent in wire.sent)
    assert told == sorted((kind, PHONES[name]) for kind in ("text", "call") for name in ("alice", "carol"))
    assert {sent.from_number for sent in wire.sent} == {PAGING_NUMBER}
    words = "Nightbell for Harbor Pine IT: the engine that sends pages stands still. Pages may not go out."
    assert all(words in sent.body for sent in wire.sent)
    assert all(sent.body.startswith("<?xml") for sent in wire.sent if sent.kind == "call")


def test_a_database_that_is_away_for_a_moment_is_borne_for_a_minute(dog: Watchdog, wire: Wire) -> None:
    dog.once(WELL, at=0)

    looks = [dog.once(GONE, at=at) for at in (5, 30, 64, 65)]

    assert looks == [False, False, False, True]


def test_everything_that_starts_together_is_given_a_moment(dog: Watchdog, wire: Wire) -> None:
    """Yesterday's heartbeat is stale when the machine starts: that is no alarm yet, but soon."""
    assert dog.once(STILL, at=0) is False
    assert any(dog.once(STILL, at=at) for at in range(5, 66, 5))


def test_it_calls_again_every_ten_minutes_while_it_lasts_and_not_after(dog: Watchdog) -> None:
    dog.once(WELL, at=0)

    told = [at for at in range(10, 1900, 5) if dog.once(STILL, at=at)]

    assert [later - earlier for earlier, later in zip(told, told[1:], strict=False)] == [600] * 3
    assert dog.once(WELL, at=1900) is False
    assert dog.once(STILL, at=1905) is True  # a new trouble is told at once


def test_a_phone_that_refuses_keeps_nobody_else_from_being_told(dog: Watchdog, wire: Wire) -> None:
    wire.of(PHONES["alice"]).refused = DeliveryError(kind=Kind.PERMANENT, reason=Reason.INVALID_ADDRESS)
    dog.once(WELL, at=0)

    assert dog.once(STILL, at=65) is True

    assert {sent.to for sent in wire.sent} == {PHONES["carol"]}


def test_when_nobody_could_be_told_it_tries_again_at_the_next_look(dog: Watchdog, wire: Wire) -> None:
    for name in ("alice", "carol"):
        wire.of(PHONES[name]).refused = DeliveryError(kind=Kind.RETRY, reason=Reason.PROVIDER_UNREACHABLE)
    dog.once(WELL, at=0)
    assert dog.once(STILL, at=65) is False

    for name in ("alice", "carol"):
        wire.of(PHONES[name]).refused = None

    assert dog.once(STILL, at=70) is True


def test_it_needs_no_database_to_tell(dog: Watchdog, wire: Wire, django_assert_num_queries: Any) -> None:
    dog.once(WELL, at=0)

    with django_assert_num_queries(0):
        assert dog.once(GONE, at=5) is False
        assert dog.once(GONE, at=66) is True


# The outside monitor


@pytest.fixture
def monitor(settings: Any) -> Iterator[list[str]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.HEARTBEAT_URL = f"http://127.0.0.1:{server.server_port}/ping"
    yield asked
    server.shutdown()
    server.server_close()


def test_while_all_is_well_an_outside_monitor_hears_it_once_a_minute(monitor: list[str]) -> None:
    dog = Watchdog()

    for at in (0, 5, 59, 60, 65):
        dog.once(WELL, at=at)

    assert monitor == ["/ping", "/ping"]


def test_it_hears_nothing_while_it_is_not(monitor: list[str]) -> None:
    Watchdog().once(STILL, at=0)

    assert monitor == []


def test_a_monitor_that_is_away_does_no_harm(settings: Any) -> None:
    settings.HEARTBEAT_URL = "http://127.0.0.1:1/"

    assert Watchdog().once(WELL, at=0) is False


# Its file


def test_only_we_can_read_the_file(dog: Watchdog) -> None:
    assert stat.S_IMODE(path().stat().st_mode) == 0o600
    assert not [found for found in path().parent.iterdir() if found != path()]


def test_it_names_each_firm_its_number_and_the_fallbacks_verified_phones(dog: Watchdog) -> None:
    ContactMethod.objects.filter(address=PHONES["carol"]).update(verified_at=None)
    write_watch_file(now=NIGHT)

    [row] = read_watch_file()

    assert (row.organization, row.from_number, row.phones) == (
        "Harbor Pine IT",
        PAGING_NUMBER,
        [PHONES["alice"]],
    )


def test_the_sweep_asks_three_questions_for_it_however_many_firms_there_are(
    dog: Watchdog, other: Elsewhere, django_assert_num_queries: Any
) -> None:
    give_phone(other.mallory, "+12125550211")
    account = ProviderAccount.objects.get()
    other.organization.phone_numbers.create(
        account=account, number="+12125550200", purpose="paging", created_at=LONG_AGO
    )
    FallbackEntry.objects.create(organization=other.organization, position=9, member=other.mallory)

    with django_assert_num_queries(3):
        write_watch_file(now=NIGHT)

    assert [(row.from_number, row.phones) for row in read_watch_file()] == [
        (PAGING_NUMBER, [PHONES["alice"], PHONES["carol"]]),
        ("+12125550200", ["+12125550211"]),
    ]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"organizations": [{"x": 1}]}', json.dumps({"organizations": 7})]
)
def test_a_file_that_cannot_be_read_is_no_reason_to_fall_over(dog: Watchdog, content: str) -> None:
    path().write_text(content)

    assert read_watch_file() == []
    dog.once(WELL, at=0)
    assert dog.once(STILL, at=65) is False
