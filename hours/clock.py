"""What time it is: the only reader of the system clock. Tests and the fast night may move it by an offset."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

VARIABLE = "CLOCK_OFFSET_FILE"
chosen: list[Path] = []  # the file told by `use_offset_file`, where the environment names none


def now() -> datetime:
    """The present instant, aware, in UTC."""
    path = offset_file()
    if path is None:
        return datetime.now(UTC)
    return datetime.now(UTC) + timedelta(seconds=offset_seconds(path))


def on_the_wall() -> datetime:
    """What the system's clock says, moved or not: for whoever watches that clock."""
    return datetime.now(UTC)


def use_offset_file(path: str | Path | None) -> None:
    """Name the file of the offset where it comes from settings and not from the environment; None: no file."""
    chosen[:] = [Path(path)] if path else []


def offset_file() -> Path | None:
    """The file that holds the offset in seconds; None: the clock is the system's."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return chosen[0] if chosen else None


def offset_seconds(path: Path) -> float:
    """The offset in the file, in seconds; a file that is missing, unreadable or empty moves nothing."""
    try:
        return float(path.read_text().strip() or 0)
    except OSError:
        return 0.0


def move(seconds: float) -> None:
    """Move the clock on by so many seconds, for every process that reads the file. RuntimeError without a file."""
    path = offset_file()
    if path is None:
        raise RuntimeError(f"{VARIABLE} is not set: the system's clock cannot be moved.")
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(str(offset_seconds(path) + seconds))
    fresh.replace(path)  # at once: a reader sees the old offset or the new one, never half of it
