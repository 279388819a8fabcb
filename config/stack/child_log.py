"""The lines of one process: all of them into var/log/<name>.log, the alarming ones also on the console."""

import re
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from config.stack.progress import say

LARGEST_BYTES = 10_000_000
LONGEST_SHOWN = 160
LAST_WORDS_SECONDS = 1.0  # what a process said at its end is read within
MOST_SHOWN_A_MINUTE = 5
ALARMING = re.compile(r"\b(ERROR|CRITICAL|PANIC)\b|^\w+(\.\w+)*Error\b")


class ChildLog:
    """Follows a process's output in a thread of its own until it ends."""

    def __init__(self, *, name: str, directory: Path, quiet: bool) -> None:
        self.name = name
        self.path = directory / f"{name}.log"
        self.quiet = quiet
        self.last = ""
        self.shown_at: list[float] = []  # monotonic
        self.reader: threading.Thread | None = None

    def follow(self, output: IO[bytes]) -> None:
        self.reader = threading.Thread(
            target=self._copy, args=(output,), name=f"log of {self.name}", daemon=True
        )
        self.reader.start()

    def _copy(self, output: IO[bytes]) -> None:
        with output:
            for line in output:
                self._keep(line.decode(errors="replace").rstrip())

    def _keep(self, line: str) -> None:
        if self.path.exists() and self.path.stat().st_size > LARGEST_BYTES:
            self.path.replace(self.path.with_suffix(".log.1"))
        with self.path.open("a") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {self.name} | {line}\n")
        self.last = line or self.last
        if not self.quiet and ALARMING.search(line) and self.may_show(now=time.monotonic()):
            say(f"{self.name} | {line[:LONGEST_SHOWN]}")

    def may_show(self, *, now: float) -> bool:
        """A few lines a minute: what repeats stays in the log."""
        self.shown_at = [at for at in self.shown_at if at > now - 60]
        if len(self.shown_at) == MOST_SHOWN_A_MINUTE:
            return False
        self.shown_at.append(now)
        return True

    def last_words(self) -> str:
        """Where to read on, and the last line, for whom it concerns: read to the end where the process has ended."""
        if self.reader:
            self.reader.join(LAST_WORDS_SECONDS)
        return f"Its log: {self.path}. Last line: {self.last[:LONGEST_SHOWN]}"
