"""The addresses of people without a login: a client's form, and the private page of one request."""

from django.urls import include, path

from web import client_acts, client_form, client_status

status_patterns = [
    path("", client_status.client_status, name="client_status"),
    path("now/", client_status.client_status_now, name="client_status_now"),
    path("worse/", client_acts.worse, name="client_worse"),
    path("solved/", client_acts.solved, name="client_solved"),
    path("note/", client_acts.note, name="client_note"),
    path("number/", client_acts.number, name="client_number"),
]
urlpatterns = [
    path("r/<slug:slug>/", client_form.client_form, name="client_form"),
    path("t/<str:reference>/<str:token>/", include(status_patterns)),
]
