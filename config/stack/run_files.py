"""The files by which a running stack is found: run.env and run.json, and the secrets that outlive it."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from config.env import run_file

STOPPED = "# Written when the stack stopped: nothing runs. Start it with: make run\nNIGHTBELL_ENV=demo\n"


def write_private(path: Path, text: str) -> None:
    """Replace a file as a whole, readable by its owner only."""
    rough = path.with_name(f".{path.name}.new")
    rough.unlink(missing_ok=True)
    with os.fdopen(os.open(rough, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    rough.replace(path)


def kept_secrets(path: Path) -> dict[str, str]:
    """What is made up once and kept, so that data and sessions survive a restart."""
    fresh = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "POSTGRES_PASSWORD": secrets.token_hex(16),
        "BROKER_PASSWORD": secrets.token_hex(16),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    }
    kept = {**fresh, **run_file(path)}
    write_private(path, env_lines(kept))
    return kept


def write_run_env(path: Path, values: Mapping[str, str]) -> None:
    """What a hand-started `manage.py` reads under its environment."""
    write_private(path, "# Written by `make run`: how to reach what runs now.\n" + env_lines(values))


def clear_run_env(path: Path) -> None:
    """Nothing runs any more: a hand-started `manage.py` says so."""
    write_private(path, STOPPED)


def env_lines(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def read_json(path: Path) -> dict[str, object]:
    """The object in the file; empty if it is missing or broken."""
    try:
        found = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, values: Mapping[str, object]) -> None:
    write_private(path, json.dumps(values, indent=2) + "\n")
