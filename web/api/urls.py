"""The API's addresses, below /api/v1/."""

from django.urls import path, re_path

from web.api import (
    connection_urls,
    coverage,
    fairness,
    holes,
    incident_urls,
    nothing,
    on_call,
    people_urls,
    promise_urls,
    rota_urls,
    schedules,
)
from web.api.docs import docs
from web.api.schema import Schema

urlpatterns = [
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", docs, name="api_docs"),
    *incident_urls.urlpatterns,
    path("fairness/", fairness.Fairness.as_view(), name="api_fairness"),
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
