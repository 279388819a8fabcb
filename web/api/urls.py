"""The API's addresses, below /api/v1/."""

from django.urls import path, re_path

from web.api import (
    connection_urls,
    coverage,
    holes,
    incidents,
    nothing,
    on_call,
    people_urls,
    promise_urls,
    rota_urls,
    schedules,
    verbs,
)
from web.api.docs import docs
from web.api.schema import Schema

NUMBER = r"^incidents/(?P<number>(?:[A-Za-z]{1,6}-)?[0-9]{1,9})/"

urlpatterns = [
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", docs, name="api_docs"),
    path("incidents/", incidents.Incidents.as_view(), name="api_incidents"),
    re_path(NUMBER + "$", incidents.OneIncident.as_view(), name="api_incident"),
    re_path(NUMBER + "acknowledge/$", verbs.Acknowledge.as_view(), name="api_acknowledge"),
    re_path(NUMBER + "resolve/$", verbs.Resolve.as_view(), name="api_resolve"),
    re_path(NUMBER + "escalate/$", verbs.Escalate.as_view(), name="api_escalate"),
    re_path(NUMBER + "reassign/$", verbs.Reassign.as_view(), name="api_reassign"),
    re_path(NUMBER + "snooze/$", verbs.Snooze.as_view(), name="api_snooze"),
    re_path(NUMBER + "responded/$", verbs.Responded.as_view(), name="api_responded"),
    path("holes/", holes.Holes.as_view(), name="api_holes"),
    path("on-call/", on_call.OnCallNow.as_view(), name="api_on_call"),
    path("schedules/preview/", schedules.Preview.as_view(), name="api_preview"),
    path("coverage/decide/", coverage.Decide.as_view(), name="api_decide"),
    *people_urls.urlpatterns,
    *promise_urls.urlpatterns,
    *rota_urls.urlpatterns,
    *connection_urls.urlpatterns,
    re_path(r"^.*$", nothing.Nothing.as_view(), name="api_nothing"),
]
