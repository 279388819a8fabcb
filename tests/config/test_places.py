"""Data lie in private directories; a trap that somebody else laid in their place is refused."""

import os
import stat
from pathlib import Path

import pytest

from config.stack import places
from config.stack.errors import StackError
from config.stack.owner import Owner, private_directory, refuse_foreign
from config.stack.places import make_places


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_ordinary_user_has_everything_under_var(tmp_path: Path) -> None:
    made = make_places(checkout=tmp_path, var=tmp_path / "var", owner=None)

    assert made.servers == made.var == tmp_path / "var"
    assert mode(made.var) == 0o700


def test_roots_servers_live_outside_by_the_hash_of_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "OUTSIDE", tmp_path / "tmp")
    (tmp_path / "tmp").mkdir()
    owner = Owner(name="nobody", uid=65534, gid=65534)

    here = make_places(checkout=tmp_path / "a", var=tmp_path / "a", owner=owner)
    there = make_places(checkout=tmp_path / "b", var=tmp_path / "b", owner=owner)

    assert here.servers != there.servers
    assert here.servers.parent == tmp_path / "tmp"
    assert mode(here.servers) == 0o711


def test_an_open_directory_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    private_directory(tmp_path, owner=None)

    assert mode(tmp_path) == 0o700


def test_a_link_in_place_of_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StackError, match="is a link or belongs to another account"):
        private_directory(tmp_path / "data", owner=None)


def test_a_directory_of_another_account_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="is a link or belongs to another account"):
        refuse_foreign(tmp_path, trusted={os.geteuid() + 1})
