"""`make run`'s launcher, whole, in a copy of the checkout: comes up, keeps itself up, stops without a trace."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest

from config.env import ROOT, run_file
from config.stack.forget import forget
from config.stack.guard import alive
from config.stack.ports import free_port
from config.stack.run_files import read_json

pytestmark = pytest.mark.slow
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "var", "staticfiles", "tests", ".*_cache", "__pycache__"
)
OURS = ("PATH", "HOME", "LANG", "TMPDIR")


@dataclass
class Checkout:
    """A copy of the project, and the launcher that runs in it."""

    path: Path
    ports: dict[str, str] = field(
        default_factory=lambda: {n: str(free_port()) for n in ("PORT", "PHONESIM_PORT")}
    )
    launcher: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """A newcomer's: nothing of the tests' own servers."""
        kept = {name: os.environ[name] for name in OURS if name in os.environ}
        return {**kept, **self.ports, "STACK_SERVERS": os.environ.get("STACK_SERVERS", "any")}

    @property
    def said(self) -> str:
        return (self.path / "said").read_text()

    def start(self) -> float:
        """Run the launcher until it says that it is up. The seconds it took."""
        began = time.monotonic()
        with (self.path / "said").open("wb") as output:
            self.launcher = subprocess.Popen(
                [sys.executable, "-m", "config.stack", "run"],
                cwd=self.path,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(lambda: "Nightbell is up" in self.said or self.launcher.poll() is not None, seconds=90)
        assert "Nightbell is up" in self.said, self.said
        return time.monotonic() - began

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.launcher
        self.launcher.send_signal(number)
        return self.launcher.wait(60)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A hand-started manage.py, in a terminal that knows of nothing."""
        surroundings = {name: value for name, value in self.environment.items() if name in OURS}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=self.path, env=surroundings, capture_output=True, text=True, check=False
        )

    def get(self, path: str, *, port: str = "PORT") -> int:
        with urlopen(f"http://127.0.0.1:{self.ports[port]}{path}", timeout=5) as answer:
            return answer.status

    def processes(self) -> dict[int, str]:
        """The command of every process that works in this checkout or in its servers' data."""
        homes = (str(self.path), str(read_json(self.path / "var/run.json").get("servers", self.path)))
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if str((entry / "cwd").readlink()).startswith(homes) and alive(int(entry.name)):
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        return found

    def process(self, words: str) -> int:
        """The supervised process whose command has these words."""
        return next(pid for pid, command in sorted(self.processes().items()) if words in command)


