"""The members behind a policy's targets, looked up fresh each time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import Membership, Organization, User
from accounts.plain_rows import columns, row
from accounts.queries import members
from oncall.stored_specs import on_call_in
from routing.asking import BUSY_FOR
from routing.escalation import Target
from routing.models import Incident
from routing.reach import verified_phones

# People with the most urgent incident of another client that each has, and was heard of it in the last hour. Where nobody knows
# whose either is, it is another's.
PEOPLE_AND_WORK = f"""
    SELECT {columns(Membership, "member")}, {columns(User, "person")}, (
        SELECT held.number FROM routing_incident AS held
        WHERE held.taken_by_id = member.id AND held.status = 'acknowledged' AND held.priority IN ('P1', 'P2')
            AND greatest(held.taken_at, held.life_seen_at) > %(since)s AND (held.client_id = %(client)s) IS NOT TRUE
        ORDER BY held.priority, held.id LIMIT 1
    )
    FROM accounts_membership member LEFT JOIN accounts_user person ON person.id = member.user_id
    WHERE member.organization_id = %(organization)s AND member.id = ANY(%(ids)s) AND member.archived_at IS NULL
"""  # noqa: S608 - nothing but the names of columns


def people_of(organization: Organization, targets: Iterable[Target], now: datetime) -> list[Membership]:
    """Who is meant now, each once, in order: whoever is on call, or the named member. Archived members are gone."""
    ids = _ids_of(targets, now)
    rows = Membership.objects.filter(organization=organization, pk__in=ids, archived_at=None)
    return _in_order(rows.select_related("user"), ids, organization)


def people_and_work(
    incident: Incident, targets: Iterable[Target], now: datetime
) -> tuple[list[Membership], dict[int, str]]:
    """The same, and who of them is busy with which incident of another client. No statement more."""
    organization, ids = incident.organization, _ids_of(targets, now)
    asked = {
        "since": now - BUSY_FOR, "client": incident.client_id, "organization": organization.pk, "ids": list(ids),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_AND_WORK, asked)
        rows = [_person_and_work(values) for values in cursor.fetchall()]
    work = {person.pk: number for person, number in rows if number is not None}
    found = _in_order([person for person, _ in rows], ids, organization)
    return found, {pk: f"{organization.incident_prefix}-{number}" for pk, number in work.items()}


def _person_and_work(values: Sequence[Any]) -> tuple[Membership, int | None]:
    member, rest = row(Membership, values)
    user, (number,) = row(User, rest)
    member.user = user if member.user_id else None
    return member, number


def _ids_of(targets: Iterable[Target], now: datetime) -> list[int]:
    targets = tuple(targets)
    ids = [target.id for target in targets if target.kind == "schedule"]
    turns = on_call_in(ids, now) if ids else {}
    found: list[int] = []
    for target in targets:
        on_turn = turns[target.id].people if target.kind == "schedule" and target.id in turns else ()
        found.extend([target.id] if target.kind == "member" else [int(str(person)) for person in on_turn])
    return list(dict.fromkeys(found))


def _in_order(rows: Iterable[Membership], ids: Iterable[int], organization: Organization) -> list[Membership]:
    by_id = {row.pk: row for row in rows}
    found = [by_id[pk] for pk in ids if pk in by_id]
    for member in found:
        member.organization = organization
    return found


def woken(incident: Incident) -> list[Membership]:
    """Whoever was really sent something about it, and whoever has it."""
    ids = set(incident.pages.filter(message__attempts__isnull=False).values_list("member_id", flat=True))
    if incident.taken_by_id:
        ids.add(incident.taken_by_id)
    return list(Membership.objects.filter(pk__in=ids).select_related("user", "organization").order_by("pk"))


def verified_members(organization: Organization) -> list[Membership]:
    """Every member with a verified phone: the last resort of a P1. A partner is asked only where it was put on call."""
    everyone = list(members(organization).order_by("pk"))
    phones = verified_phones(everyone)
    return [member for member in everyone if member.pk in phones]
