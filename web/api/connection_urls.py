"""Addresses of what comes in and goes out: sources, webhooks, numbers and the account that sends."""

from django.urls import path

from web.api import (
    numbers,
    provider_account,
    source_events,
    source_keys,
    sources,
    webhook_deliveries,
    webhooks,
)

SOURCE = "sources/<int:source_id>/"
WEBHOOK = "webhooks/<int:webhook_id>/"
DELIVERY = WEBHOOK + "deliveries/<uuid:delivery_id>/"
NUMBER = "numbers/<int:number_id>/"

urlpatterns = [
    path("sources/", sources.Sources.as_view(), name="api_sources"),
    path(SOURCE, sources.OneSource.as_view(), name="api_source"),
    path(SOURCE + "live/", source_keys.Live.as_view(), name="api_source_live"),
    path(SOURCE + "listen/", source_keys.Listen.as_view(), name="api_source_listen"),
    path(SOURCE + "key/", source_keys.Key.as_view(), name="api_source_key"),
    path(SOURCE + "old-key/", source_keys.OldKey.as_view(), name="api_source_old_key"),
    path(SOURCE + "events/", source_events.Events.as_view(), name="api_source_events"),
    path(SOURCE + "events/<uuid:event_id>/", source_events.OneEvent.as_view(), name="api_source_event"),
    path("webhooks/", webhooks.Webhooks.as_view(), name="api_webhooks"),
    path(WEBHOOK, webhooks.OneWebhook.as_view(), name="api_webhook"),
    path(WEBHOOK + "on/", webhooks.On.as_view(), name="api_webhook_on"),
    path(WEBHOOK + "off/", webhooks.Off.as_view(), name="api_webhook_off"),
    path(WEBHOOK + "secret/", webhooks.Secret.as_view(), name="api_webhook_secret"),
    path(WEBHOOK + "test/", webhook_deliveries.Test.as_view(), name="api_webhook_test"),
    path(WEBHOOK + "deliveries/", webhook_deliveries.Deliveries.as_view(), name="api_deliveries"),
    path(DELIVERY, webhook_deliveries.OneDelivery.as_view(), name="api_delivery"),
    path(DELIVERY + "replay/", webhook_deliveries.Replay.as_view(), name="api_replay"),
    path("numbers/", numbers.Numbers.as_view(), name="api_numbers"),
    path(NUMBER, numbers.OneNumber.as_view(), name="api_number"),
    path(NUMBER + "replace/", numbers.Replacement.as_view(), name="api_number_replace"),
    path(NUMBER + "register/", numbers.Register.as_view(), name="api_number_register"),
    path("provider-account/", provider_account.Account.as_view(), name="api_provider_account"),
]
