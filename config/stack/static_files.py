"""Whether the static files have changed since they were last collected."""

import hashlib
from pathlib import Path

SOURCES = ("static/**/*", "*/static/**/*", "requirements.txt")


def fingerprint(checkout: Path) -> str:
    """Of the names, sizes and times of our files, and of the packages that bring some of their own."""
    paths = sorted(path for pattern in SOURCES for path in checkout.glob(pattern) if path.is_file())
    mark = hashlib.sha256()
    for path in paths:
        about = path.stat()
        mark.update(f"{path.relative_to(checkout)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def collected(*, checkout: Path, stamp: Path) -> bool:
    """True if what was collected last is still what there is."""
    whole = (checkout / "staticfiles" / "staticfiles.json").exists()
    return whole and stamp.exists() and stamp.read_text() == fingerprint(checkout)
