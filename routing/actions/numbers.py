"""Numbers of incidents count per organization; taken last, so that the organization's row is held briefly."""

from django.db.models import F

from accounts.models import Organization


def next_number(organization_id: int) -> int:
    """The next incident number; the row stays locked until the transaction ends."""
    rows = Organization.objects.filter(pk=organization_id)
    rows.update(last_incident_number=F("last_incident_number") + 1)
    return rows.values_list("last_incident_number", flat=True).get()
