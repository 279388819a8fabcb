"""What machines post to: alerts, and the provider's texts, calls, answered pages and keys."""

from django.urls import path

from routing import intake_webhooks, phone_webhooks

urlpatterns = [
    path("in/<str:key>/", intake_webhooks.alert, name="inbound"),
    path(
        "in/<str:key>", intake_webhooks.alert, name="inbound_bare"
    ),  # a missing slash must not lose an alert
    path("tw/<uuid:account>/text/", phone_webhooks.text, name="inbound_text"),
    path("tw/<uuid:account>/call/", phone_webhooks.call, name="inbound_call"),
    path("tw/<uuid:account>/call/<uuid:attempt>/page/", phone_webhooks.answered, name="answered_page"),
    path("tw/<uuid:account>/call/<uuid:attempt>/keys/<int:turn>/", phone_webhooks.keys, name="page_keys"),
    path(
        "tw/<uuid:account>/call/<uuid:attempt>/keys/<int:turn>/<int:page>/",
        phone_webhooks.keys,
        name="page_keys_of",
    ),
]
