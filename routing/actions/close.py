"""An incident ends: what rings for it, its due time and its codes with it."""

from datetime import datetime

from accounts.models import Membership
from routing.actions.codes import release_codes
from routing.actions.consent_ask import overtake
from routing.actions.keep_clocks import end_pause
from routing.actions.paging import end_pages
from routing.actions.work import propose_work
from routing.models import Incident
from routing.states import IncidentStatus, PageStatus


def close(
    incident: Incident, *, reason: str, by: Membership | None, now: datetime, name: str = "Nightbell",
    minutes: int | None = None, billable: bool | None = None,
) -> None:  # fmt: skip
    """The incident ends: pages, due time and codes with it, and the work on it is written down. The caller holds the lock
    and says why; `minutes`: how long `by` says it took.
    """
    if incident.status == IncidentStatus.AWAITING_CONSENT:
        overtake(incident, now=now)
    end_pages(incident, status=PageStatus.CANCELED, reason="resolved", now=now)
    incident.alerts.filter(status="open").update(status="cleared", cleared_at=now)
    incident.status = IncidentStatus.RESOLVED
    incident.resolved_at, incident.resolved_by, incident.resolve_reason = now, by, reason
    incident.due_at, incident.due_reason = None, ""
    incident.save()
    release_codes(incident, now=now)
    end_pause(incident, now=now)
    propose_work(incident, by=by, minutes=minutes, billable=billable, name=name, now=now)
