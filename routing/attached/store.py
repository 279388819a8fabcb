"""Where the bytes lie: a directory of our own, under names that nobody can guess and that say nothing."""

import errno
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

NAME_LENGTH = 40  # hex digits
LEFT_FREE = 500_000_000  # bytes


def store() -> FileSystemStorage:
    return FileSystemStorage(
        location=settings.ATTACHMENTS.directory, file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


def new_name() -> str:
    """Two digits are a directory, so that none grows without end."""
    made = secrets.token_hex(NAME_LENGTH // 2)
    return f"{made[:2]}/{made}"


def write(name: str, content: bytes) -> None:
    """Raises OSError, also while a disk that pages may need too is nearly full: what strangers send fills none."""
    place = store()
    Path(place.location).mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(place.location).free < LEFT_FREE:
        raise OSError(errno.ENOSPC, "the disk is nearly full")
    place.save(name, ContentFile(content))


def read(name: str) -> bytes | None:
    """None: it is not there."""
    try:
        with store().open(name) as file:
            return bytes(file.read())
    except (FileNotFoundError, IsADirectoryError):
        return None


def remove(*names: str) -> None:
    """Those that are there."""
    for name in filter(None, names):
        store().delete(name)


def older_than(moment: datetime) -> Iterator[str]:
    """The names of all files that were written before."""
    root = store()
    if not root.exists(""):
        return
    for directory in root.listdir("")[0]:
        for name in root.listdir(directory)[1]:
            path = root.path(f"{directory}/{name}")
            if datetime.fromtimestamp(_written_at(path), UTC) < moment:
                yield f"{directory}/{name}"


def _written_at(path: str) -> float:
    return Path(path).stat().st_mtime
