"""The API's addresses, below /api/v1/."""

from django.urls import path, re_path

from web.api import (
    connection_urls,
    coverage,
    fairness,
    holes,
    incident_urls,
    money,
    nothing,
    on_call,
    pay_rates,
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
    path("bill-lines/", money.BillLines.as_view(), name="api_bill_lines"),
    path("pay-lines/", money.PayLines.as_view(), name="api_pay_lines"),
    path("pay-rates/", pay_rates.PayRates.as_view(), name="api_pay_rates"),
    path("pay-rates/<int:rate_id>/", pay_rates.OnePayRate.as_view(), name="api_pay_rate"),
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
