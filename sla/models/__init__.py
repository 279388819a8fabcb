"""What was promised: clients with their sites, contacts and calendars, tiers in versions, agreements, runbooks, the desk."""

from sla.models.agreements import Agreement, Desk
from sla.models.calendars import BusinessWindow, CalendarException, ServiceCalendar
from sla.models.choices import BANDS, LINES, OUTCOMES, PRIORITIES, STEP_ROLES
from sla.models.clients import Client, ClientAlias, ClientContact, Site, form_slug
from sla.models.form_settings import FormSettings
from sla.models.runbooks import Runbook, RunbookStep
from sla.models.sheets import SheetAcceptance, SheetFile, SheetOffer
from sla.models.tiers import CoverageRule, SlaTarget, SlaTier, SlaTierVersion

__all__ = [
    "Agreement",
    "BANDS",
    "BusinessWindow",
    "CalendarException",
    "Client",
    "ClientAlias",
    "ClientContact",
    "CoverageRule",
    "Desk",
    "LINES",
    "OUTCOMES",
    "PRIORITIES",
    "Runbook",
    "RunbookStep",
    "STEP_ROLES",
    "FormSettings",
    "ServiceCalendar",
    "SheetAcceptance",
    "SheetFile",
    "SheetOffer",
    "Site",
    "SlaTarget",
    "SlaTier",
    "SlaTierVersion",
    "form_slug",
]
