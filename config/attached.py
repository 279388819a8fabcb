"""Where the files that people send lie, from where they are served, and who looks at them."""

from dataclasses import dataclass
from pathlib import Path

from config.env import Reader

FILE_UPLOAD_HANDLERS = [
    "web.upload.Bounded"
]  # for every page: nothing of a file touches a disk before it is looked at


@dataclass(frozen=True)
class Attachments:
    """`origin`: another host that serves them, so that a file can never speak as one of our pages; empty: our own."""

    directory: Path
    origin: str
    scanner: str


def attachments(env: Reader, var: Path) -> Attachments:
    return Attachments(
        directory=Path(env.text("ATTACHMENTS_DIR") or var / "attachments"),
        origin=env.text("ATTACHMENTS_ORIGIN").rstrip("/"),
        scanner=env.text("ATTACHMENTS_SCANNER"),
    )
