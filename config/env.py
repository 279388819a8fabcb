"""Typed readers of the environment. Unknown words are refused loudly; under the environment lies var/run.env."""

import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


class BadSetting(Exception):
    """A setting is missing or says something that is not understood."""


def run_file(path: Path) -> dict[str, str]:
    """The lines NAME=value of a run file; a file that does not exist says nothing."""
    if not path.exists() or not os.access(path, os.R_OK):
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#") and "=" in line)
    return {name.strip(): value.strip() for name, value in pairs}


class Reader:
    """Reads settings by name: the environment first, then the run file, then `NAME_FILE` for secrets."""

    def __init__(self, environment: Mapping[str, str], fallback: Mapping[str, str]) -> None:
        self.values = {**fallback, **environment}

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def secret(self, name: str, default: str = "") -> str:
        path = self.values.get(f"{name}_FILE")
        if path:
            return Path(path).read_text().strip()
        return self.text(name, default)

    def required_secret(self, name: str) -> str:
        value = self.secret(name)
        if not value:
            raise BadSetting(f"{name} is missing: set it, or {name}_FILE, in the environment.")
        return value

    def integer(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.lstrip("-").isdigit():
            raise BadSetting(f"{name} must be a whole number, not {value!r}.")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, "on" if default else "off").lower()
        if value in TRUE_WORDS:
            return True
        if value in FALSE_WORDS:
            return False
        raise BadSetting(f"{name} must be on or off, not {value!r}.")

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise BadSetting(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]


def reader() -> Reader:
    """The reader of this process: its environment over `var/run.env` (or RUN_ENV_FILE)."""
    path = Path(os.environ.get("RUN_ENV_FILE", ROOT / "var" / "run.env"))
    return Reader(os.environ, run_file(path))


def refuse_incomplete(needed: Mapping[str, object], *, clock_offset_file: str) -> None:
    """Production does not start half set up: name everything that is missing at once."""
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise BadSetting("Nightbell does not start in production without: " + ", ".join(missing))
    if clock_offset_file:
        raise BadSetting("CLOCK_OFFSET_FILE moves the clock: it is refused in production.")
