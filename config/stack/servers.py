"""Our own database and broker, planned: found programs, places, ports and passwords, nothing started yet."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from config.stack.broker import Broker
from config.stack.owner import Owner
from config.stack.places import outside
from config.stack.ports import free_port
from config.stack.postgres import Cluster
from config.stack.programs import Programs, Source, find_broker, find_postgres, readable_copy


@dataclass(frozen=True)
class Plan:
    """Whose servers, found where, with their data below `home`."""

    checkout: Path
    home: Path
    owner: Owner | None
    source: Source
    password: str


def plan_cluster(plan: Plan, *, port: int = 0) -> Cluster:
    """A PostgreSQL on `port` if it is free, else on another."""
    programs = reachable(find_postgres(plan.source), plan)
    return Cluster(programs, plan.home, plan.owner, free_port(preferred=port), plan.password)


def plan_broker(plan: Plan, *, port: int = 0) -> Broker:
    """A broker on `port` if it is free, else on another."""
    programs = reachable(find_broker(plan.source), plan)
    return Broker(programs, plan.home, plan.owner, free_port(preferred=port), plan.password)


def reachable(programs: Programs, plan: Plan) -> Programs:
    """An unprivileged owner may not be able to enter the checkout: it gets a copy outside."""
    return readable_copy(programs, home=outside(checkout=plan.checkout)) if plan.owner else programs


def new_password() -> str:
    """Letters and digits, so that it needs no quoting in an address."""
    return secrets.token_hex(16)
