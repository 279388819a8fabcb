"""The wire's own addresses, under /tw/; the attempt's id in them is what a callback is matched by."""

from django.urls import path

from delivery import webhooks

urlpatterns = [
    path("<uuid:account>/message/<uuid:attempt>/status/", webhooks.status, name="message_status"),
    path("<uuid:account>/call/<uuid:attempt>/status/", webhooks.status, name="call_status"),
    path("<uuid:account>/call/<uuid:attempt>/words/", webhooks.speak_words, name="call_words"),
    path("<uuid:account>/call/<uuid:attempt>/trial/", webhooks.trial, name="trial_call"),
    path("<uuid:account>/call/<uuid:attempt>/trial/keys/", webhooks.trial_keys, name="trial_keys"),
]
