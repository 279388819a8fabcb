"""make bench: starts servers and processes of its own, measures, prints one table, stops everything.

`python -m bench pages` measures the pages alone, `python -m bench on-call` who is on call; both end with 1 where something
misses what is wanted of it.
"""

import os
import sys
import tempfile
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from config.env import ROOT
from config.stack.child import Child, launch, stop, wait_until_ready
from config.stack.children import own_children
from config.stack.guarded import Guarded
from config.stack.ports import free_port
from config.stack.surroundings import Doors
from tests.stack import servers

DURABLE: dict[str, str] = {}  # PostgreSQL's own settings, as `make run` has them: a commit is on the disk
STARTED = ("phonesim", "page-worker", "default-worker", "sweep", "web")


def main() -> None:
    with ExitStack() as stack:
        asked = {k: v for k, v in os.environ.items() if k == "STACK_SERVERS"}
        given = stack.enter_context(servers(asked, settings=DURABLE))
        make_database(given["DATABASE_URL"])
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nightbell-bench-")))
        doors = Doors(web=free_port(), phonesim=free_port())
        environment = surroundings(given, doors, directory)
        os.environ.update(environment)
        if sys.argv[1:] in (["pages"], ["on-call"]):
            only(sys.argv[1])
            return
        children = own_children(checkout=ROOT, environment=environment, doors=doors)
        run(stack, children, directory, environment)


def make_database(url: str) -> None:
    """The database the address names, in the fresh cluster."""
    there = urlsplit(url)
    with closing(psycopg2.connect(there._replace(path="/postgres").geturl())) as maintenance:
        maintenance.autocommit = True
        with maintenance.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{there.path[1:]}"')


def surroundings(given: dict[str, str], doors: Doors, directory: Path) -> dict[str, str]:
    sim = f"http://127.0.0.1:{doors.phonesim}"
    return {
        **given, "NIGHTBELL_ENV": "test", "RUN_ENV_FILE": os.devnull, "VAR_DIR": str(directory), "LOG_LEVEL": "WARNING",
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{doors.web}", "PHONESIM_URL": sim, "TWILIO_API_BASE_URL": sim,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 31 + "1", "TWILIO_AUTH_TOKEN": "bench", "DJANGO_SETTINGS_MODULE": "bench.settings",
    }  # fmt: skip


def run(stack: ExitStack, children: dict[str, Child], directory: Path, environment: dict[str, str]) -> None:
    from bench.measure import measured, prepare, table  # noqa: PLC0415 - after the environment: it loads Django

    processes: dict[str, int] = {}
    guarded = stack.enter_context(Guarded())  # however we end, they end too
    for name in STARTED:
        if name == "page-worker":
            key = prepare()
        log = stack.enter_context((directory / f"{name}.log").open("wb"))
        child = with_bench_settings(children[name])
        process = launch(child, output=log)
        guarded.watch(process.pid, stop_signal=child.stop_signal)
        stack.callback(guarded.forget, process.pid)
        stack.callback(stop, child, process)
        wait_until_ready(child, process)
        processes[name] = process.pid
    sys.stdout.write(table(measured(environment, key, processes)))


def only(part: str) -> None:
    from bench.measure import migrate, page_rows, table  # noqa: PLC0415 - after the environment: it loads Django
    from bench.on_call import on_call_rows  # noqa: PLC0415 - the same

    migrate()
    rows = page_rows() if part == "pages" else on_call_rows()
    sys.stdout.write(table(rows))
    if not all(row.well for row in rows):
        sys.exit(1)


def with_bench_settings(child: Child) -> Child:
    return replace(child, environment={**child.environment, "DJANGO_SETTINGS_MODULE": "bench.settings"})


if __name__ == "__main__":
    main()
