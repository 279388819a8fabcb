"""The members behind a policy's targets, looked up fresh each time."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models.expressions import RawSQL

from accounts.models import Membership, Organization
from accounts.queries import members
from oncall.stored_specs import on_call_in
from routing.asking import BUSY_FOR
from routing.escalation import Target
from routing.models import Incident
from routing.reach import verified_phones

# The most urgent incident of another client that somebody has, and was heard of it in the last hour. Where nobody knows whose
# either is, it is another's.
BUSY_WITH = """(
    SELECT held.number FROM routing_incident AS held
    WHERE held.taken_by_id = accounts_membership.id AND held.status = 'acknowledged' AND held.priority IN ('P1', 'P2')
        AND greatest(held.taken_at, held.life_seen_at) > %s AND (held.client_id = %s) IS NOT TRUE
    ORDER BY held.priority, held.id LIMIT 1
)"""


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
    busy_with = RawSQL(BUSY_WITH, (now - BUSY_FOR, incident.client_id))  # noqa: S611 - values are parameters
    rows = Membership.objects.filter(organization=organization, pk__in=ids, archived_at=None)
    found = _in_order(rows.select_related("user").annotate(busy_with=busy_with), ids, organization)
    work = {person.pk: getattr(person, "busy_with") for person in found}  # noqa: B009 - the row has it, the model not
    return found, {
        pk: f"{organization.incident_prefix}-{number}" for pk, number in work.items() if number is not None
    }


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
