"""Finding lines of the audit: narrowed, the newest first, a page at a time without counting."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import AuditEvent, Organization

MARK = re.compile(r"(older|newer)-([0-9]{1,18})-([0-9]{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class BadMark(Exception):
    """A mark that we never gave."""


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """By what the audit is narrowed; None and "" do not narrow. `since` and `until` are half-open."""

    actor_kind: str = ""
    actor_id: int | None = None
    verb: str = ""
    object_kind: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Lines, and the marks of the pages around them ("": there is none)."""

    events: list[AuditEvent]
    older: str
    newer: str


def audit_events(organization: Organization, wanted: AuditWanted) -> QuerySet[AuditEvent]:
    """The newest first."""
    asked = {
        "actor_kind": wanted.actor_kind, "actor_id": wanted.actor_id, "verb": wanted.verb,
        "object_kind": wanted.object_kind, "object_id": wanted.object_id, "at__gte": wanted.since,
        "at__lt": wanted.until,
    }  # fmt: skip
    narrowed = {name: value for name, value in asked.items() if value not in (None, "")}
    return AuditEvent.objects.filter(organization=organization, **narrowed).order_by("-at", "-id")


def one_page(rows: QuerySet[AuditEvent], mark: str, *, size: int) -> AuditPage:
    """The page at this mark, the first without one. Raises BadMark."""
    if not mark:
        return _page(list(rows[: size + 1]), size, newer=False)
    way, at, pk = _read(mark)
    if way == "older":
        return _page(list(rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))[: size + 1]), size, newer=True)
    found = list(rows.filter(Q(at__gt=at) | Q(at=at, pk__gt=pk)).reverse()[: size + 1])
    events = found[:size][::-1]
    return AuditPage(
        events, _mark("older", events[-1:]), _mark("newer", events[:1] if len(found) > size else [])
    )


def _page(found: list[AuditEvent], size: int, *, newer: bool) -> AuditPage:
    events = found[:size]
    return AuditPage(
        events,
        _mark("older", events[-1:] if len(found) > size else []),
        _mark("newer", events[:1] if newer else []),
    )


def _mark(way: str, edge: list[AuditEvent]) -> str:
    return f"{way}-{(edge[0].at - EPOCH) // MICROSECOND}-{edge[0].pk}" if edge else ""


def _read(mark: str) -> tuple[str, datetime, int]:
    match = MARK.fullmatch(mark)
    if match is None:
        raise BadMark(mark)
    try:
        return match[1], EPOCH + int(match[2]) * MICROSECOND, int(match[3])
    except OverflowError:
        raise BadMark(mark) from None


DISTINCT = """
WITH RECURSIVE found AS (
    (SELECT {column} AS word FROM accounts_auditevent WHERE organization_id = %s ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM accounts_auditevent WHERE organization_id = %s AND {column} > found.word
            ORDER BY {column} LIMIT 1)
    FROM found WHERE found.word IS NOT NULL
) SELECT word FROM found WHERE word IS NOT NULL
"""


def verbs(organization: Organization) -> list[str]:
    """What was ever done here, in order: from word to word through the index, however long the audit is."""
    return _distinct("verb", organization)


def object_kinds(organization: Organization) -> list[str]:
    return _distinct("object_kind", organization)


def _distinct(column: str, organization: Organization) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(DISTINCT.format(column=column), [organization.pk, organization.pk])
        return [word for (word,) in cursor.fetchall()]
