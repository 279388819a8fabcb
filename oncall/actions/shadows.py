"""Who shadows a schedule, as a whole."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record_edit
from accounts.edition import refuse_stale
from accounts.models import Membership
from accounts.queries import members
from accounts.refusal import Refused
from oncall.models import Schedule, Shadow

MOST = 20


def shadows_of(schedule: Schedule) -> list[Membership]:
    """By name; whoever has left shadows nobody."""
    return list(members(schedule.organization).filter(pk__in=schedule.shadows.values("member")))


def shadow_state(people: Iterable[Membership]) -> dict[str, object]:
    """What is another edition of them."""
    return {"shadows": sorted(person.pk for person in people)}


def set_shadows(
    *, schedule: Schedule, people: Iterable[Membership], seen: str | None, actor: Actor, now: datetime
) -> None:
    """These, and nobody else. Raises Refused, naming the field; Stale where they are not any more as they were `seen`."""
    with transaction.atomic():
        organization = lock_organization(schedule.organization_id)
        before = shadows_of(schedule)
        refuse_stale(
            organization=organization, object_kind="shadows", object_id=schedule.pk, state=shadow_state(before), seen=seen
        )  # fmt: skip
        wanted = {person.pk for person in people}
        after = list(members(organization).filter(pk__in=wanted))
        if len(after) < len(wanted) or len(after) > MOST:
            raise Refused(people=_("Name members who have not left, 20 at most."))
        schedule.shadows.exclude(member__in=after).delete()
        Shadow.objects.bulk_create(
            [Shadow(schedule=schedule, member=person) for person in after], ignore_conflicts=True
        )
        record_edit(
            organization=organization, actor=actor, object_kind="shadows", object_id=schedule.pk, now=now,
            before={"shadows": ", ".join(map(str, before))}, after={"shadows": ", ".join(map(str, after))},
        )  # fmt: skip
