"""Photos and files of an incident, as rows: their bytes are gone, as after a move of the database alone."""

from datetime import datetime

from bench.house.size import Size
from routing.models import Attachment, Incident
from routing.states import FileState


def make_files(incident: Incident, size: Size, now: datetime) -> int:
    """The number of the first."""
    rows = Attachment.objects.bulk_create(
        Attachment(
            organization_id=incident.organization_id, incident=incident, name=f"photo-{number}.jpg", kind="jpg", size=9000,
            sha256=f"{number:064x}", stored_name=f"00/{number:040x}", look_name=f"01/{number:040x}", state=FileState.KEPT,
            created_at=now,
        )
        for number in range(5 * size.each)
    )  # fmt: skip
    return rows[0].pk
