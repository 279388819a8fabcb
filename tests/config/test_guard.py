"""What a supervisor started doesn't outlive it, not even its own SIGKILL."""

import signal
import subprocess
import sys
import time

from config.stack.guard import alive, follow
from config.stack.guarded import GUARD, Guarded


def gone(process: subprocess.Popen[bytes], *, within: float = 5) -> bool:
    deadline = time.monotonic() + within
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return process.poll() is not None


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sleep", "60"], start_new_session=True)


def test_what_was_reaped_is_forgotten() -> None:
    assert follow(["+11 15", "+12 2", "-11"]) == {12: 2}


def test_when_the_line_ends_what_is_left_is_ended() -> None:
    left, reaped = sleeper(), sleeper()

    with Guarded() as guarded:
        guarded.watch(left.pid, stop_signal=signal.SIGTERM)
        guarded.watch(reaped.pid, stop_signal=signal.SIGTERM)
        guarded.forget(reaped.pid)

    assert gone(left)
    assert left.returncode == -signal.SIGTERM
    assert alive(reaped.pid)
    reaped.kill()
    reaped.wait()


def test_who_ignores_the_signal_is_killed() -> None:
    deaf = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; echo deaf; sleep 60"], stdout=subprocess.PIPE, start_new_session=True
    )
    assert deaf.stdout
    deaf.stdout.readline()

    subprocess.run([sys.executable, "-I", "-S", GUARD], input=f"+{deaf.pid} 15\n", text=True, check=True)

    assert gone(deaf)
    assert deaf.returncode == -signal.SIGKILL
