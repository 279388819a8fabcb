"""How much strangers may leave with us: the files of an organization's requests that nobody vouched for share so many bytes."""

from django.db.models import Sum

from routing.models import Attachment, HeldRequest, Incident
from routing.models.attachments import HERE
from routing.states import HeldEnd

MOST_UNVOUCHED = 250_000_000  # bytes: ten requests, each with all the files that one may bring
UNVOUCHED = ("", HeldEnd.LEFT)


def room_for(incident: Incident) -> int | None:
    """Bytes that its client may still send; None: as many as anybody's. What was called spam gets no more."""
    if incident.taken_by_id is not None:
        return None
    how = HeldRequest.objects.filter(incident=incident).values_list("ended_how", flat=True).first()
    if how == HeldEnd.SPAM:
        return 0
    return None if how not in UNVOUCHED else MOST_UNVOUCHED - _unvouched(incident.organization_id)


def _unvouched(organization_id: int) -> int:
    """Until somebody of ours takes it, closes it or lets it through, or its code comes back."""
    rows = Attachment.objects.filter(
        organization=organization_id, member=None, state__in=HERE, incident__taken_by=None, incident__resolved_by=None,
        incident__held_request__ended_how__in=UNVOUCHED,
    )  # fmt: skip
    return int(rows.aggregate(size=Sum("size"))["size"] or 0)
