"""The supervisor starts floor by floor, restarts who dies, and stops from the top, leaving nobody."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from config.stack.child import Child
from config.stack.child_log import ChildLog
from config.stack.errors import StackError
from config.stack.guard import alive
from config.stack.guarded import Guarded
from config.stack.supervisor import LONGEST_PAUSE_SECONDS, Supervisor, how, next_pause


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    with Guarded() as guarded:
        ours = Supervisor(logs=tmp_path, guarded=guarded, pause=time.sleep)
        yield ours
        ours.stop()


def child(name: str, script: str = "exec sleep 60", **more: object) -> Child:
    return Child(
        name, ("sh", "-c", script), directory=Path("/"), environment={"PATH": os.environ["PATH"]}, **more
    )


def pids(supervisor: Supervisor) -> dict[str, int]:
    return {kept.child.name: kept.process.pid for kept in supervisor.everybody()}


def wait_for(true: Callable[[], bool]) -> None:
    """Within three seconds."""
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError):
            if true():
                return
        time.sleep(0.02)
    assert true()


def wait_for_death(supervisor: Supervisor, name: str) -> None:
    next(kept for kept in supervisor.everybody() if kept.child.name == name).process.wait(5)


def test_who_dies_is_said_and_started_again(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.start(child("sweep"), child("watchdog"))
    first = pids(supervisor)
    os.kill(first["sweep"], signal.SIGKILL)
    wait_for_death(supervisor, "sweep")

    now = time.monotonic()
    supervisor.tend(now=now)
    supervisor.tend(now=now + 0.5)
    waiting = pids(supervisor)
    supervisor.tend(now=now + 1.1)

    assert waiting == first
    assert pids(supervisor)["sweep"] != first["sweep"]
    assert pids(supervisor)["watchdog"] == first["watchdog"]
    said = capsys.readouterr().out
    assert "sweep ended by signal 9; it starts again in 1 s" in said
    assert "sweep was started again" in said


def test_who_keeps_dying_waits_longer_each_time() -> None:
    pauses = [1.0]
    for _ in range(7):
        pauses.append(next_pause(pauses[-1], lived=2))

    assert pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS]
    assert next_pause(30, lived=120) == 1


def test_floors_stop_from_the_top_and_nobody_is_left(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.start(child("postgres"))
    supervisor.start(child("page-worker"), child("default-worker"))
    supervisor.start(child("web"))
    started = pids(supervisor).values()

    supervisor.stop()

    stopped = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert stopped[0] == "web"
    assert set(stopped[1:3]) == {"page-worker", "default-worker"}
    assert stopped[3] == "postgres"
    assert not any(map(alive, started))


def test_who_ignores_the_signal_is_killed_with_all_it_started(supervisor: Supervisor, tmp_path: Path) -> None:
    script = f"trap '' TERM; sleep 60 & echo $! > {tmp_path}/grandchild; wait; sleep 60"
    written = tmp_path / "grandchild"
    ready = lambda: written.exists() and written.read_text().endswith("\n")  # noqa: E731
    supervisor.start(child("deaf", script, grace_seconds=0.3, ready=ready))
    grandchild = int(written.read_text())

    supervisor.stop()

    wait_for(lambda: not alive(grandchild))


def test_who_dies_at_the_start_is_named_with_its_last_words(supervisor: Supervisor) -> None:
    with pytest.raises(
        StackError,
        match=r"web ended (with code 3 at the start|at once with code 3)\. Its log: .*web\.log\. Last line: no port",
    ):
        supervisor.start(child("web", "echo no port; sleep 0.2; exit 3", ready=lambda: False))


def test_every_line_is_kept_with_its_time(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(child("sweep", "echo looking; exec sleep 60"))

    wait_for(lambda: "Z sweep | looking\n" in (tmp_path / "sweep.log").read_text())


def test_alarming_lines_are_shown_and_the_rest_is_not(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.start(child("sweep", "echo quiet; echo 2026-03-03 ERROR loud; exit 0"))
    wait_for_death(supervisor, "sweep")
    time.sleep(0.1)

    said = capsys.readouterr().out
    assert "sweep | 2026-03-03 ERROR loud" in said
    assert "quiet" not in said


def test_what_repeats_is_not_shown_for_ever(tmp_path: Path) -> None:
    log = ChildLog(name="web", directory=tmp_path, quiet=False)

    shown = [log.may_show(now=second) for second in range(10)]

    assert shown == [True] * 5 + [False] * 5
    assert log.may_show(now=61)


def test_nobody_may_die_while_the_stack_starts(supervisor: Supervisor) -> None:
    supervisor.start(child("sweep", "sleep 0.3; echo no table; exit 1"))

    with pytest.raises(StackError, match=r"sweep ended with code 1 at the start\. Its log: .*no table"):
        supervisor.start(child("web", ready=lambda: False))


def test_last_words_are_waited_for(tmp_path: Path) -> None:
    log = ChildLog(name="sweep", directory=tmp_path, quiet=True)
    reading, writing = os.pipe()
    log.follow(os.fdopen(reading, "rb"))

    threading.Timer(0.2, lambda: (os.write(writing, b"no table\n"), os.close(writing))).start()

    assert log.last_words().endswith("Last line: no table")


def test_exit_codes_in_words() -> None:
    assert [how(0), how(3), how(-15)] == ["cleanly", "with code 3", "by signal 15"]
