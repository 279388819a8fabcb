"""Work that is written down, and a pay rate: what has a page of its own."""

from datetime import datetime, timedelta
from typing import Any

from accounts.audit import Actor
from accounts.models import Membership
from routing.actions.pay_rates import Pay, add_pay_rate
from routing.actions.work import Work, write_work
from routing.models import Incident


def work_rows(incident: Incident, member: Membership, now: datetime) -> dict[str, Any]:
    """An hour's work of theirs until now, and what everybody is paid: the rows' numbers."""
    entry = write_work(
        incident_id=incident.pk,
        work=Work(member, now - timedelta(hours=1), now),
        actor=Actor.system(),
        now=now,
    )
    rate = add_pay_rate(
        organization=incident.organization,
        member=None,
        pay=Pay(now.date(), 1000, 6000),
        actor=Actor.system(),
        now=now,
    )
    return {"entry": entry.pk, "rate": rate.pk}
