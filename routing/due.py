"""What is due, in every table that carries work: marked in one bounded, fair statement per table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from delivery.actions.send import send
from routing.actions.advance import advance
from routing.actions.attached_look import look_at_attachment
from routing.actions.clock_look import look_at_clocks
from routing.actions.follow_up import follow_up
from routing.actions.handoff_look import look_for_handoffs
from routing.actions.handoff_turn import take_handoff
from routing.actions.intake import handle
from routing.actions.look import look_for_holes
from routing.actions.make_way import make_way
from routing.actions.reply import apply_reply
from routing.actions.swap_end import look
from routing.actions.webhook_turn import take_turn

PER_ORGANIZATION = 50
UNCLAIMED_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Source:
    """One table of work: its due column, what makes a row work, the task a nudge names, the action behind it."""

    name: str
    table: str
    key: str
    due: str
    where: str
    order: str
    task: Callable[[str], str] | None  # None: no worker has it, the sweep does it with its spare hands
    run: Callable[[str, datetime], object]
    is_due: str = ""  # besides the due time being over
    spare: bool = False  # whoever does it here does it with the spare hands


@dataclass(frozen=True, slots=True)
class DueRow:
    """A row that is due: `due_at` tells this time of being due from the next."""

    source: Source
    key: str
    due_at: datetime
    kind: str
    organization_id: int | None

    @property
    def pages_nobody(self) -> bool:
        """What only tells: programs, and people by mail."""
        return self.source.task is None or self.source.spare or self.kind == "email"


SOURCES = (
    Source(
        name="messages", table="delivery_message", key="id", due="due_at", where="ended_at IS NULL", order="priority, due_at",
        task=lambda kind: "default.send" if kind == "email" else "page.send",
        run=lambda key, now: send(UUID(key), now=now),
    ),
    Source(
        name="follow-ups", table="delivery_message", key="id", due="ended_at", order="ended_at",
        where="ended_at IS NOT NULL AND followed_up_at IS NULL", task=lambda kind: "page.follow_up",
        run=lambda key, now: follow_up(message_id=UUID(key), now=now),
    ),
    Source(
        name="incidents", table="routing_incident", key="id", due="due_at", where="status <> 'resolved'", order="priority, due_at",
        task=lambda kind: "page.advance", run=lambda key, now: advance(incident_id=int(key), now=now),
    ),
    Source(
        name="ways", table="routing_incident", key="id", due="makes_way_at", where="makes_way_at IS NOT NULL", order="makes_way_at",
        task=lambda kind: "page.make_way", run=lambda key, now: make_way(incident_id=int(key), now=now),
    ),
    Source(
        name="events", table="routing_handling", key="event_id", due="due_at", where="due_at IS NOT NULL", order="due_at",
        task=lambda kind: "default.handle_event", run=lambda key, now: handle(event_id=UUID(key), now=now),
    ),
    Source(
        name="replies", table="routing_reply", key="id", due="due_at", where="due_at IS NOT NULL", order="due_at",
        task=lambda kind: "page.apply_reply", run=lambda key, now: apply_reply(reply_id=int(key), now=now),
    ),
    Source(
        name="swaps", table="oncall_swap", key="id", due="due_at", where="due_at IS NOT NULL", order="due_at, id",
        task=lambda kind: "default.look_at_swap", run=lambda key, now: look(swap_id=int(key), now=now),
    ),
    Source(
        name="handoff watches", table="routing_handoffwatch", key="organization_id", due="due_at", where="true", order="due_at", spare=True,
        task=lambda kind: "default.look_for_handoffs", run=lambda key, now: look_for_handoffs(organization_id=int(key), now=now),
    ),
    Source(
        name="clock watches", table="routing_clockwatch", key="organization_id", due="due_at", where="true", order="due_at", spare=True,
        task=lambda kind: "default.look_at_clocks", run=lambda key, now: look_at_clocks(organization_id=int(key), now=now),
    ),
    Source(
        name="handoffs", table="routing_handoff", key="id", due="due_at", where="due_at IS NOT NULL", order="due_at, id",
        task=lambda kind: "default.take_handoff", run=lambda key, now: take_handoff(handoff_id=int(key), now=now),
    ),
    Source(
        name="attachments", table="routing_attachment", key="id", due="due_at", where="due_at IS NOT NULL", order="due_at, id", spare=True,
        task=lambda kind: "default.look_at_attachment", run=lambda key, now: look_at_attachment(attachment_id=int(key), now=now),
    ),
    Source(
        name="webhooks", table="routing_webhookdelivery", key="id", due="due_at", where="ended_at IS NULL", order="due_at, id",
        task=None, run=lambda key, now: take_turn(delivery_id=int(key), now=now),
    ),
    Source(
        name="holes", table="routing_holesnapshot", key="organization_id", order="due_at", where="true",
        due="least(due_at, (SELECT min(made_at) FROM routing_holemark AS mark WHERE mark.whose_id = organization_id))",
        is_due="EXISTS (SELECT FROM routing_holemark AS mark WHERE mark.whose_id = organization_id)",
        task=lambda kind: "default.look_for_holes", spare=True,
        run=lambda key, now: look_for_holes(organization_id=int(key), now=now),
    ),
)  # fmt: skip


def mark_due(source: Source, *, now: datetime) -> list[DueRow]:
    """Rows that are due and were not nudged in the last seconds, at most so many of each organization.

    Skips rows that somebody holds. Several sweeps may run at once: a row is marked by one of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(source), {"now": now, "limit": PER_ORGANIZATION, "unclaimed": UNCLAIMED_SECONDS}
        )
        return [DueRow(source, str(key), *rest) for key, *rest in cursor.fetchall()]


def _statement(source: Source) -> str:
    kind = "channel" if source.table == "delivery_message" else "''"
    over = f"{source.due} <= %(now)s"
    where = f"{source.where} AND ({over}{' OR ' + source.is_due if source.is_due else ''})"
    lately = "clock_timestamp() - make_interval(secs => %(unclaimed)s) AND clock_timestamp()"
    quiet = f"(nudged_at IS NULL OR nudged_at NOT BETWEEN {lately})"  # later than now: the database's clock stepped back
    return f"""
        WITH busy AS (SELECT DISTINCT organization_id FROM {source.table} WHERE {where}),
        due AS (
            SELECT rows.* FROM busy CROSS JOIN LATERAL (
                SELECT {source.key} AS key, {source.due} AS due, {kind} AS kind FROM {source.table} AS t
                WHERE t.organization_id IS NOT DISTINCT FROM busy.organization_id AND {where} AND {quiet}
                ORDER BY {source.order} LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
            ) AS rows
        )
        UPDATE {source.table} SET nudged_at = clock_timestamp() FROM due
        WHERE {source.table}.{source.key} = due.key RETURNING due.key, due.due, due.kind, organization_id
    """  # noqa: S608 - names come from the table above, values are parameters