def wait_for(true: Callable[[], bool], *, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A running stack in a copy; whatever a test did to it, nothing of it is left at the end."""
    copy = Checkout(tmp_path_factory.mktemp("checkout") / "nightbell")
    shutil.copytree(ROOT, copy.path, ignore=LEFT_BEHIND)
    try:
        copy.start()
        yield copy
    finally:
        if copy.launcher and copy.launcher.poll() is None:
            copy.stop()
        forget(checkout=copy.path)


def test_it_comes_up_with_all_its_doors_open(checkout: Checkout) -> None:
    assert checkout.get("/healthz") == 200
    assert checkout.get("/_sim/api/phones/", port="PHONESIM_PORT") == 200
    assert f"http://127.0.0.1:{checkout.ports['PORT']}/" in checkout.said


def test_every_long_step_is_told_with_its_seconds(checkout: Checkout) -> None:
    steps = re.findall(r"^  (\S.*) \.\.\. \d+\.\d s$", checkout.said, re.MULTILINE)

    assert len(steps) >= 8, checkout.said


def test_what_it_writes_is_private(checkout: Checkout) -> None:
    var = checkout.path / "var"

    modes = {
        name: stat.S_IMODE((var / name).stat().st_mode) for name in ("run.env", "run.json", "secrets.env")
    }
    data = Path(str(read_json(var / "run.json")["postgres"]["data"]))

    assert modes == dict.fromkeys(modes, 0o600)
    assert stat.S_IMODE(var.stat().st_mode) == stat.S_IMODE(data.stat().st_mode) == 0o700
    assert data.name.startswith("postgres-")


def test_a_hand_started_command_talks_to_the_running_database(checkout: Checkout) -> None:
    shown = checkout.manage("showmigrations", "--plan")

    assert shown.returncode == 0, shown.stderr
    assert "[ ]" not in shown.stdout


def test_a_second_start_says_who_runs(checkout: Checkout) -> None:
    command = [sys.executable, "-m", "config.stack", "run"]

    second = subprocess.run(
        command, cwd=checkout.path, env=checkout.environment, capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert f"already runs from this checkout (process {checkout.launcher.pid})" in second.stdout
    assert checkout.get("/healthz") == 200


@pytest.mark.parametrize(("name", "words"), [("sweep", "manage.py sweep"), ("page-worker", "-Q page")])
def test_a_killed_process_is_said_and_started_again(checkout: Checkout, name: str, words: str) -> None:
    killed = checkout.process(words)

    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: f"{name} was started again" in checkout.said)

    assert f"{name} ended by signal 9" in checkout.said
    assert checkout.process(words) != killed


def test_a_killed_database_comes_back_on_its_port(checkout: Checkout) -> None:
    os.kill(checkout.process("/postgres -D"), signal.SIGKILL)
    wait_for(lambda: "postgres was started again" in checkout.said)

    wait_for(lambda: checkout.manage("showmigrations", "accounts").returncode == 0)

    assert checkout.manage("showmigrations", "accounts").returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_in_order_and_leaves_nothing(checkout: Checkout, number: signal.Signals) -> None:
    if checkout.launcher.poll() is not None:
        checkout.start()

    code = checkout.stop(number)

    stopped = re.findall(r"^  (\S+) stopped (?:cleanly|by signal 15)", checkout.said, re.MULTILINE)
    assert code == 0
    assert stopped[:2] == ["web", "scheduler"]
    assert set(stopped[2:4]) == {"sweep", "watchdog"}
    assert set(stopped[4:6]) == {"page-worker", "default-worker"}
    assert stopped[6] == "phonesim"
    assert stopped[7] in ("valkey", "redis")
    assert stopped[8] == "postgres"
    assert checkout.processes() == {}


def test_when_nothing_runs_a_hand_started_command_says_so(checkout: Checkout) -> None:
    if checkout.launcher.poll() is None:
        checkout.stop()

    shown = checkout.manage("showmigrations")

    assert shown.returncode != 0
    assert "start it with `make run`" in shown.stderr
    assert "DATABASE_URL" not in run_file(checkout.path / "var/run.env")


def test_the_second_start_takes_under_ten_seconds_and_finds_its_data(checkout: Checkout) -> None:
    if checkout.launcher.poll() is None:
        checkout.stop()
    secrets = (checkout.path / "var/secrets.env").read_text()

    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # the promise is for a machine of one's own
    seconds = checkout.start()

    assert "Making a database cluster" not in checkout.said
    assert (checkout.path / "var/secrets.env").read_text() == secrets
    assert seconds < 10 * busy


def test_a_launcher_that_is_killed_leaves_nothing_either(checkout: Checkout) -> None:
    if checkout.launcher.poll() is not None:
        checkout.start()

    checkout.launcher.kill()
    checkout.launcher.wait()
    wait_for(lambda: not checkout.processes())

    assert checkout.processes() == {}


def test_a_checkout_made_anew_where_a_running_one_was_removed_comes_up(checkout: Checkout) -> None:
    if checkout.launcher.poll() is not None:
        checkout.start()
    removed = checkout.launcher
    shutil.rmtree(checkout.path)
    shutil.copytree(ROOT, checkout.path, ignore=LEFT_BEHIND)

    checkout.start() if os.geteuid() == 0 else stop_and_start(checkout, removed)

    assert removed.wait(30) is not None
    assert checkout.get("/healthz") == 200
    assert os.geteuid() != 0 or "An older checkout's data was found" in checkout.said


def stop_and_start(checkout: Checkout, removed: subprocess.Popen[bytes]) -> None:
    """For an ordinary user all data lay in the checkout: nothing leads to who still runs, but the taken ports."""
    removed.terminate()
    removed.wait(60)
    checkout.start()
