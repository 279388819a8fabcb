"""A line to the guard: processes named here don't outlive us, however we end."""

import contextlib
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

GUARD = Path(__file__).with_name("guard.py")


class Guarded:
    """Holds the guard's standard input open for as long as we live. Used as a context.

    `keep` is the descriptor of a lock: the guard shares it, so that it is held until the guard is done too.
    """

    def __init__(self, *, keep: int | None = None) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", GUARD],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
            pass_fds=() if keep is None else (keep,),
        )

    def watch(self, pid: int, *, stop_signal: signal.Signals) -> None:
        self._say(f"+{pid} {stop_signal.value}")

    def forget(self, pid: int) -> None:
        """The process was reaped: its number may belong to somebody else from now on."""
        self._say(f"-{pid}")

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None  # opened as a pipe above
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()

    def __enter__(self) -> "Guarded":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
