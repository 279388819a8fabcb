"""The members behind a policy's targets, looked up fresh each time."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Membership, Organization
from oncall.stored_specs import on_call_in
from routing.escalation import Target
from routing.models import Incident
from routing.reach import verified_phones


def people_of(organization: Organization, targets: Iterable[Target], now: datetime) -> list[Membership]:
    """Who is meant now, each once, in order: whoever is on call, or the named member. Archived members are gone."""
    targets = tuple(targets)
    ids = [target.id for target in targets if target.kind == "schedule"]
    turns = on_call_in(ids, now) if ids else {}
    found: list[int] = []
    for target in targets:
        on_turn = turns[target.id].people if target.kind == "schedule" and target.id in turns else ()
        found.extend([target.id] if target.kind == "member" else [int(str(person)) for person in on_turn])
    return _in_order(organization, found)


def _in_order(organization: Organization, ids: Iterable[int]) -> list[Membership]:
    ids = list(dict.fromkeys(ids))
    rows = Membership.objects.filter(organization=organization, pk__in=ids, archived_at=None)
    by_id = {row.pk: row for row in rows.select_related("user")}
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
    """Every member with a verified phone: the last resort of a P1."""
    rows = Membership.objects.filter(organization=organization, archived_at=None).select_related(
        "user", "organization"
    )
    everyone = list(rows.order_by("pk"))
    phones = verified_phones(everyone)
    return [member for member in everyone if member.pk in phones]
