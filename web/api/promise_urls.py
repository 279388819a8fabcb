"""Addresses of what was promised: clients with their sites and contacts."""

from django.urls import path

from web.api import clients, contacts, sites

CLIENT = "clients/<slug:code>/"

urlpatterns = [
    path("clients/", clients.Clients.as_view(), name="api_clients"),
    path(CLIENT, clients.OneClient.as_view(), name="api_client"),
    path(CLIENT + "restore/", clients.Restored.as_view(), name="api_client_restore"),
    path(CLIENT + "form-address/", clients.FormAddress.as_view(), name="api_form_address"),
    path(CLIENT + "sites/", sites.Sites.as_view(), name="api_sites"),
    path(CLIENT + "sites/<int:site_id>/", sites.OneSite.as_view(), name="api_site"),
    path(CLIENT + "contacts/", contacts.Contacts.as_view(), name="api_contacts"),
    path(CLIENT + "contacts/<int:contact_id>/", contacts.OneContact.as_view(), name="api_contact"),
]
