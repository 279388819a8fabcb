"""Who owns the servers: PostgreSQL refuses root, so as root an unprivileged account does."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from config.stack.errors import StackError

ACCOUNTS = ("nobody", "daemon", "postgres")


@dataclass(frozen=True)
class Owner:
    """An unprivileged account of this host."""

    name: str
    uid: int
    gid: int


def server_owner() -> Owner | None:
    """The account that runs the servers; None when we are an ordinary user and run them ourselves."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall() if account.pw_uid != 0}
    for name in (*ACCOUNTS, *accounts):
        if name in accounts:
            return Owner(name=name, uid=accounts[name].pw_uid, gid=accounts[name].pw_gid)
    raise StackError(
        "PostgreSQL refuses to run as root and this host has no other account: "
        "add one (useradd --system nightbell), run as an ordinary user, or give DATABASE_URL and REDIS_URL."
    )


class RunAs(TypedDict, total=False):
    """The arguments of `subprocess` that give a process to another account."""

    user: int
    group: int
    extra_groups: list[int]


def run_as(owner: Owner | None) -> RunAs:
    """Nothing for ourselves; else the owner with no other group."""
    return RunAs(user=owner.uid, group=owner.gid, extra_groups=[]) if owner else RunAs()


def private_directory(path: Path, *, owner: Owner | None) -> Path:
    """Make `path` (mode 0700, owned by `owner`), or accept it if it is already exactly that kind of directory."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_foreign(path, trusted={os.geteuid(), owner.uid if owner else os.geteuid()})
    if owner:
        os.chown(path, owner.uid, owner.gid)
    path.chmod(0o700)
    return path


def refuse_foreign(path: Path, *, trusted: set[int]) -> None:
    """A link, or a directory of somebody else, in a place that others may write to is a trap, not our data."""
    if path.is_symlink() or path.stat().st_uid not in trusted:
        raise StackError(f"{path} is a link or belongs to another account: remove it, then start again.")
