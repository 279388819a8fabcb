"""A pytest plugin: the database and the broker of the whole run, up before Django reads its settings.

Given DATABASE_URL and REDIS_URL are used; else servers of our own are started once, in a directory that is
removed at the end. Under pytest-xdist the controller starts them and the workers inherit the addresses, each
with its own database (pytest-django's) and its own broker database number.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from config.env import ROOT
from config.stack.broker import broker_child, prepare_broker
from config.stack.child import Child, launch, stop, wait_until_ready
from config.stack.guard import alive
from config.stack.guarded import Guarded
from config.stack.owner import server_owner
from config.stack.places import outside
from config.stack.postgres import UNSAFE_AND_FAST, postgres_child, prepare_cluster
from config.stack.programs import Source
from config.stack.servers import Plan, new_password, plan_broker, plan_cluster
from tests.template import made_beside

pytest_plugins = ["tests.processes", "tests.one_browser", "tests.only_database"]
running = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Runs round pytest-django's hook of the same name, which loads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        several = bool(getattr(early_config.known_args_namespace, "numprocesses", None))
        start(template=several and not os.environ.get("DATABASE_URL"))
    os.environ.update(private_environment(os.environ, worker=worker))
    return (yield)


def start(*, template: bool) -> None:
    """The servers of the run and, where several workers share one of ours, what their databases are copied from."""
    told = running.enter_context(servers(os.environ))
    os.environ.update(told)
    if template:
        home = told["NIGHTBELL_TEST_HOME"]
        running.enter_context(made_beside(told, home=Path(home)))
        os.environ["NIGHTBELL_TEST_TEMPLATE"] = home


def pytest_report_header() -> str:
    return f"servers: {os.environ['NIGHTBELL_TEST_SERVERS']}"


def pytest_unconfigure() -> None:
    running.close()


@contextmanager
def servers(
    given: Mapping[str, str], *, settings: Mapping[str, str] = UNSAFE_AND_FAST
) -> Iterator[dict[str, str]]:
    """The addresses of a database and a broker; those that are not given run as long as the context."""
    with ExitStack() as stack:
        home = stack.enter_context(temporary_home())
        guarded = stack.enter_context(Guarded())
        source = Source(given.get("STACK_SERVERS", Source.ANY))
        plan = Plan(checkout=ROOT, home=home, owner=server_owner(), source=source, password=new_password())
        said = {"NIGHTBELL_TEST_HOME": str(home), "NIGHTBELL_TEST_SERVERS": ""}
        if not given.get("DATABASE_URL"):
            cluster = plan_cluster(plan)
            prepare_cluster(cluster)
            stack.enter_context(
                held(postgres_child(cluster, settings=dict(settings)), home=home, guarded=guarded)
            )
            said["DATABASE_URL"] = cluster.url("nightbell")
            said["NIGHTBELL_TEST_SERVERS"] += f"PostgreSQL {cluster.programs.version} "
        if not given.get("REDIS_URL"):
            broker = plan_broker(plan)
            prepare_broker(broker)
            stack.enter_context(held(broker_child(broker), home=home, guarded=guarded))
            said["REDIS_URL"] = broker.url
            said["NIGHTBELL_TEST_SERVERS"] += f"{broker.programs.kind} {broker.programs.version}"
        yield said


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A directory for the run's data; as root, where the servers' unprivileged owner can reach it."""
    place = outside(checkout=ROOT) if server_owner() else Path(tempfile.gettempdir())
    remove_leftovers(place)
    home = Path(tempfile.mkdtemp(prefix=f"nightbell-tests-{os.getpid()}-", dir=place))
    home.chmod(0o711)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def remove_leftovers(place: Path) -> None:
    """What runs left that were killed: their directories are named after processes that are gone."""
    for home in place.glob("nightbell-tests-*-*"):
        if not alive(int(home.name.split("-")[2])):
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def held(child: Child, *, home: Path, guarded: Guarded) -> Iterator[None]:
    """The child runs; it is stopped and reaped at the end, or ended by the guard if we are killed."""
    with (home / f"{child.name}.log").open("wb") as log:
        process = launch(child, output=log)
    guarded.watch(process.pid, stop_signal=child.stop_signal)
    try:
        wait_until_ready(child, process)
        yield
    finally:
        stop(child, process)
        guarded.forget(process.pid)


def private_environment(shared: Mapping[str, str], *, worker: str) -> dict[str, str]:
    """What each worker ("gw0", or "" without xdist) has for itself; a stack that runs beside lends nothing."""
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    var = Path(shared["NIGHTBELL_TEST_HOME"]) / f"var-{number}"
    var.mkdir(mode=0o700)
    return {
        "NIGHTBELL_ENV": "test",
        "RUN_ENV_FILE": os.devnull,
        "REDIS_URL": with_database_number(shared["REDIS_URL"], add=number),
        "VAR_DIR": str(var),
        "CLOCK_OFFSET_FILE": str(var / "clock-offset"),
    }


def with_database_number(url: str, *, add: int) -> str:
    """redis://host/2 with 3 added is redis://host/5; no number counts as 0."""
    address, number = re.match(r"(\w+://[^/?]*)/?(\d*)", url).groups()  # type: ignore[union-attr]
    return f"{address}/{int(number or 0) + add}"
