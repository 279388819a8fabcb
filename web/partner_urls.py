"""Partners and their phones, for owners and managers."""

from django.urls import include, path

from web import my_phones, partner_edits, partners
from web.me_urls import phone_patterns_of

one = [
    path("", partners.partner_page, name="partner"),
    path("edit/", partner_edits.edit, name="edit_partner"),
    path("archive/", partner_edits.archive, name="archive_partner"),
    path("phones/<int:method_id>/enter/", my_phones.enter_code_page, name="partner_enter_code"),
    *phone_patterns_of("partner"),
]
urlpatterns = [
    path("partners/", partners.partner_list, name="partners"),
    path("partners/add/", partner_edits.new, name="add_partner"),
    path("partners/<int:partner_id>/", include(one)),
]
