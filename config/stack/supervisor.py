"""Keeps the processes of the stack: starts them floor by floor, restarts what dies, stops all in reverse order."""

import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from config.stack.child import Child, NotReady, launch, stop, wait_until_ready
from config.stack.child_log import ChildLog
from config.stack.errors import StackError
from config.stack.guarded import Guarded
from config.stack.progress import say

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # who lives this long starts again without a pause that grew


@dataclass
class Kept:
    """A child with its present process."""

    child: Child
    log: ChildLog
    process: subprocess.Popen[bytes]
    started: float
    pause: float = FIRST_PAUSE_SECONDS / 2
    restart_at: float | None = None


@dataclass
class Supervisor:
    """The floors of the stack, lowest first; a higher one needs the lower ones."""

    logs: Path
    guarded: Guarded
    pause: Callable[[float], None]
    floors: list[list[Kept]] = field(default_factory=list)

    def start(self, *children: Child) -> None:
        """Start the next floor; its processes start at once, then each is asked until it is ready."""
        floor: list[Kept] = []
        self.floors.append(floor)
        for child in children:
            log = ChildLog(name=child.name, directory=self.logs, quiet=child.quiet)
            floor.append(Kept(child, log, self._launch(child, log), time.monotonic()))
        for kept in floor:
            self._wait(kept)

    def _wait(self, kept: Kept) -> None:
        try:
            wait_until_ready(kept.child, kept.process, pause=self._pause_with_all_alive)
        except NotReady as error:
            raise StackError(f"{error} {kept.log.last_words()}") from error

    def _pause_with_all_alive(self, seconds: float) -> None:
        """Sleep; then, while the stack starts, nobody may have died."""
        self.pause(seconds)
        for kept in self.everybody():
            code = kept.process.poll()
            if code is not None:
                raise StackError(f"{kept.child.name} ended {how(code)} at the start. {kept.log.last_words()}")

    def _launch(self, child: Child, log: ChildLog) -> subprocess.Popen[bytes]:
        process = launch(child, output=subprocess.PIPE)
        self.guarded.watch(process.pid, stop_signal=child.stop_signal)
        assert process.stdout is not None  # a pipe, as asked
        log.follow(process.stdout)
        return process

    def tend(self, *, now: float) -> None:
        """Say who died and start it again after a pause that grows while it keeps dying. `now` is monotonic."""
        for kept in self.everybody():
            if kept.restart_at is None and kept.process.poll() is not None:
                self._note_death(kept, now=now)
            if kept.restart_at is not None and now >= kept.restart_at:
                self._restart(kept, now=now)

    def _note_death(self, kept: Kept, *, now: float) -> None:
        self.guarded.forget(kept.process.pid)
        kept.pause = next_pause(kept.pause, lived=now - kept.started)
        kept.restart_at = now + kept.pause
        say(
            f"{kept.child.name} ended {how(kept.process.returncode)}; it starts again in {kept.pause:.0f} s. "
            f"{kept.log.last_words()}"
        )

    def _restart(self, kept: Kept, *, now: float) -> None:
        kept.process = self._launch(kept.child, kept.log)
        kept.started, kept.restart_at = now, None
        say(f"{kept.child.name} was started again (process {kept.process.pid}).")

    def everybody(self) -> Sequence[Kept]:
        return [kept for floor in self.floors for kept in floor]

    def stop(self) -> None:
        """Stop the floors from the top, the processes of one floor together; all are reaped at the end."""
        while self.floors:
            self.stop_highest()

    def stop_highest(self) -> None:
        """Stop the floor that was started last, its processes together."""
        floor = self.floors.pop()
        with ThreadPoolExecutor(max(len(floor), 1)) as pool:
            list(pool.map(self._stop_one, floor))

    def _stop_one(self, kept: Kept) -> None:
        began = time.monotonic()
        code = stop(kept.child, kept.process)
        self.guarded.forget(kept.process.pid)
        say(f"  {kept.child.name} stopped {how(code)} in {time.monotonic() - began:.1f} s")


def next_pause(pause: float, *, lived: float) -> float:
    """Seconds to wait before the next start: one after a steady life, else twice the last pause."""
    return FIRST_PAUSE_SECONDS if lived > STEADY_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)


def how(code: int) -> str:
    """An exit code in words; below zero it is the signal that ended the process."""
    if code < 0:
        return f"by signal {-code}"
    return "cleanly" if code == 0 else f"with code {code}"
