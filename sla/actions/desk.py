"""The desk's name, address and calendar."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from sla.actions.open_desk import refuse_bad_address
from sla.actions.turns import wait_for_turn
from sla.models import Desk, ServiceCalendar


def save_desk(
    *,
    organization: Organization,
    name: str,
    email: str,
    calendar: ServiceCalendar,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> Desk:
    """Where the day's work goes, and when somebody is there; the first call opens it. Raises Refused and Stale."""
    if not name or len(name) > 80:
        raise Refused(name=_("A name has 1 to %(most)s characters.") % {"most": 80})
    refuse_bad_address(email, field="email")
    with transaction.atomic():
        wait_for_turn(organization)
        desk = Desk.objects.filter(organization=organization).first() or Desk(organization=organization)
        before = desk_state(desk) if desk.pk else {}
        refuse_stale(
            organization=organization, object_kind="desk", object_id=desk.pk, state=before, seen=seen
        )
        desk.name, desk.email, desk.calendar = name, email, calendar
        desk.save()
        record_edit(
            organization=organization, actor=actor, verb="desk.edited", object_kind="desk", object_id=desk.pk,
            before=before, after=desk_state(desk), now=now,
        )  # fmt: skip
    return desk


def desk_state(desk: Desk) -> dict[str, object]:
    """What the audit and a form's edition tell of the desk."""
    return {"name": desk.name, "email": desk.email, "calendar": desk.calendar_id}
