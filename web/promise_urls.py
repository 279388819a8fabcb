"""The pages about what was promised: clients with all that belongs to them."""

from django.urls import path

from web import client_edit, client_parts, clients

urlpatterns = [
    path("clients/", clients.client_list, name="clients"),
    path("clients/new/", client_edit.new, name="client_new"),
    path("clients/<slug:code>/", clients.client_page, name="client"),
    path("clients/<slug:code>/edit/", client_edit.edit, name="client_edit"),
    path("clients/<slug:code>/archive/", client_edit.archive, name="client_archive"),
    path("clients/<slug:code>/restore/", client_edit.restore, name="client_restore"),
    path("clients/<slug:code>/form-address/", client_edit.form_address, name="client_form_address"),
    path("clients/<slug:code>/sites/new/", client_parts.new_site, name="site_new"),
    path("clients/<slug:code>/sites/<int:site_id>/", client_parts.site, name="site"),
    path("clients/<slug:code>/sites/<int:site_id>/archive/", client_parts.site_archive, name="site_archive"),
    path("clients/<slug:code>/contacts/new/", client_parts.new_contact, name="contact_new"),
    path("clients/<slug:code>/contacts/<int:contact_id>/", client_parts.contact, name="contact"),
    path(
        "clients/<slug:code>/contacts/<int:contact_id>/archive/",
        client_parts.contact_archive,
        name="contact_archive",
    ),
]
