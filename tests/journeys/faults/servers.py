"""A PostgreSQL and a broker of our own, which stories stop, kill, freeze and empty; nobody else uses them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from celery import current_app
from django.core.management import call_command
from django.db import connection
from environ import Env

from config.env import ROOT
from config.stack.broker import broker_child, prepare_broker
from config.stack.guarded import Guarded
from config.stack.owner import server_owner
from config.stack.postgres import UNSAFE_AND_FAST, ensure_database, postgres_child, prepare_cluster
from config.stack.programs import Source
from config.stack.servers import Plan, new_password, plan_broker, plan_cluster
from tests.processes import RealProcess
from tests.stack import temporary_home

DATABASE = "nightbell_faults"


@dataclass
class Servers:
    """Both servers as processes, and where they are found."""

    postgres: RealProcess
    database_url: str
    broker: RealProcess
    broker_url: str

    def empty_broker(self) -> None:
        redis.Redis.from_url(self.broker_url).flushall()

    def nudge(self, task: str, row_id: object) -> None:
        with current_app.connection_for_write(self.broker_url) as connection:
            current_app.send_task(
                task, [str(row_id)], queue=task.partition(".")[0], connection=connection, ignore_result=True
            )

    def start_what_is_missing(self) -> None:
        for server in (self.postgres, self.broker):
            if not server.alive:
                server.start()


@contextmanager
def own_servers(given: Mapping[str, str]) -> Iterator[Servers]:
    """Started, the database migrated, and this process on it; afterwards it is where it was."""
    with temporary_home() as home, Guarded() as guarded:
        source = Source(given.get("STACK_SERVERS", Source.ANY))
        plan = Plan(checkout=ROOT, home=home, owner=server_owner(), source=source, password=new_password())
        servers = _planned(plan, home, guarded)
        try:
            servers.broker.start()
            with on_database(servers.database_url):
                call_command("migrate", verbosity=0, interactive=False)
                yield servers
        finally:
            for server in (servers.postgres, servers.broker):
                if server.alive:
                    server.stop()


def _planned(plan: Plan, home: Path, guarded: Guarded) -> Servers:
    cluster, broker = plan_cluster(plan), plan_broker(plan)
    prepare_cluster(cluster)
    prepare_broker(broker)
    postgres = RealProcess(
        postgres_child(cluster, settings=UNSAFE_AND_FAST), home / "postgres.log", guarded
    ).start()
    ensure_database(cluster, DATABASE)
    return Servers(
        postgres,
        cluster.url(DATABASE),
        RealProcess(broker_child(broker), home / "broker.log", guarded),
        broker.url,
    )


@contextmanager
def on_database(url: str) -> Iterator[None]:
    """This process's connection goes there."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(Env.db_url_config(url))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
