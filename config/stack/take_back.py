"""`python -m config.stack take-back DIRECTORY`: go on with data that were set aside; today's are set aside for them."""

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from config.stack.errors import StackError
from config.stack.leftovers import end_leftovers
from config.stack.lock import only_one
from config.stack.older_data import set_aside
from config.stack.owner import run_as, server_owner
from config.stack.places import make_places
from config.stack.postgres import PLAIN_ENVIRONMENT, ROLE, Cluster
from config.stack.programs import read_source
from config.stack.progress import say
from config.stack.run_files import kept_secrets
from config.stack.servers import Plan, plan_cluster


def take_back(older: Path, *, checkout: Path, given: Mapping[str, str]) -> None:
    """Swap the data in `older` with today's and give them the password in var/. StackError while the stack runs."""
    places = make_places(checkout=checkout, var=checkout / "var", owner=server_owner())
    password = kept_secrets(places.secrets)["POSTGRES_PASSWORD"]
    plan = Plan(checkout, places.servers, server_owner(), read_source(given), password)
    with only_one(places.var / "run.lock"):
        end_leftovers(home=places.servers, checkout=checkout)
        today = plan_cluster(plan)
        refuse_other(older.resolve(), today)
        set_password(replace(today, home=older.resolve()))
        names = sorted(path.name for path in older.iterdir())
        aside = set_aside(places.servers, *(places.servers / name for name in names), now=datetime.now(UTC))
        for name in names:
            (older / name).rename(places.servers / name)
        older.rmdir()
    say(f"The data of {older} are back in their place: make run. What was there until now is in {aside}.")


def refuse_other(older: Path, today: Cluster) -> None:
    """Only what was set aside beside today's data can come back, and only if this PostgreSQL reads it."""
    if older.parent != today.home.resolve() or not (older / today.data.name).exists():
        raise StackError(f"{older} holds no {today.data.name} that was set aside in {today.home}.")


def set_password(cluster: Cluster) -> None:
    """In single-user mode, which asks for none. It must not be served meanwhile: PostgreSQL sees to that."""
    made = subprocess.run(  # noqa: S603
        [str(cluster.programs.server), "--single", "-D", str(cluster.data), "postgres"],
        input=f"ALTER ROLE {ROLE} PASSWORD '{cluster.password}'\n",
        cwd=cluster.data,
        env=PLAIN_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        **run_as(cluster.owner),
    )
    if made.returncode or "ERROR" in made.stderr:
        raise StackError(f"PostgreSQL did not take the password: {made.stderr.strip()}")
