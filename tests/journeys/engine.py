"""The product as processes, kept for many stories: each has its own night in them, and nothing of the one before."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.test import override_settings

from config.env import ROOT
from config.stack.children import own_children
from config.stack.guarded import Guarded
from config.stack.ports import free_port
from config.stack.surroundings import Doors
from tests.processes import Processes, RealProcess, surroundings

SEEN_FROM_HERE = ("PUBLIC_BASE_URL", "PHONESIM_URL", "TWILIO_API_BASE_URL", "REDIS_URL")


@dataclass
class Engine:
    """The running processes by name, the addresses of web and simulator, and where mail is put."""

    processes: Processes
    environment: dict[str, str]
    by_name: dict[str, RealProcess] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        started = self.processes.start_together(*names)
        self.by_name.update(zip(names, started, strict=True))

    def make_whole(self, *names: str) -> None:
        """These run again, and nothing else does."""
        for process in self.processes.started:
            if process.alive:
                process.thaw()
        for process in self.processes.started:
            if process.alive and process not in self.by_name.values():
                process.kill()
        missing = [self[name] for name in names if not self[name].alive]
        for process in missing:
            process.launch()
        for process in missing:
            process.wait_until_ready()

    def another(self, name: str) -> RealProcess:
        """One more of these, until the end of the story."""
        return self.processes.start(name)

    def __getitem__(self, name: str) -> RealProcess:
        return self.by_name[name]

    @property
    def web_url(self) -> str:
        return self.processes.web_url

    @property
    def phonesim_url(self) -> str:
        return self.processes.phonesim_url

    @property
    def mail(self) -> Path:
        return Path(self.environment["VAR_DIR"], "mail")

    @property
    def watch_file(self) -> str:
        """What the watchdog knows when it can ask nobody."""
        written = Path(self.environment["VAR_DIR"], "watchdog.json")
        return written.read_text() if written.exists() else ""


@contextmanager
def engine_in(directory: Path, **more: str) -> Iterator[Engine]:
    """An engine with nothing started yet; `more` is told to every process. This process takes its addresses for its own."""
    doors = Doors(web=free_port(), phonesim=free_port())
    environment = {**surroundings(doors=doors, directory=directory), **more}
    children = own_children(checkout=ROOT, environment=environment, doors=doors)
    addresses = {name: environment[name] for name in SEEN_FROM_HERE}
    with Guarded() as guarded, override_settings(**addresses):
        processes = Processes(
            children, directory, guarded, environment["PUBLIC_BASE_URL"], environment["PHONESIM_URL"]
        )
        try:
            yield Engine(processes, environment)
        finally:
            processes.end()


def clock_offset() -> Path:
    """The file that every process reads for the time."""
    return Path(os.environ["CLOCK_OFFSET_FILE"])
