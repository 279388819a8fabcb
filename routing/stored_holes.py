"""What was found as the snapshot keeps it: JSON, with each list of clients told once, and read back."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hours.interval import Interval, merge, subtract
from oncall.models import EscalationPolicy
from routing.backed import Missing
from routing.holes import Findings, Hole, TooSlow

Stored = Mapping[str, Any]
MOST_URGENT = 3


def stored(found: Findings, *, alone: bool = False) -> dict[str, Any]:
    """`alone`: that one person stands behind nobody is known, and told in one sentence."""
    clients: dict[tuple[str, ...], int] = {}

    def place(names: tuple[str, ...]) -> int:
        return clients.setdefault(names, len(clients))

    holes = [
        [_written(each.start), _written(each.end), each.missing, *_policy(each.policy), each.schedules, each.schedule_ids,
         each.people, each.urgent, place(each.clients)]
        for each in found.holes
    ]  # fmt: skip
    slow = [
        [each.missing, *_policy(each.policy), each.priority, each.tier, each.after.total_seconds(),
         each.target.total_seconds(), place(each.clients)]
        for each in found.too_slow
    ]  # fmt: skip
    return {
        "since": _written(found.since), "until": _written(found.until), "holes": holes, "slow": slow,
        "clients": list(clients), "reachable": sorted(found.reachable), "alone": alone,
    }  # fmt: skip


def found_in(content: Stored) -> Findings | None:
    """None: nothing was stored yet."""
    if not content:
        return None
    clients = [tuple(names) for names in content["clients"]]
    return Findings(
        since=_read(content["since"]),
        until=_read(content["until"]),
        holes=[_hole(row, clients) for row in content["holes"]],
        too_slow=[_slow(row, clients) for row in content["slow"]],
        reachable=frozenset(content["reachable"]),
    )


def brief(found: Findings) -> dict[str, Any]:
    """The most urgent, nobody at all before nobody behind and then the soonest, with how often in all."""
    ordered = sorted(found.holes, key=lambda hole: (hole.missing is not Missing.FIRST, hole.start))
    first = times(each for each in found.holes if each.missing is Missing.FIRST)
    behind = times(each for each in found.holes if each.missing is Missing.BEHIND)
    top = Findings(found.since, found.until, ordered[:MOST_URGENT], [])
    counts = {"first": len(first), "behind": len(subtract(behind, first)), "slow": len(found.too_slow)}
    return {**stored(top), "times": counts}


def times(holes: Iterable[Hole]) -> list[Interval]:
    """When any of them is, those that touch as one."""
    return merge(Interval(hole.start, hole.end) for hole in holes)


def _hole(row: list[Any], clients: list[tuple[str, ...]]) -> Hole:
    start, end, missing, policy_id, policy, names, ids, people, urgent, place = row
    return Hole(
        _read(start), _read(end), Missing(missing), _named(policy_id, policy), tuple(names), clients[place], urgent,
        tuple(ids), tuple(people),
    )  # fmt: skip


def _slow(row: list[Any], clients: list[tuple[str, ...]]) -> TooSlow:
    missing, policy_id, policy, priority, tier, after, target, place = row
    return TooSlow(
        Missing(missing), _named(policy_id, policy), priority, tier, timedelta(seconds=after), timedelta(seconds=target),
        clients[place],
    )  # fmt: skip


def _policy(row: EscalationPolicy | None) -> tuple[int | None, str]:
    return (row.pk, row.name) if row else (None, "")


def _named(pk: int | None, name: str) -> EscalationPolicy | None:
    """Only what a sentence or a link wants of it."""
    return EscalationPolicy(pk=pk, name=name) if pk else None


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)
