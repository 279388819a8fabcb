"""The settings of a production refuse to be half set up; the demo's say when nothing runs."""

import json
import os
import subprocess
import sys
from typing import Any

from config.env import ROOT

COMPLETE = {
    "NIGHTBELL_ENV": "production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "bell.example",
    "PUBLIC_BASE_URL": "https://bell.example",
    "DATABASE_URL": "postgres://nightbell:pw@db/nightbell",
    "REDIS_URL": "redis://broker/0",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "token",
}


def load_settings(**environment: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process that knows nothing but this."""
    surroundings = {"PATH": os.environ["PATH"], "RUN_ENV_FILE": os.devnull, **environment}
    command = [sys.executable, "-c", "import config.settings"]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def settings_of(*names: str, **environment: str) -> dict[str, Any]:
    """What these settings are with this environment, by name."""
    surroundings = {"PATH": os.environ["PATH"], "RUN_ENV_FILE": os.devnull, **environment}
    program = f"import json; from config import settings; print(json.dumps({{name: getattr(settings, name) for name in {names}}}))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def test_a_complete_production_starts() -> None:
    assert load_settings(**COMPLETE).returncode == 0


def test_production_names_everything_that_is_missing() -> None:
    loaded = load_settings(NIGHTBELL_ENV="production", SECRET_KEY="x" * 60)

    said = loaded.stderr.splitlines()[-1]
    assert loaded.returncode != 0
    assert all(name in said for name in set(COMPLETE) - {"NIGHTBELL_ENV", "SECRET_KEY"})


def test_production_needs_a_secret_key() -> None:
    loaded = load_settings(**{**COMPLETE, "SECRET_KEY": ""})

    assert "SECRET_KEY is missing" in loaded.stderr


def test_production_refuses_a_moved_clock() -> None:
    loaded = load_settings(**COMPLETE, CLOCK_OFFSET_FILE="var/clock-offset")

    assert "CLOCK_OFFSET_FILE moves the clock" in loaded.stderr


def test_an_unset_environment_is_production() -> None:
    loaded = load_settings(SECRET_KEY="x" * 60)

    assert "does not start in production without" in loaded.stderr


def test_a_demo_that_does_not_run_says_so() -> None:
    loaded = load_settings(NIGHTBELL_ENV="demo")

    assert "start it with `make run`" in loaded.stderr
