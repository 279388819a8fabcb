"""A running stack is found by var/run.env; its secrets are made once and outlive it."""

import stat
from pathlib import Path

from config.env import run_file
from config.stack.run_files import clear_run_env, kept_secrets, read_json, write_json, write_run_env
from config.stack.run_record import last_ports


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_are_made_once_and_only_we_read_them(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"

    first = kept_secrets(path)
    second = kept_secrets(path)

    assert first == second
    assert len(set(first.values())) == 5
    assert mode(path) == 0o600


def test_every_checkout_has_its_own_secrets(tmp_path: Path) -> None:
    here, there = kept_secrets(tmp_path / "here"), kept_secrets(tmp_path / "there")

    assert not set(here.values()) & set(there.values())


def test_run_env_says_what_runs_and_only_we_read_it(tmp_path: Path) -> None:
    path = tmp_path / "run.env"
    path.write_text("OLD=1\n")
    path.chmod(0o644)

    write_run_env(path, {"DATABASE_URL": "postgres://a:b@127.0.0.1:1/nightbell"})

    assert run_file(path) == {"DATABASE_URL": "postgres://a:b@127.0.0.1:1/nightbell"}
    assert mode(path) == 0o600


def test_after_the_stop_run_env_leads_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "run.env"
    write_run_env(path, {"DATABASE_URL": "postgres://127.0.0.1/nightbell", "SECRET_KEY": "x"})

    clear_run_env(path)

    assert run_file(path) == {"NIGHTBELL_ENV": "demo"}


def test_ports_of_the_run_before_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_json(path, {"running": False, "postgres": {"port": 5001}, "broker": "given"})

    assert last_ports(path) == {"postgres": 5001}


def test_a_broken_record_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("{half")

    assert read_json(path) == {}
    assert last_ports(path) == {}
