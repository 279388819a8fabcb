"""Data whose password went with a removed checkout make way, are kept, and can be taken back; what serves them ends."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
import pytest

from config.stack import take_back as taking_back
from config.stack.child import launch, wait_until_ready
from config.stack.errors import StackError
from config.stack.ground import Ground, lay_ground
from config.stack.guarded import Guarded
from config.stack.leftovers import end_leftovers, servers_on
from config.stack.older_data import set_aside
from config.stack.owner import server_owner
from config.stack.places import Places
from config.stack.postgres import Cluster, postgres_child, prepare_cluster
from config.stack.programs import Source
from config.stack.run_files import write_private
from config.stack.servers import Plan, plan_cluster
from config.stack.supervisor import Supervisor
from tests.stack import temporary_home

pytestmark = pytest.mark.slow
GIVEN: Mapping[str, str] = {}


@dataclass
class Home:
    """Where the servers of one path keep their data, whichever checkout is there."""

    path: Path
    var: Path
    supervisor: Supervisor

    def plan(self, password: str) -> Plan:
        return Plan(self.var.parent, self.path, server_owner(), Source.ANY, password)

    def lay(self, password: str, *, last_data: str = "") -> Ground:
        secrets = {"POSTGRES_PASSWORD": password, "BROKER_PASSWORD": password}
        return lay_ground(
            self.supervisor, given=GIVEN, plan=self.plan(""), secrets=secrets, ports={}, last_data=last_data
        )

    def cluster(self, password: str) -> Cluster:
        cluster = plan_cluster(self.plan(password))
        prepare_cluster(cluster)
        return cluster

    def older(self) -> list[Path]:
        return sorted(self.path.glob("older-*"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    (tmp_path / "checkout" / "var").mkdir(parents=True)
    with temporary_home() as path, Guarded() as guarded:
        supervisor = Supervisor(logs=tmp_path, guarded=guarded, pause=time.sleep)
        yield Home(path, tmp_path / "checkout" / "var", supervisor)
        supervisor.stop()


def ask(ground: Ground, question: str) -> object:
    connection = psycopg2.connect(ground.database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(question)
        answer = cursor.fetchone() if cursor.description else None
    connection.close()
    return answer


def test_data_without_a_password_make_way_and_are_kept_to_be_taken_back(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(home.lay("of-the-removed"), "CREATE TABLE kept AS SELECT 7 AS seven")
    home.supervisor.stop()

    anew = home.lay("of-the-new")
    missing = ask(anew, "SELECT to_regclass('kept')")
    home.supervisor.stop()
    said = capsys.readouterr().out
    [older] = home.older()
    write_private(home.var / "secrets.env", "POSTGRES_PASSWORD=of-the-new\n")
    monkeypatch.setattr(taking_back, "make_places", lambda **_: Places(home.var, home.path))
    taking_back.take_back(older, checkout=home.var.parent, given=GIVEN)

    assert missing == (None,)
    assert "An older checkout's data was found" in said
    assert f"take-back {older}" in said
    assert ask(home.lay("of-the-new"), "SELECT seven FROM kept") == (7,)


def test_only_what_was_set_aside_here_is_taken_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_back, "make_places", lambda **_: Places(home.var, home.path))
    elsewhere = home.var / "older-2026-01-01-000000"
    elsewhere.mkdir()

    with pytest.raises(StackError, match="holds no postgres-"):
        taking_back.take_back(elsewhere, checkout=home.var.parent, given=GIVEN)


def test_data_that_are_gone_are_said_to_be(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    gone = str(plan_cluster(home.plan("")).data)

    home.lay("as-ever", last_data=gone)

    assert f"the data of the last run, in {gone}, is gone. It begins anew." in capsys.readouterr().out


def test_a_postmaster_that_a_removed_checkout_left_is_ended_and_nothing_else(home: Home) -> None:
    cluster = home.cluster("of-the-removed")
    postmaster = launch(postgres_child(cluster), output=subprocess.DEVNULL)
    wait_until_ready(postgres_child(cluster), postmaster)
    visitor = subprocess.Popen(["sleep", "60"], cwd=cluster.data)
    found = servers_on(cluster.data)

    end_leftovers(home=home.path, checkout=home.var.parent)

    visited = visitor.poll()
    visitor.kill()
    visitor.wait()
    assert found == [postmaster.pid]
    assert postmaster.wait(5) == 0  # in order
    assert visited is None
    assert not (cluster.data / "postmaster.pid").exists()


def test_a_launcher_whose_checkout_was_removed_stops_and_one_in_use_is_left_alone(home: Home) -> None:
    data = home.path / "valkey-9"
    data.mkdir()
    checkout = home.var.parent / "here"
    checkout.mkdir()
    launcher = as_launcher(checkout, data)

    with pytest.raises(
        StackError, match=f"already runs on the data of this checkout .process {launcher.pid}"
    ):
        end_leftovers(home=home.path, checkout=checkout)
    alive = launcher.poll() is None
    checkout.rmdir()
    (checkout / "var").mkdir(parents=True)
    end_leftovers(home=home.path, checkout=checkout)

    assert alive
    assert launcher.wait(5) == -signal.SIGTERM
    assert list((checkout / "var").iterdir()) == []  # half a memory would break the next scheduler
    assert servers_on(data) == []


def as_launcher(checkout: Path, data: Path) -> subprocess.Popen[bytes]:
    """A process that looks like `make run` in `checkout` and keeps one that works in `data`."""
    script = (
        "import signal, subprocess, sys, os\n"
        f"kept = subprocess.Popen(['sleep', '60'], cwd={str(data)!r})\n"
        "def end(number, frame):\n"
        "    kept.kill(); kept.wait()\n"
        f"    open({str(checkout / 'var/beat-schedule.dat')!r}, 'w').close()\n"
        "    signal.signal(number, signal.SIG_DFL); os.kill(os.getpid(), number)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('ready', flush=True)\n"
        "signal.pause()\n"
        "signal.pause()\n"
    )
    command = [sys.executable, "-c", script, "config.stack", "run"]
    launcher = subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE)
    assert launcher.stdout
    launcher.stdout.readline()
    return launcher


def test_names_of_what_is_set_aside_never_clash(tmp_path: Path) -> None:
    now = datetime(2026, 11, 28, 18, 5, tzinfo=UTC)

    first, second = set_aside(tmp_path, now=now), set_aside(tmp_path, now=now)

    assert [first.name, second.name] == ["older-2026-11-28-180500", "older-2026-11-28-180500-2"]
