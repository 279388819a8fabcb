"""Real processes in a test: workers, sweep, watchdog, web, phonesim, on the test's own database and broker.

    def test_a_killed_worker_loses_nothing(processes):
        worker = processes.start("page-worker")
        worker.kill()           # SIGKILL, with its pool
        worker.start()          # and again
        worker.freeze()         # SIGSTOP
        worker.thaw()           # SIGCONT
        worker.stop()           # SIGTERM, waits

The names are those of config.stack.children. `processes.web_url` and `processes.phonesim_url` are known before
anything runs, and are what every process (and this one's settings) takes for its own address.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from django.db import connection

from config.env import ROOT
from config.stack.child import Child, launch, stop, wait_until_ready
from config.stack.children import own_children
from config.stack.guarded import Guarded
from config.stack.ports import free_port
from config.stack.surroundings import Doors

SAYS_READY = {"page-worker": " ready.", "default-worker": " ready.", "scheduler": "beat: Starting"}
GRACE_SECONDS = 10


@dataclass
class RealProcess:
    """One process of the product; its log is kept over restarts."""

    child: Child
    log: Path
    guarded: Guarded
    process: subprocess.Popen[bytes] | None = None
    said_before: int = 0  # bytes in the log when it was last started

    @property
    def pid(self) -> int:
        assert self.process, f"{self.child.name} was not started"
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> "RealProcess":
        self.launch()
        return self.wait_until_ready()

    def launch(self) -> None:
        """Begin to start; `wait_until_ready` waits for the rest."""
        assert not self.alive, f"{self.child.name} runs already"
        self.log.touch()
        self.said_before = self.log.stat().st_size
        with self.log.open("ab") as output:
            self.process = launch(self.child, output=output)
        self.guarded.watch(self.process.pid, stop_signal=signal.SIGKILL)

    def wait_until_ready(self) -> "RealProcess":
        assert self.process, f"{self.child.name} was not started"
        try:
            wait_until_ready(self.child, self.process)
            self._wait_for_word(self.said_before)
        except Exception as error:
            raise AssertionError(f"{error}\n{self.text()[-4000:]}") from error
        return self

    def _wait_for_word(self, before: int) -> None:
        word = SAYS_READY.get(self.child.name, "")
        deadline = time.monotonic() + 30
        while word not in self.text()[before:]:
            assert self.alive, f"{self.child.name} ended at once"
            assert time.monotonic() < deadline, f"{self.child.name} never said {word!r}"
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL to it and all it started; reaped when this returns."""
        self._signal(signal.SIGKILL)
        self._reaped(self.process.wait())

    def freeze(self) -> None:
        """SIGSTOP: alive, but doing nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> int:
        """End it as an operator would. The exit code."""
        code = stop(self.child, self.process)
        self._reaped(code)
        return code

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def _reaped(self, code: int) -> None:
        self.guarded.forget(self.pid)


@dataclass
class Processes:
    """The processes of one test."""

    children: dict[str, Child]
    directory: Path
    guarded: Guarded
    web_url: str
    phonesim_url: str
    started: list[RealProcess] = field(default_factory=list)

    def start(self, name: str) -> RealProcess:
        """A process by its name in config.stack.children; the same name may be started several times."""
        return self.start_together(name)[0]

    def start_together(self, *names: str) -> list[RealProcess]:
        """Several at once: they are waited for when all of them are on their way."""
        fresh = [self._named(name) for name in names]
        for process in fresh:
            process.launch()
        return [process.wait_until_ready() for process in fresh]

    def _named(self, name: str) -> RealProcess:
        log = self.directory / f"{name}-{len(self.started)}.log"
        self.started.append(RealProcess(self.children[name], log, self.guarded))
        return self.started[-1]

    def end(self) -> None:
        for process in reversed(self.started):
            if process.alive:
                process.kill()


def database_url() -> str:
    """The address of the test's own database, as pytest-django made it."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(given._replace(path=f"/{connection.settings_dict['NAME']}"))


def surroundings(*, doors: Doors, directory: Path) -> dict[str, str]:
    """What every process of the test is told."""
    return {
        "NIGHTBELL_ENV": "test",
        "RUN_ENV_FILE": os.devnull,
        "DATABASE_URL": database_url(),
        "REDIS_URL": os.environ["REDIS_URL"],
        "VAR_DIR": str(directory),
        "CLOCK_OFFSET_FILE": os.environ["CLOCK_OFFSET_FILE"],
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{doors.web}",
        "PHONESIM_URL": f"http://127.0.0.1:{doors.phonesim}",
        "TWILIO_API_BASE_URL": f"http://127.0.0.1:{doors.phonesim}",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 31 + "1",
        "TWILIO_AUTH_TOKEN": "demo-auth-token",
        "WHITENOISE_USE_FINDERS": "on",
    }


@pytest.fixture
def processes(transactional_db: None, tmp_path: Path, settings: object) -> Iterator[Processes]:
    """Starts the product's processes for one test, and leaves none of them behind."""
    doors = Doors(web=free_port(), phonesim=free_port())
    environment = surroundings(doors=doors, directory=tmp_path)
    for name in ("PUBLIC_BASE_URL", "PHONESIM_URL", "TWILIO_API_BASE_URL"):
        setattr(settings, name, environment[name])
    redis.Redis.from_url(environment["REDIS_URL"]).flushdb()
    children = own_children(checkout=ROOT, environment=environment, doors=doors)
    with Guarded() as guarded:
        ours = Processes(
            children, tmp_path, guarded, environment["PUBLIC_BASE_URL"], environment["PHONESIM_URL"]
        )
        yield ours
        ours.end()
