"""Data that this checkout does not know: set aside under a dated name, never deleted."""

from datetime import UTC, datetime
from pathlib import Path

from config.stack.progress import say

PREFIX = "older-"


def set_aside(home: Path, *data: Path, now: datetime) -> Path:
    """Move these directories of `home`, as far as they are there, into one named after the instant; gives it."""
    place = free_name(home, f"{PREFIX}{now:%Y-%m-%d-%H%M%S}")
    place.mkdir(mode=0o711)
    for directory in data:
        if directory.exists():
            directory.rename(place / directory.name)
    return place


def free_name(home: Path, name: str) -> Path:
    """`name` itself, or the first of name-2, name-3 ... that is not taken."""
    place, number = home / name, 1
    while place.exists():
        number += 1
        place = home / f"{name}-{number}"
    return place


def begin_anew(home: Path, *data: Path) -> None:
    """Set aside what an older checkout left at this path, and say where it is now."""
    place = set_aside(home, *data, now=datetime.now(UTC))
    say(
        f"  An older checkout's data was found, to which var/ here has no password. Nothing of it was deleted: it is "
        f"now in {place} (to come back to it: stop, then .venv/bin/python -m config.stack take-back {place}). "
        "Here it begins anew."
    )


def tell_missing(*, last: str, data: Path) -> None:
    """Say that the data of the last run are not where they are looked for: gone, or left where a moved checkout was."""
    if not last or data.exists():
        return
    if last == str(data) or not Path(last).exists():
        say(f"  Note: the data of the last run, in {last}, is gone. It begins anew.")
    else:
        say(
            f"  Note: the data of the last run is in {last}, where this checkout does not look for it. It begins anew "
            f"in {data} (to take the data along instead: stop, and move the one to the other)."
        )
