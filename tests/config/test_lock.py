"""One stack at a time in a checkout; a lock whose holder died is free."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.env import ROOT
from config.stack.errors import StackError
from config.stack.lock import only_one

HOLD = "import sys, time; from pathlib import Path; from config.stack.lock import only_one\n"
HOLD += "with only_one(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def test_a_second_start_is_told_the_first_ones_process(tmp_path: Path) -> None:
    first, second = only_one(tmp_path / "lock"), only_one(tmp_path / "lock")

    with first, pytest.raises(StackError, match=f"process {os.getpid()}"), second:
        pass


def test_the_lock_is_free_after_the_end(tmp_path: Path) -> None:
    with only_one(tmp_path / "lock"):
        pass

    with only_one(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, path], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
        holder.wait()

    began = time.monotonic()
    with only_one(path):
        assert time.monotonic() - began < 1
