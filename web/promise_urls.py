"""The pages about what was promised: clients with all that belongs to them, tiers, calendars, runbooks, the desk."""

from django.urls import include, path

from web import (
    agreements,
    calendar_edit,
    calendar_year,
    calendars,
    client_edit,
    client_form_edit,
    client_import,
    client_parts,
    clients,
    desk,
    runbook_check,
    runbooks,
    sheets,
    tier_edit,
    tiers,
    what_if,
)

agreement_patterns = [
    path("new/", agreements.new, name="agreement_new"),
    path("<int:agreement_id>/", agreements.edit, name="agreement"),
    path("<int:agreement_id>/end/", agreements.end, name="agreement_end"),
    path("<int:agreement_id>/renew/", agreements.renew, name="agreement_renew"),
    path("<int:agreement_id>/suspend/", agreements.suspend, name="agreement_suspend"),
    path("<int:agreement_id>/resume/", agreements.resume, name="agreement_resume"),
    path("<int:agreement_id>/archive/", agreements.archive, name="agreement_archive"),
    path("<int:agreement_id>/sheet/", sheets.sheet_page, name="sheet"),
    path("<int:agreement_id>/sheet.pdf", sheets.sheet_file, name="sheet_file"),
    path("<int:agreement_id>/sheet/send/", sheets.send, name="sheet_send"),
    path("<int:agreement_id>/sheet/sent/<int:offer_id>/revoke/", sheets.revoke, name="sheet_revoke"),
    path(
        "<int:agreement_id>/sheet/accepted/<int:acceptance_id>.pdf",
        sheets.accepted_file,
        name="accepted_sheet_file",
    ),
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
calendar_patterns = [
    path("", calendars.calendar_list, name="calendars"),
    path("new/", calendar_edit.new, name="calendar_new"),
    path("<int:calendar_id>/", calendars.calendar_page, name="calendar"),
    path("<int:calendar_id>/year/", calendar_year.calendar_year, name="calendar_year"),
    path("<int:calendar_id>/year.csv", calendar_year.calendar_year_export, name="calendar_year_export"),
    path("<int:calendar_id>/edit/", calendar_edit.edit, name="calendar_edit"),
    path("<int:calendar_id>/holidays/", calendar_edit.holidays, name="calendar_holidays"),
    path("<int:calendar_id>/days/new/", calendar_edit.new_day, name="calendar_day_new"),
    path("<int:calendar_id>/days/<int:day_id>/remove/", calendar_edit.remove_day, name="calendar_day_remove"),
    path("<int:calendar_id>/copy/", calendar_edit.copy, name="calendar_copy"),
    path("<int:calendar_id>/archive/", calendar_edit.archive, name="calendar_archive"),
]
runbook_patterns = [
    path("", runbooks.runbook_list, name="runbooks"),
    path("new/", runbooks.new, name="runbook_new"),
    path("check/", runbook_check.runbook_check, name="runbook_check"),
    path("<int:runbook_id>/", runbooks.runbook, name="runbook"),
    path("<int:runbook_id>/archive/", runbooks.archive, name="runbook_archive"),
]
urlpatterns = [
    path("clients/", clients.client_list, name="clients"),
    path("clients/import/", client_import.import_page, name="client_import"),
    path("clients/export/", client_import.export, name="client_export"),
    path("clients/new/", client_edit.new, name="client_new"),
    path("clients/<slug:code>/", clients.client_page, name="client"),
    path("clients/<slug:code>/edit/", client_edit.edit, name="client_edit"),
    path("clients/<slug:code>/archive/", client_edit.archive, name="client_archive"),
    path("clients/<slug:code>/restore/", client_edit.restore, name="client_restore"),
    path("clients/<slug:code>/form/", client_form_edit.form_settings, name="client_form_settings"),
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
    path("calendars/", include(calendar_patterns)),
    path("runbooks/", include(runbook_patterns)),
    path("desk/", desk.desk, name="desk"),
    path("what-if/", what_if.what_if_page, name="what_if"),
]
