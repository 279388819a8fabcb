"""The ground floor of the stack: the database and the broker, given or our own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from config.stack.broker import Broker, broker_answers, broker_child, prepare_broker
from config.stack.errors import StackError
from config.stack.older_data import begin_anew, tell_missing
from config.stack.postgres import (
    Cluster,
    OtherPassword,
    database_answers,
    ensure_database,
    postgres_child,
    prepare_cluster,
)
from config.stack.progress import say, step
from config.stack.servers import Plan, plan_broker, plan_cluster
from config.stack.supervisor import Supervisor

DATABASE = "nightbell"


@dataclass(frozen=True)
class Ground:
    """The addresses of both, and our own servers among them."""

    database_url: str
    broker_url: str
    cluster: Cluster | None = None
    broker: Broker | None = None


def lay_ground(
    supervisor: Supervisor,
    *,
    given: Mapping[str, str],
    plan: Plan,
    secrets: Mapping[str, str],
    ports: Mapping[str, int],
    last_data: str,
) -> Ground:
    """Use what DATABASE_URL and REDIS_URL give; start our own for the rest, on the ports of last time if free.

    `last_data` is where the database of the last run lay, if there was one.
    """
    database_url, broker_url = given.get("DATABASE_URL", ""), given.get("REDIS_URL", "")
    cluster = broker = None
    if database_url:
        refuse_silent("DATABASE_URL", answers=database_answers(database_url))
    else:
        owned = replace(plan, password=secrets["POSTGRES_PASSWORD"])
        planned = plan_cluster(owned, port=ports.get("postgres", 0))
        tell_missing(last=last_data, data=planned.data)
        cluster = start_cluster(supervisor, planned)
    if broker_url:
        refuse_silent("REDIS_URL", answers=broker_answers(broker_url))
    else:
        owned = replace(plan, password=secrets["BROKER_PASSWORD"])
        broker = start_broker(supervisor, plan_broker(owned, port=ports.get("broker", 0)))
    return Ground(
        database_url=cluster.url(DATABASE) if cluster else database_url,
        broker_url=broker.url if broker else broker_url,
        cluster=cluster,
        broker=broker,
    )


def refuse_silent(name: str, *, answers: bool) -> None:
    """A server that was given must be there: we don't start another one behind somebody's back."""
    if not answers:
        raise StackError(
            f"The server that {name} names does not answer: start it, or unset {name} to use our own."
        )


def start_cluster(supervisor: Supervisor, cluster: Cluster) -> Cluster:
    """Make its data directory if needed, start it, make the database if needed; data of another owner make way."""
    tell_unused(cluster.home, used=cluster.data)
    make_cluster(cluster)
    try:
        serve(supervisor, cluster)
    except OtherPassword:
        say("it has another password")  # ends the line of the step
        supervisor.stop_highest()
        begin_anew(cluster.home, cluster.data, *brokers_data(cluster.home))
        make_cluster(cluster)
        serve(supervisor, cluster)
    ensure_database(cluster, DATABASE)
    return cluster


def make_cluster(cluster: Cluster) -> None:
    if not cluster.data.exists():
        with step(f"Making a database cluster in {cluster.data}"):
            prepare_cluster(cluster)
    prepare_cluster(cluster)


def serve(supervisor: Supervisor, cluster: Cluster) -> None:
    with step(f"Starting PostgreSQL {cluster.programs.version} on port {cluster.port}"):
        supervisor.start(postgres_child(cluster))


def brokers_data(home: Path) -> list[Path]:
    """What a broker kept for the same database: nudges to rows of it."""
    return sorted((*home.glob("valkey-[0-9]*"), *home.glob("redis-[0-9]*")))


def tell_unused(home: Path, *, used: Path) -> None:
    """Data of another major version is left alone, and said."""
    for other in sorted(set(home.glob("postgres-[0-9]*")) - {used}):
        say(
            f"  Note: {other} holds data of another PostgreSQL and is not used (to take it over: pg_dump, restore)."
        )


def start_broker(supervisor: Supervisor, broker: Broker) -> Broker:
    prepare_broker(broker)
    with step(f"Starting {broker.programs.kind} {broker.programs.version} on port {broker.port}"):
        supervisor.start(broker_child(broker))
    return broker
