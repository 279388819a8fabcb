"""Work entries and pay rates that hold."""

from django.db.models import QuerySet

from accounts.models import Organization
from routing.models import Incident, PayRate, WorkEntry


def work_of(incident: Incident) -> QuerySet[WorkEntry]:
    """What is written down of an incident, the first first."""
    return incident.work.filter(archived_at=None).select_related("member__user").order_by("started_at", "id")


def get_work(incident: Incident, entry_id: int) -> WorkEntry:
    """Raises WorkEntry.DoesNotExist, also for another incident's and for what was corrected since."""
    return work_of(incident).get(pk=entry_id)


def pay_rates(organization: Organization) -> QuerySet[PayRate]:
    """Everybody's first, then by name, the newest first."""
    rows = PayRate.objects.filter(organization=organization, archived_at=None).select_related("member__user")
    return rows.order_by("member__user__name", "member__partner_name", "-starts_on", "-id")


def get_pay_rate(organization: Organization, rate_id: int) -> PayRate:
    """Raises PayRate.DoesNotExist, also for another organization's."""
    return pay_rates(organization).get(pk=rate_id)
