"""Several pages wait for one phone: they are read in one call, most urgent first (engine.md, promise 17)."""

from datetime import datetime

from delivery.models import Attempt
from routing.models import Incident, Page, Reply
from routing.states import IncidentStatus

PARTS = (
    "incident__organization", "incident__client__calendar", "incident__site", "incident__taken_by__user", "incident__runbook",
    "member__user", "member__organization", "contact_method",
)  # fmt: skip


def page_of(attempt: Attempt, page_id: int | None = None) -> Page | None:
    """The call's own page; or another one that is read in the same call, if it is the same person's on the same phone."""
    own = Page.objects.filter(message=attempt.message_id).select_related(*PARTS).first()
    if own is None or page_id is None or page_id == own.pk:
        return own
    same = Page.objects.filter(
        member=own.member_id, contact_method=own.contact_method_id, kind=Page.Kind.PAGE
    )
    return same.filter(pk=page_id).select_related(*PARTS).first()


def most_urgent(own: Page, *, now: datetime) -> Page:
    """What is read first; of equally urgent ones the call's own."""
    found = _waiting(own, now)
    if own.kind != Page.Kind.PAGE or not found:
        return own
    return min(found, key=lambda page: (page.incident.priority, page.incident_id != own.incident_id))


def next_waiting(attempt: Attempt, own: Page, *, now: datetime) -> Page | None:
    """What is read next; nothing twice in one call. What a P1 that was taken moves on to others is not read."""
    said = set(
        Reply.objects.filter(provider_key__startswith=f"keys:{attempt.pk}:").values_list(
            "incident_id", flat=True
        )
    )
    left = [page for page in _waiting(own, now) if page.incident_id not in said and not _moves_on(page, said)]
    return min(left, key=lambda page: (page.incident.priority, page.incident_id), default=None)


def _waiting(own: Page, now: datetime) -> list[Page]:
    """The first unanswered page of each incident that rings on the call's phone."""
    rows = Page.objects.filter(
        member=own.member_id, contact_method=own.contact_method_id, kind=Page.Kind.PAGE, ended_at=None, due_at__lte=now,
        incident__status=IncidentStatus.TRIGGERED,
    )  # fmt: skip
    newest = {page.incident_id: page for page in rows.select_related(*PARTS).order_by("due_at", "pk")}
    return list(newest.values())


def _moves_on(page: Page, said: set[int]) -> bool:
    """Whether the same person took a P1 of another client in this call."""
    taken = Incident.objects.filter(
        pk__in=said, priority="P1", status=IncidentStatus.ACKNOWLEDGED, taken_by=page.member_id
    ).values_list("client", flat=True)
    return any(client is None or client != page.incident.client_id for client in taken)
