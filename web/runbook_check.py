"""Ready for the night: clients who are promised a technician for a P1 at night without a runbook, or without a named person."""

from django.http import HttpRequest, HttpResponse

from accounts.permissions import Act
from sla.runbook_check import unready_for_the_night
from web.visit import Visit, members_only, show


@members_only(Act.MANAGE)
def runbook_check(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = unready_for_the_night(visit.organization, visit.now)
    return show(request, visit, "runbooks/check.html", {"room": "setup", "rows": rows})
