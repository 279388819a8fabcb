"""PostgreSQL as a process of ours: a data directory per major version, loopback only, a generated password."""

import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql

from config.stack.child import Child
from config.stack.errors import StackError
from config.stack.owner import Owner, private_directory, run_as
from config.stack.programs import Programs

ROLE = "nightbell"
PLAIN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
WRONG_PASSWORD = "password authentication failed"  # noqa: S105 (in English: LC_ALL=C)
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # tests only


class OtherPassword(StackError):
    """The cluster runs, and knows another password than ours."""


@dataclass(frozen=True)
class Cluster:
    """A data directory and the account, port and password with which it is served."""

    programs: Programs
    home: Path
    owner: Owner | None
    port: int
    password: str

    @property
    def data(self) -> Path:
        return self.home / f"postgres-{self.programs.major}"

    def url(self, database: str) -> str:
        return f"postgres://{ROLE}:{self.password}@127.0.0.1:{self.port}/{database}"


def prepare_cluster(cluster: Cluster) -> bool:
    """Make the data directory unless it is there. True if it was made; StackError if it is of another version."""
    if cluster.data.exists():
        refuse_other_version(cluster)
        return False
    rough = Path(tempfile.mkdtemp(prefix="postgres-new-", dir=cluster.home))
    try:
        private_directory(rough, owner=cluster.owner)
        initialize(cluster, rough)
        rough.rename(cluster.data)
    finally:
        shutil.rmtree(rough, ignore_errors=True)
    return True


def refuse_other_version(cluster: Cluster) -> None:
    """A data directory of another major version can't be served, only dumped and restored."""
    mark = cluster.data / "PG_VERSION"
    found = mark.read_text().strip() if mark.exists() else "nothing"
    if found != str(cluster.programs.major):
        raise StackError(
            f"{cluster.data} holds data of PostgreSQL {found}, but this is PostgreSQL {cluster.programs.version}: "
            f"dump it with PostgreSQL {found} (pg_dump) and restore it here, or move the directory away to start empty."
        )


def initialize(cluster: Cluster, directory: Path) -> None:
    """initdb with the generated password; the password travels in a file that only the owner can read."""
    with tempfile.NamedTemporaryFile(dir=directory.parent, mode="w") as secret:
        secret.write(cluster.password)
        secret.flush()
        if cluster.owner:
            shutil.chown(secret.name, cluster.owner.uid, cluster.owner.gid)
        command = [str(cluster.programs.server.with_name("initdb")), "-D", str(directory), "-U", ROLE]
        command += [
            "--encoding=UTF8",
            "--auth=scram-sha-256",
            f"--pwfile={secret.name}",
            *locale(cluster.programs),
        ]
        made = subprocess.run(  # noqa: S603
            command,
            cwd=directory,
            env=PLAIN_ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            **run_as(cluster.owner),
        )
    if made.returncode:
        raise StackError(f"initdb failed: {made.stderr.strip()}")


def locale(programs: Programs) -> list[str]:
    """UTF-8 rules that don't depend on the host: PostgreSQL 17 brings its own, older ones take the C library's."""
    if programs.major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def postgres_child(cluster: Cluster, *, settings: dict[str, str] | None = None) -> Child:
    """The server process. SIGINT is PostgreSQL's fast shutdown."""
    chosen = {
        "listen_addresses": "127.0.0.1",
        "port": str(cluster.port),
        "unix_socket_directories": "",
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        **(settings or {}),
    }
    flags = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    return Child(
        name="postgres",
        command=(str(cluster.programs.server), "-D", str(cluster.data), *flags),
        directory=cluster.data,
        environment=PLAIN_ENVIRONMENT,
        owner=cluster.owner,
        stop_signal=signal.SIGINT,
        ready=lambda: cluster_answers(cluster),
        quiet=True,
    )


def cluster_answers(cluster: Cluster) -> bool:
    """True if a connection can be made now. OtherPassword where that will never be."""
    try:
        psycopg2.connect(cluster.url("postgres"), connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        if WRONG_PASSWORD in str(error) and is_up(cluster):
            raise OtherPassword(f"{cluster.data} was made with another password.") from error
        return False
    return True


def is_up(cluster: Cluster) -> bool:
    """Whether it was this cluster that answered on the port: it says "ready" in its own lock file."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return False
    return lines[3:4] == [str(cluster.port)] and lines[7:8] != [] and lines[7].strip() == "ready"


def database_answers(url: str) -> bool:
    """True if a connection can be made now."""
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def ensure_database(cluster: Cluster, name: str) -> bool:
    """Make the database unless it is there. True if it was made."""
    connection = psycopg2.connect(cluster.url("postgres"), connect_timeout=3)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        missing = cursor.fetchone() is None
        if missing:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    connection.close()
    return missing
