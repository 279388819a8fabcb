"""Addresses of what was promised: clients with their sites, contacts and agreements, service calendars, SLA tiers, runbooks, the desk."""

from django.urls import path

from web.api import (
    agreement_deeds,
    agreements,
    calendar_copies,
    calendars,
    client_ids,
    client_import,
    client_readiness,
    clients,
    contacts,
    desk,
    runbooks,
    sheets,
    sites,
    tiers,
)

CLIENT = "clients/<slug:code>/"
AGREEMENT = CLIENT + "agreements/<int:agreement_id>/"
CALENDAR = "calendars/<int:calendar_id>/"
TIER = "tiers/<int:tier_id>/"

urlpatterns = [
    path("clients/", clients.Clients.as_view(), name="api_clients"),
    path("clients/import/", client_import.Import.as_view(), name="api_client_import"),
    path("clients/import/plan/", client_import.Plan.as_view(), name="api_client_import_plan"),
    path("readiness/", client_readiness.Readiness.as_view(), name="api_client_readiness"),
    path(CLIENT, clients.OneClient.as_view(), name="api_client"),
    path(CLIENT + "restore/", clients.Restored.as_view(), name="api_client_restore"),
    path(CLIENT + "form-address/", clients.FormAddress.as_view(), name="api_form_address"),
    path(CLIENT + "external-ids/", client_ids.ExternalIds.as_view(), name="api_external_ids"),
    path(CLIENT + "sites/", sites.Sites.as_view(), name="api_sites"),
    path(CLIENT + "sites/<int:site_id>/", sites.OneSite.as_view(), name="api_site"),
    path(CLIENT + "contacts/", contacts.Contacts.as_view(), name="api_contacts"),
    path(CLIENT + "contacts/<int:contact_id>/", contacts.OneContact.as_view(), name="api_contact"),
    path(CLIENT + "agreements/", agreements.Agreements.as_view(), name="api_agreements"),
    path(AGREEMENT, agreements.OneAgreement.as_view(), name="api_agreement"),
    path(AGREEMENT + "end/", agreement_deeds.Ended.as_view(), name="api_agreement_end"),
    path(AGREEMENT + "renew/", agreement_deeds.Renewed.as_view(), name="api_agreement_renew"),
    path(AGREEMENT + "suspend/", agreement_deeds.Suspended.as_view(), name="api_agreement_suspend"),
    path(AGREEMENT + "resume/", agreement_deeds.Resumed.as_view(), name="api_agreement_resume"),
    path(AGREEMENT + "sheet/", sheets.TheSheet.as_view(), name="api_sheet"),
    path(AGREEMENT + "sheet/sent/", sheets.SheetsSent.as_view(), name="api_sheets_sent"),
    path(AGREEMENT + "sheet/sent/<int:offer_id>/", sheets.OneSheetSent.as_view(), name="api_sheet_sent"),
    path("calendars/", calendars.Calendars.as_view(), name="api_calendars"),
    path(CALENDAR, calendars.OneCalendar.as_view(), name="api_calendar"),
    path(CALENDAR + "holidays/", calendars.Holidays.as_view(), name="api_holidays"),
    path(CALENDAR + "copies/", calendar_copies.Copies.as_view(), name="api_calendar_copies"),
    path(CALENDAR + "year/", calendars.Year.as_view(), name="api_calendar_year"),
    path(CALENDAR + "exceptions/", calendars.Exceptions.as_view(), name="api_exceptions"),
    path(CALENDAR + "exceptions/<int:exception_id>/", calendars.OneException.as_view(), name="api_exception"),
    path("tiers/", tiers.Tiers.as_view(), name="api_tiers"),
    path(TIER, tiers.OneTier.as_view(), name="api_tier"),
    path(TIER + "restore/", tiers.Restored.as_view(), name="api_tier_restore"),
    path(TIER + "move/", tiers.Moving.as_view(), name="api_tier_move"),
    path("runbooks/", runbooks.Runbooks.as_view(), name="api_runbooks"),
    path("runbooks/check/", runbooks.RunbookCheck.as_view(), name="api_runbook_check"),
    path("runbooks/<int:runbook_id>/", runbooks.OneRunbook.as_view(), name="api_runbook"),
    path("desk/", desk.TheDesk.as_view(), name="api_desk"),
]
