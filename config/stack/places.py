"""Where things lie: under var/, or, for the servers of root, under /var/tmp/nightbell-<hash of the checkout's path>."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from config.stack.owner import Owner, private_directory, refuse_foreign

OUTSIDE = Path("/var/tmp")  # noqa: S108 (each home in it is checked before use)


@dataclass(frozen=True)
class Places:
    """The directories of one stack. `servers` holds the data of PostgreSQL and of the broker."""

    var: Path
    servers: Path

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def run_env(self) -> Path:
        return self.var / "run.env"

    @property
    def run_json(self) -> Path:
        return self.var / "run.json"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets.env"


def make_places(*, checkout: Path, var: Path, owner: Owner | None) -> Places:
    """Make the private directories of a stack and say where they are."""
    private_directory(var, owner=None)
    (var / "log").mkdir(mode=0o700, exist_ok=True)
    return Places(var=var, servers=outside(checkout=checkout) if owner else var)


def outside(*, checkout: Path) -> Path:
    """Root's home for the servers: root owns it, the unprivileged owner may pass through (mode 0711)."""
    mark = hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:12]
    home = OUTSIDE / f"nightbell-{mark}"
    home.mkdir(mode=0o711, exist_ok=True)
    refuse_foreign(home, trusted={os.geteuid()})
    home.chmod(0o711)
    return home
