"""Watch the watcher: an independent process that calls the owner straight through the provider when the engine stands."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.request import urlopen

from django.conf import settings
from django.db import Error, connection

from delivery.providers.base import OutgoingText, Provider, SpokenCall
from delivery.providers.errors import DeliveryError
from delivery.providers.registry import platform_provider
from delivery.speech import say_and_hang_up
from routing.heartbeat import age_seconds, beat
from routing.watch_file import Watched, read_watch_file

log = logging.getLogger(__name__)
STALE_SECONDS = 60.0
LOOK_EVERY_SECONDS = 5.0
CALL_AGAIN_SECONDS = 600.0
PING_EVERY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What the watchdog saw: well, or what is wrong in words for the owner, and how long that is borne (a heartbeat
    that is stale was borne already).
    """

    well: bool
    words: str
    patience_seconds: float = 0.0


def look() -> Finding:
    """Is the sweep alive? A database that can't be asked counts as not."""
    try:
        beat("watchdog")
        age = age_seconds("sweep")
    except Error:
        connection.close()
        return Finding(False, "the database does not answer", STALE_SECONDS)
    if age is None or age > STALE_SECONDS:
        return Finding(False, "the engine that sends pages stands still")
    return Finding(True, "")


class Watchdog:
    """Remembers since when things are wrong and whom it told; times are monotonic seconds."""

    def __init__(self, provider: Callable[[], Provider] = platform_provider) -> None:
        self.provider = provider
        self.seen_well = False  # before that the sweep may just be starting, as we are
        self.wrong_since: float | None = None
        self.told_at: float | None = None
        self.pinged_at: float | None = None

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.once(look(), at=time.monotonic())
            stop.wait(LOOK_EVERY_SECONDS)

    def once(self, finding: Finding, *, at: float) -> bool:
        """One look; True when the owners were told now."""
        if finding.well:
            self.seen_well = True
            self.wrong_since = self.told_at = None
            self._ping(at)
            return False
        self.wrong_since = at if self.wrong_since is None else self.wrong_since
        patience = finding.patience_seconds if self.seen_well else STALE_SECONDS
        if at - self.wrong_since < patience:
            return False
        if self.told_at is not None and at - self.told_at < CALL_AGAIN_SECONDS:
            return False
        told = self._tell(finding)
        self.told_at = at if told else None  # nobody was reached: the next look tries again
        return told

    def _tell(self, finding: Finding) -> bool:
        rows = read_watch_file()
        log.error("The watchdog tells %d organizations: %s", len(rows), finding.words)
        told = [self._tell_one(row, phone, finding) for row in rows for phone in row.phones]
        return any(told)

    def _tell_one(self, row: Watched, phone: str, finding: Finding) -> bool:
        """A text and a call; one that fails does not stop the other."""
        text = f"Nightbell for {row.organization}: {finding.words}. Pages may not go out. Look at the server now."
        provider = self.provider()
        message = OutgoingText(row.from_number, phone, text, validity_seconds=3600, status_url="")
        called = SpokenCall(row.from_number, phone, say_and_hang_up([text, text]), ring_seconds=25)
        texted = _tried(lambda: provider.send_text(message))
        return _tried(lambda: provider.speak(called)) or texted

    def _ping(self, at: float) -> None:
        """Tell an outside monitor that all is well, if one is set."""
        if not settings.HEARTBEAT_URL or (
            self.pinged_at is not None and at - self.pinged_at < PING_EVERY_SECONDS
        ):
            return
        self.pinged_at = at
        try:
            urlopen(settings.HEARTBEAT_URL, timeout=5).close()  # noqa: S310 - the owner's own setting
        except (OSError, ValueError):
            log.warning("The outside monitor at HEARTBEAT_URL does not answer.")


def _tried(send: Callable[[], object]) -> bool:
    try:
        send()
    except DeliveryError as error:
        log.error("The watchdog could not tell: %s", error)
        return False
    return True
