"""The database of a run with several workers: migrated once, and copied by each of them.

The controller has it made in a process beside it while the workers collect; a worker waits for it when its first
test wants a database. Run as `python -m tests.template` it makes it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import django
from django.db import connection

from config.env import ROOT
from tests.journeys.waiting import until

NAME = "nightbell_template"
PATIENCE_SECONDS = 180.0  # no measure of speed: other work may share the machine


@contextmanager
def made_beside(environment: Mapping[str, str], *, home: Path) -> Iterator[None]:
    """It is being made, as long as the context at most."""
    (home / "var-template").mkdir(mode=0o700)
    told = {
        **os.environ, **environment, "NIGHTBELL_TEST_HOME": str(home), "NIGHTBELL_ENV": "test",
        "RUN_ENV_FILE": os.devnull, "VAR_DIR": str(home / "var-template"), "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "tests.template"], cwd=ROOT, env=told)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def wait_for_it(home: Path) -> str:
    """Its name. Raises what went wrong where it could not be made."""
    said = _answer(home)
    until(said.exists, "the template of the databases is made", seconds=PATIENCE_SECONDS)
    if wrong := said.read_text():
        raise RuntimeError(f"The template of the databases could not be made. {wrong}")
    return NAME


def main() -> None:
    answer = _answer(Path(os.environ["NIGHTBELL_TEST_HOME"]))
    wrong = "It ended early; its last words are in the output of the run."
    try:
        _make()
        wrong = ""
    finally:
        fresh = answer.with_suffix(".new")
        fresh.write_text(wrong)
        fresh.replace(answer)


def _make() -> None:
    django.setup()
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.close()


def _answer(home: Path) -> Path:
    """Empty once it is made, else what went wrong."""
    return home / "template.said"


if __name__ == "__main__":
    main()
