"""Addresses of what was promised: clients with their sites and contacts, service calendars, SLA tiers."""

from django.urls import path

from web.api import calendars, clients, contacts, sites, tiers

CLIENT = "clients/<slug:code>/"
CALENDAR = "calendars/<int:calendar_id>/"
TIER = "tiers/<int:tier_id>/"

urlpatterns = [
    path("clients/", clients.Clients.as_view(), name="api_clients"),
    path(CLIENT, clients.OneClient.as_view(), name="api_client"),
    path(CLIENT + "restore/", clients.Restored.as_view(), name="api_client_restore"),
    path(CLIENT + "form-address/", clients.FormAddress.as_view(), name="api_form_address"),
    path(CLIENT + "sites/", sites.Sites.as_view(), name="api_sites"),
    path(CLIENT + "sites/<int:site_id>/", sites.OneSite.as_view(), name="api_site"),
    path(CLIENT + "contacts/", contacts.Contacts.as_view(), name="api_contacts"),
    path(CLIENT + "contacts/<int:contact_id>/", contacts.OneContact.as_view(), name="api_contact"),
    path("calendars/", calendars.Calendars.as_view(), name="api_calendars"),
    path(CALENDAR, calendars.OneCalendar.as_view(), name="api_calendar"),
    path(CALENDAR + "holidays/", calendars.Holidays.as_view(), name="api_holidays"),
    path(CALENDAR + "exceptions/", calendars.Exceptions.as_view(), name="api_exceptions"),
    path(CALENDAR + "exceptions/<int:exception_id>/", calendars.OneException.as_view(), name="api_exception"),
    path("tiers/", tiers.Tiers.as_view(), name="api_tiers"),
    path(TIER, tiers.OneTier.as_view(), name="api_tier"),
    path(TIER + "restore/", tiers.Restored.as_view(), name="api_tier_restore"),
    path(TIER + "move/", tiers.Moving.as_view(), name="api_tier_move"),
]
