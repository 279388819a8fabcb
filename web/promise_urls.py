"""The pages about what was promised: clients with all that belongs to them, tiers."""

from django.urls import include, path

from web import agreements, client_edit, client_parts, clients, tier_edit, tiers

agreement_patterns = [
    path("new/", agreements.new, name="agreement_new"),
    path("<int:agreement_id>/", agreements.edit, name="agreement"),
    path("<int:agreement_id>/end/", agreements.end, name="agreement_end"),
    path("<int:agreement_id>/renew/", agreements.renew, name="agreement_renew"),
    path("<int:agreement_id>/suspend/", agreements.suspend, name="agreement_suspend"),
    path("<int:agreement_id>/resume/", agreements.resume, name="agreement_resume"),
    path("<int:agreement_id>/archive/", agreements.archive, name="agreement_archive"),
]
tier_patterns = [
    path("", tiers.tier_list, name="tiers"),
    path("new/", tier_edit.new, name="tier_new"),
    path("<int:tier_id>/", tiers.tier_page, name="tier"),
    path("<int:tier_id>/edit/", tier_edit.edit, name="tier_edit"),
    path("<int:tier_id>/move/", tier_edit.move, name="tier_move"),
    path("<int:tier_id>/archive/", tier_edit.archive, name="tier_archive"),
    path("<int:tier_id>/restore/", tier_edit.restore, name="tier_restore"),
]
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
    path("clients/<slug:code>/agreements/", include(agreement_patterns)),
    path("tiers/", include(tier_patterns)),
]
