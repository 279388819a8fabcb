"""Addresses of who is on call when: schedules, layers, overrides."""

from django.urls import path

from web.api import overrides, rota

SCHEDULE = "schedules/<int:schedule_id>/"

urlpatterns = [
    path("schedules/", rota.Schedules.as_view(), name="api_schedules"),
    path(SCHEDULE, rota.OneSchedule.as_view(), name="api_schedule"),
    path(SCHEDULE + "shifts/", rota.Shifts.as_view(), name="api_shifts"),
    path(SCHEDULE + "overrides/", overrides.Overrides.as_view(), name="api_overrides"),
    path(SCHEDULE + "overrides/<int:override_id>/", overrides.OneOverride.as_view(), name="api_override"),
]
