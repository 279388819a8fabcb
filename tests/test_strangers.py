"""Every address there is, and what three people get who should not get further.

    a stranger     nobody, without session or token
    Mallory        owner of another organization: Harbor Pine's rows do not exist for her
    Vera           of Harbor Pine, but only a viewer

The resolver is walked: an address that is not in the tables fails the first test. Each line is
(method, path, stranger, Mallory, Vera); LOGIN is the way to the login page.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLResolver, get_resolver, reverse

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.actions.tokens import create_token
from accounts.audit import Actor
from hours.clock import now
from oncall.actions.feeds import make_feed
from oncall.actions.override import add_override
from oncall.models import TimeOff
from routing.actions.listening import create_listening
from routing.actions.report import report
from routing.actions.store import Received, store_event
from routing.actions.swap_ask import Question, ask
from routing.actions.webhooks import create_webhook, send_test
from routing.models import Handoff
from sla.models import Runbook, Site
from tests.worked import work_rows
from tests.world import elsewhere, give_phone, world
from web.actions.invite import invite_by_mail

LOGIN = "login"
NUMBER, SCHEDULE, OVERRIDE = "{number}", "{schedule}", "{override}"
SOURCE, EVENT = "{source}", "{event}"
MEMBER, INVITATION, TOKEN = "{member}", "{invitation}", "{token}"
POLICY, ROUTE = "/policies/{policy}", "/routes/{route}"
LAYER = "/schedules/{schedule}/layers/{layer}"
WEBHOOK, DELIVERY, SENDER = "{webhook}", "{delivery}", "{sender}"
READ = (401, 404, 200)
DEED = (401, 404, 403)


def below(path, reading=READ):
    """A list of what belongs to a row that everybody in the organization may see."""
    return [("GET", path, *reading), ("POST", path, *DEED)]


def changed(path, reading, verb="PATCH"):
    """One row by program: read, changed, archived."""
    return [("GET", path, *reading), (verb, path, *DEED), ("DELETE", path, *DEED)]


API = {
    "api_schema": [("GET", "schema/", 200, 200, 200)],
    "api_docs": [("GET", "docs/", 200, 200, 200)],
    "api_incidents": [
        ("GET", "incidents/", 401, 200, 200),
        ("GET", "incidents/?client=northwind-dental", 401, 400, 200),
        ("POST", "incidents/", 401, 400, 403),
    ],
    "api_incident": [("GET", f"incidents/{NUMBER}/", *READ), ("GET", f"incidents/HP-{NUMBER}/", *READ), ("PATCH", f"incidents/{NUMBER}/", *DEED)],
    "api_bulk": [("POST", "incidents/bulk/", 401, 400, 403)],
    "api_acknowledge": [("POST", f"incidents/{NUMBER}/acknowledge/", *DEED)],
    "api_resolve": [("POST", f"incidents/{NUMBER}/resolve/", *DEED)],
    "api_escalate": [("POST", f"incidents/{NUMBER}/escalate/", *DEED)],
    "api_reassign": [("POST", f"incidents/{NUMBER}/reassign/", *DEED)],
    "api_snooze": [("POST", f"incidents/{NUMBER}/snooze/", *DEED)],
    "api_responded": [("POST", f"incidents/{NUMBER}/responded/", *DEED)],
    **{
        f"api_{deed.replace('-', '_')}": [("POST", f"incidents/{NUMBER}/{deed}/", *DEED)]
        for deed in ("pass-on", "help", "leave", "note", "merge", "tick", "untick", "check-pin", "undo", "pause", "resume", "let-through", "spam")
    },
    "api_update": below(f"incidents/{NUMBER}/update/", DEED),
    "api_update_preview": [("POST", f"incidents/{NUMBER}/update/preview/", *DEED)],
    "api_merge_candidates": [("GET", f"incidents/{NUMBER}/merge-candidates/", *DEED)],
    "api_incident_next": [("GET", f"incidents/{NUMBER}/next/", *READ)],
    "api_incident_targets": [("GET", f"incidents/{NUMBER}/targets/", *READ)],
    "api_incident_runbook": [("GET", f"incidents/{NUMBER}/runbook/", *READ)],
    "api_incident_files": below(f"incidents/{NUMBER}/files/"),
    "api_work": below(f"incidents/{NUMBER}/work/", DEED),
    "api_one_work": [(verb, f"incidents/{NUMBER}/work/{{entry}}/", *DEED) for verb in ("PUT", "DELETE")],
    "api_bill_lines": [("GET", "bill-lines/?since=2026-03-01&until=2026-03-31", 401, 200, 403)],
    "api_pay_lines": [("GET", "pay-lines/?since=2026-03-01&until=2026-03-31", 401, 200, 403)],
    "api_pay_rates": [("GET", "pay-rates/", 401, 200, 403), ("POST", "pay-rates/", 401, 400, 403)],
    "api_pay_rate": [("DELETE", "pay-rates/{rate}/", *DEED)],
    "api_on_call": [("GET", "on-call/", 401, 200, 200)],
    "api_fairness": [("GET", "fairness/", 401, 200, 403)],
    "api_holes": [("GET", "holes/", 401, 200, 200)],
    "api_preview": [("POST", "schedules/preview/", 401, 400, 400)],
    "api_decide": [("POST", "coverage/decide/", 401, 400, 400)],
    "api_members": [("GET", "members/", 401, 200, 200)],
    "api_member": [("GET", "members/{email}/", *READ), ("PATCH", "members/{email}/", *DEED)],
    "api_deactivate": [("POST", "members/{email}/deactivate/", *DEED)],
    "api_partners": [("GET", "partners/", 401, 200, 200), ("POST", "partners/", 401, 400, 403)],
    "api_partner": [("GET", "partners/{partner}/", *READ), ("PATCH", "partners/{partner}/", *DEED)],
    "api_partner_archive": [("POST", "partners/{partner}/archive/", *DEED)],
    "api_partner_methods": below("partners/{partner}/contact-methods/", DEED),
    "api_partner_method": [("DELETE", "partners/{partner}/contact-methods/{partner_phone}/", *DEED)],
    "api_partner_code": [("POST", "partners/{partner}/contact-methods/{partner_phone}/code/", *DEED)],
    "api_partner_verify": [("POST", "partners/{partner}/contact-methods/{partner_phone}/verify/", *DEED)],
    "api_partner_test_pages": [
        (method, "partners/{partner}/contact-methods/{partner_phone}/test-pages/", *DEED) for method in ("GET", "POST")
    ],
    "api_profile": [(method, "members/{email}/profile/", *DEED) for method in ("GET", "PATCH")],
    "api_invitations": [("GET", "invitations/", 401, 200, 403), ("POST", "invitations/", 401, 400, 403)],
    "api_invitation": [("DELETE", f"invitations/{INVITATION}/", *DEED)],
    "api_schedules": [("GET", "schedules/", 401, 200, 200), ("POST", "schedules/", 401, 400, 403)],
    "api_schedule": [
        ("GET", f"schedules/{SCHEDULE}/", *READ),
        ("PATCH", f"schedules/{SCHEDULE}/", *DEED),
        ("DELETE", f"schedules/{SCHEDULE}/", *DEED),
    ],
    "api_shadows": [("GET", f"schedules/{SCHEDULE}/shadows/", *READ), ("PUT", f"schedules/{SCHEDULE}/shadows/", *DEED)],
    "api_suggestions": [("GET", f"schedules/{SCHEDULE}/suggestions/?start=2026-03-04T02:00:00Z&end=2026-03-04T11:00:00Z", *DEED)],
    "api_shifts": [("GET", f"schedules/{SCHEDULE}/shifts/", *READ)],
    "api_overrides": [
        ("GET", f"schedules/{SCHEDULE}/overrides/", *READ),
        ("POST", f"schedules/{SCHEDULE}/overrides/", *DEED),
    ],
    "api_override": [("DELETE", f"schedules/{SCHEDULE}/overrides/{OVERRIDE}/", *DEED)],
    "api_layers": [
        ("GET", f"schedules/{SCHEDULE}/layers/", *READ),
        ("POST", f"schedules/{SCHEDULE}/layers/", *DEED),
    ],
    "api_layer": [
        ("GET", LAYER[1:] + "/", *READ),
        ("PUT", LAYER[1:] + "/", *DEED),
        ("DELETE", LAYER[1:] + "/", *DEED),
    ],
    "api_policies": [("GET", "policies/", 401, 200, 403), ("POST", "policies/", 401, 400, 403)],
    "api_policy": [(method, POLICY[1:] + "/", *DEED) for method in ("GET", "PUT", "DELETE")],
    "api_routes": [("GET", "routes/", 401, 200, 403), ("POST", "routes/", 401, 400, 403)],
    "api_route": [("DELETE", ROUTE[1:] + "/", *DEED)],
    "api_fallback": [("GET", "fallback/", 401, 200, 403), ("PUT", "fallback/", 401, 400, 403)],
    "api_handoffs": [("GET", "handoffs/", 401, 200, 200)],
    "api_handoff": [("GET", "handoffs/{handoff}/", *READ)],
    "api_handoff_confirm": [("POST", "handoffs/{handoff}/confirm/", *DEED)],
    "api_swaps": [("GET", "swaps/", 401, 200, 200), ("POST", "swaps/", 401, 400, 403)],
    "api_swap": [("GET", "swaps/{swap}/", *READ)],
    **{f"api_swap_{deed}": [("POST", f"swaps/{{swap}}/{deed}/", *DEED)] for deed in ("accept", "decline", "withdraw", "approve", "refuse")},
    "api_organization": [("GET", "organization/", 401, 200, 403), ("PATCH", "organization/", 401, 200, 403)],
    "api_audit": [("GET", "audit/", 401, 200, 403)],
    "api_contact_methods": [
        ("GET", "members/{email}/contact-methods/", *DEED),
        ("POST", "members/{email}/contact-methods/", *DEED),
    ],
    "api_contact_method": [("DELETE", "members/{email}/contact-methods/{phone}/", *DEED)],
    "api_code": [("POST", "members/{email}/contact-methods/{phone}/code/", *DEED)],
    "api_verify": [("POST", "members/{email}/contact-methods/{phone}/verify/", *DEED)],
    "api_test_pages": [
        (method, "members/{email}/contact-methods/{phone}/test-pages/", *DEED) for method in ("GET", "POST")
    ],
    "api_feeds": [(method, "members/{email}/calendar-feeds/", *DEED) for method in ("GET", "POST")],
    "api_feed": [("DELETE", "members/{email}/calendar-feeds/{feed}/", *DEED)],
    "api_feed_rotate": [("POST", "members/{email}/calendar-feeds/{feed}/rotate/", *DEED)],
    "api_times_off": [
        ("GET", "members/{email}/time-off/", *DEED),
        ("POST", "members/{email}/time-off/", *DEED),
    ],
    "api_time_off": [("DELETE", "members/{email}/time-off/{time_off}/", *DEED)],
    "api_rules": [("GET", "members/{email}/notification-rules/", *DEED)],
    "api_rules_of": [("PUT", "members/{email}/notification-rules/P1/", *DEED)],
    "api_sources": [("GET", "sources/", 401, 200, 403), ("POST", "sources/", 401, 400, 403)],
    "api_source": [(method, f"sources/{SOURCE}/", *DEED) for method in ("GET", "PATCH", "DELETE")],
    "api_source_live": [("POST", f"sources/{SOURCE}/live/", *DEED)],
    "api_source_listen": [("POST", f"sources/{SOURCE}/listen/", *DEED)],
    "api_source_key": [("POST", f"sources/{SOURCE}/key/", *DEED)],
    "api_source_old_key": [("DELETE", f"sources/{SOURCE}/old-key/", *DEED)],
    "api_source_events": [("GET", f"sources/{SOURCE}/events/", *DEED)],
    "api_source_event": [("GET", f"sources/{SOURCE}/events/{EVENT}/", *DEED)],
    "api_webhooks": [("GET", "webhooks/", 401, 200, 403), ("POST", "webhooks/", 401, 400, 403)],
    "api_webhook": [(method, f"webhooks/{WEBHOOK}/", *DEED) for method in ("GET", "PATCH", "DELETE")],
    "api_webhook_on": [("POST", f"webhooks/{WEBHOOK}/on/", *DEED)],
    "api_webhook_off": [("POST", f"webhooks/{WEBHOOK}/off/", *DEED)],
    "api_webhook_secret": [("POST", f"webhooks/{WEBHOOK}/secret/", *DEED)],
    "api_webhook_test": [("POST", f"webhooks/{WEBHOOK}/test/", *DEED)],
    "api_deliveries": [("GET", f"webhooks/{WEBHOOK}/deliveries/", *DEED)],
    "api_delivery": [("GET", f"webhooks/{WEBHOOK}/deliveries/{DELIVERY}/", *DEED)],
    "api_replay": [("POST", f"webhooks/{WEBHOOK}/deliveries/{DELIVERY}/replay/", *DEED)],
    "api_numbers": [("GET", "numbers/", 401, 200, 403), ("POST", "numbers/", 401, 400, 403)],
    "api_number": [(method, f"numbers/{SENDER}/", *DEED) for method in ("GET", "PATCH", "DELETE")],
    "api_number_replace": [("POST", f"numbers/{SENDER}/replace/", *DEED)],
    "api_number_register": [("POST", f"numbers/{SENDER}/register/", *DEED)],
    "api_provider_account": [
        ("GET", "provider-account/", 401, 200, 403),
        ("POST", "provider-account/", 401, 400, 403),
        ("PATCH", "provider-account/", *DEED),
        ("DELETE", "provider-account/", *DEED),
    ],
    "api_clients": [("GET", "clients/", 401, 200, 200), ("POST", "clients/", 401, 400, 403)],
    "api_client": changed("clients/northwind-dental/", READ),
    "api_client_readiness": [("GET", "readiness/", 401, 200, 200)],
    "api_client_restore": [("POST", "clients/northwind-dental/restore/", *DEED)],
    "api_form_address": [("POST", "clients/northwind-dental/form-address/", *DEED)],
    "api_external_ids": [
        ("GET", "clients/northwind-dental/external-ids/", *READ),
        ("PUT", "clients/northwind-dental/external-ids/", *DEED),
    ],
    "api_sites": below("clients/northwind-dental/sites/"),
    "api_site": changed("clients/northwind-dental/sites/{site}/", READ),
    "api_contacts": below("clients/northwind-dental/contacts/"),
    "api_contact": changed("clients/northwind-dental/contacts/{contact}/", READ),
    "api_agreements": below("clients/northwind-dental/agreements/"),
    "api_agreement": changed("clients/northwind-dental/agreements/{agreement}/", READ),
    **{
        f"api_agreement_{deed}": [("POST", f"clients/northwind-dental/agreements/{{agreement}}/{deed}/", *DEED)]
        for deed in ("end", "renew", "suspend", "resume")
    },
    "api_sheet": [
        ("GET", "clients/northwind-dental/agreements/{agreement}/sheet/", *READ),
        ("POST", "clients/northwind-dental/agreements/{agreement}/sheet/", *DEED),
    ],
    "api_sheets_sent": [("GET", "clients/northwind-dental/agreements/{agreement}/sheet/sent/", *READ)],
    "api_sheet_sent": [("DELETE", "clients/northwind-dental/agreements/{agreement}/sheet/sent/1/", *DEED)],
    "api_client_import": [("POST", "clients/import/", 401, 400, 403)],
    "api_client_import_plan": [("POST", "clients/import/plan/", 401, 400, 403)],
    "api_runbooks": [("GET", "runbooks/", 401, 200, 403), ("POST", "runbooks/", 401, 400, 403)],
    "api_runbook_check": [("GET", "runbooks/check/", 401, 200, 403)],
    "api_runbook": changed("runbooks/{runbook}/", DEED, "PUT"),
    "api_desk": [("GET", "desk/", 401, 200, 403), ("PUT", "desk/", 401, 400, 403)],
    "api_calendars": [("GET", "calendars/", 401, 200, 403), ("POST", "calendars/", 401, 400, 403)],
    "api_calendar": changed("calendars/{calendar}/", DEED),
    "api_holidays": [("GET", "calendars/{calendar}/holidays/", *DEED)],
    "api_calendar_copies": [("POST", "calendars/{calendar}/copies/", *DEED)],
    "api_calendar_year": [("GET", "calendars/{calendar}/year/", *DEED)],
    "api_exceptions": [("POST", "calendars/{calendar}/exceptions/", *DEED)],
    "api_exception": [("DELETE", "calendars/{calendar}/exceptions/1/", *DEED)],
    "api_tiers": [("GET", "tiers/", 401, 200, 200), ("POST", "tiers/", 401, 400, 403)],
    "api_tier": changed("tiers/{tier}/", READ),
    "api_tier_restore": [("POST", "tiers/{tier}/restore/", *DEED)],
    "api_tier_move": [("POST", "tiers/{tier}/move/", *DEED)],
    "api_nothing": [("GET", "secrets/", 401, 404, 404), ("POST", "secrets/", 401, 404, 404)],
    "api_elsewhere": [("GET", "../v2/", 401, 404, 404)],
}  # fmt: skip

OWNERS_ALONE = (
    "api_number",
    "api_provider_account",
    "api_pay_rate",
)  # no token of nobody's: a manager may make one

SEEN = (LOGIN, 404, 200)
DONE = (LOGIN, 404, 403)
CLIENT = "/clients/northwind-dental/"
AGREEMENT = CLIENT + "agreements/{agreement}/"


def asked(path):
    """An editor of one row: a form or a question by GET, the deed by POST."""
    return [(method, path, *DONE) for method in ("GET", "POST")]


def own_pages():
    """Mallory at her own pages meets no phone of Harbor Pine; Vera, who is never paged, has none to set."""
    phone = "phones/{phone}/"
    theirs = {
        "phones": ("GET", "phones/"), "add_phone": ("POST", "phones/add/"), "add_email": ("POST", "phones/add-email/"),
        "phone": ("GET", phone), "phone_sent": ("GET", phone + "sent/"), "send_code": ("POST", phone + "code/"),
        "try_phone": ("POST", phone + "try/"), "change_phone": ("POST", phone + "change/"),
        "remove_phone": ("POST", phone + "remove/"), "rules": ("GET", "rules/"), "rules_of": ("GET", "rules/P1/"),
        "preset": ("POST", "rules/P1/preset/"), "time_off": ("GET", "time-off/"),
        "cancel_time_off": ("POST", "time-off/{time_off}/cancel/"),
    }  # fmt: skip
    empty_form = {
        "add_phone": 422,
        "add_email": 422,
        "phones": 200,
        "rules": 200,
        "rules_of": 200,
        "time_off": 200,
    }
    pages = {
        "me": [("GET", "/me/", LOGIN, 200, 200)],
        "me_live": [("GET", "/me/live/", LOGIN, 200, 200)],
        "cover_me": [("GET", "/me/cover/", LOGIN, 200, 403)],
        "ask_cover": [("GET", "/me/ask/", LOGIN, 200, 403)],
        "my_kit": [("GET", "/me/kit/", LOGIN, 200, 403)],
        "my_kit_card": [("GET", "/me/kit/on-call.vcf", LOGIN, 404, 403)],  # Mallory has no number yet
        "my_profile": [("GET", "/me/profile/", LOGIN, 200, 200)],
        "my_feeds": [("GET", "/me/feeds/", LOGIN, 200, 200)],
        "new_feed": [("GET", "/me/feeds/new/", LOGIN, 200, 200), ("POST", "/me/feeds/new/", LOGIN, 422, 422)],
        "rotate_feed": [(method, "/me/feeds/{feed}/rotate/", LOGIN, 404, 404) for method in ("GET", "POST")],
        "revoke_feed": [(method, "/me/feeds/{feed}/revoke/", LOGIN, 404, 404) for method in ("GET", "POST")],
        "partner_enter_code": [
            ("POST", "/partners/{partner}/phones/{partner_phone}/enter/", LOGIN, 404, 403)
        ],
        "my_enter_code": [("POST", "/me/" + phone + "enter/", LOGIN, 404, 403)],
    }
    for name, (method, path) in theirs.items():
        pages[f"my_{name}"] = [(method, "/me/" + path, LOGIN, empty_form.get(name, 404), 403)]
        pages[f"member_{name}"] = [(method, "/people/{member}/" + path, LOGIN, 404, 403)]
        if path.startswith("phones/"):
            at = path.format(phone="{partner_phone}")
            pages[f"partner_{name}"] = [(method, "/partners/{partner}/" + at, LOGIN, 404, 403)]
    return pages


PAGES = {
    "board": [("GET", "/", LOGIN, 200, 200)],
    "board_live": [("GET", "/live/", LOGIN, 200, 200)],
    "incidents": [("GET", "/incidents/", LOGIN, 200, 200)],
    "incident": [("GET", f"/incidents/{NUMBER}/", *SEEN)],
    "incident_export": [("GET", "/incidents/export.csv?status=all", LOGIN, 200, 200)],
    "incident_bulk": [("POST", "/incidents/bulk/", LOGIN, 422, 403)],
    "incident_undo": [("POST", "/incidents/undo/", LOGIN, 422, 403)],
    "held": [("GET", "/incidents/held/", LOGIN, 200, 200)],
    "held_release": [("POST", f"/incidents/{NUMBER}/let-through/", *DONE)],
    "held_spam": [("POST", f"/incidents/{NUMBER}/spam/", *DONE)],
    "incident_live": [("GET", f"/incidents/{NUMBER}/live/", *SEEN)],
    "incident_take": [("POST", f"/incidents/{NUMBER}/take/", *DONE)],
    "incident_pass_on": [("POST", f"/incidents/{NUMBER}/pass-on/", *DONE)],
    "incident_escalate": [("POST", f"/incidents/{NUMBER}/escalate/", *DONE)],
    "incident_help": [("POST", f"/incidents/{NUMBER}/help/", *DONE)],
    "incident_leave": [("POST", f"/incidents/{NUMBER}/leave/", *DONE)],
    "incident_reassign": [("POST", f"/incidents/{NUMBER}/reassign/", *DONE)],
    "incident_snooze": [("POST", f"/incidents/{NUMBER}/snooze/", *DONE)],
    "incident_responded": [("POST", f"/incidents/{NUMBER}/responded/", *DONE)],
    "incident_update": [("POST", f"/incidents/{NUMBER}/update/", *DONE)],
    "incident_update_length": [("POST", f"/incidents/{NUMBER}/update/length/", *DONE)],
    "incident_next": [("GET", f"/incidents/{NUMBER}/next/", *SEEN)],
    "incident_clock": [("GET", f"/incidents/{NUMBER}/clock/", *SEEN)],
    "incident_work": [("GET", f"/incidents/{NUMBER}/work/", *DONE)],
    "incident_work_add": asked(f"/incidents/{NUMBER}/work/add/"),
    "incident_work_edit": asked(f"/incidents/{NUMBER}/work/{{entry}}/"),
    "incident_work_right": [("POST", f"/incidents/{NUMBER}/work/{{entry}}/right/", *DONE)],
    "incident_work_remove": asked(f"/incidents/{NUMBER}/work/{{entry}}/remove/"),
    "incident_pause": [("POST", f"/incidents/{NUMBER}/pause/", *DONE)],
    "incident_resume": [("POST", f"/incidents/{NUMBER}/resume/", *DONE)],
    "incident_pin": [(method, f"/incidents/{NUMBER}/pin/", *DONE) for method in ("GET", "POST")],
    "incident_facts": [
        ("GET", f"/incidents/{NUMBER}/facts/", *DONE),
        ("POST", f"/incidents/{NUMBER}/facts/", *DONE),
    ],
    "incident_merge": [
        ("GET", f"/incidents/{NUMBER}/merge/", *DONE),
        ("POST", f"/incidents/{NUMBER}/merge/", *DONE),
    ],
    "incident_tick": [("POST", f"/incidents/{NUMBER}/tick/", *DONE)],
    "incident_untick": [("POST", f"/incidents/{NUMBER}/untick/", *DONE)],
    "incident_files": [
        ("GET", f"/incidents/{NUMBER}/files/", *DONE),
        ("POST", f"/incidents/{NUMBER}/files/", *DONE),
    ],
    "incident_file": [("GET", f"/incidents/{NUMBER}/files/999/", LOGIN, 404, 404)],
    "incident_file_look": [("GET", f"/incidents/{NUMBER}/files/999/look/", LOGIN, 404, 404)],
    "incident_note": [("POST", f"/incidents/{NUMBER}/note/", *DONE)],
    "incident_resolve": [("POST", f"/incidents/{NUMBER}/resolve/", *DONE)],
    "schedules": [("GET", "/schedules/", LOGIN, 200, 200)],
    "policies": [("GET", "/policies/", LOGIN, 200, 403)],
    "policy_add": [("GET", "/policies/add/", LOGIN, 200, 403), ("POST", "/policies/add/", LOGIN, 422, 403)],
    "policy_forecast": [("POST", "/policies/forecast/", LOGIN, 200, 403)],
    "policy": [("GET", f"{POLICY}/", *DONE), ("POST", f"{POLICY}/", *DONE)],
    "policy_archive": [("GET", f"{POLICY}/archive/", *DONE), ("POST", f"{POLICY}/archive/", *DONE)],
    "routes": [
        ("GET", "/routes/", LOGIN, 200, 403),
        ("GET", "/routes/?client=1&service_line=help_desk&priority=P1", LOGIN, 200, 403),
    ],
    "route_add": [("GET", "/routes/add/", LOGIN, 200, 403), ("POST", "/routes/add/", LOGIN, 422, 403)],
    "route": [("GET", f"{ROUTE}/", *DONE), ("POST", f"{ROUTE}/", *DONE)],
    "route_remove": [("GET", f"{ROUTE}/remove/", *DONE), ("POST", f"{ROUTE}/remove/", *DONE)],
    "fallback": [("GET", "/fallback/", LOGIN, 200, 403), ("POST", "/fallback/", LOGIN, 422, 403)],
    "schedule_add": [
        ("GET", "/schedules/add/", LOGIN, 200, 403),
        ("POST", "/schedules/add/", LOGIN, 422, 403),
    ],
    "schedule_edit": [
        ("GET", f"/schedules/{SCHEDULE}/edit/", *DONE),
        ("POST", f"/schedules/{SCHEDULE}/edit/", *DONE),
    ],
    "shadows": [
        ("GET", f"/schedules/{SCHEDULE}/shadows/", *DONE),
        ("POST", f"/schedules/{SCHEDULE}/shadows/", *DONE),
    ],
    "schedule_zone": [
        ("GET", f"/schedules/{SCHEDULE}/zone/", *DONE),
        ("POST", f"/schedules/{SCHEDULE}/zone/", *DONE),
    ],
    "schedule_zone_sure": [
        ("GET", f"/schedules/{SCHEDULE}/zone/sure/", *DONE),
        ("POST", f"/schedules/{SCHEDULE}/zone/sure/", *DONE),
    ],
    "schedule_archive": [
        ("GET", f"/schedules/{SCHEDULE}/archive/", *DONE),
        ("POST", f"/schedules/{SCHEDULE}/archive/", *DONE),
    ],
    "layer_add": [
        ("GET", f"/schedules/{SCHEDULE}/layers/add/", *DONE),
        ("POST", f"/schedules/{SCHEDULE}/layers/add/", *DONE),
    ],
    "new_layer_preview": [("POST", f"/schedules/{SCHEDULE}/layers/preview/", *DONE)],
    "layer_edit": [("GET", f"{LAYER}/", *DONE), ("POST", f"{LAYER}/", *DONE)],
    "layer_preview": [("POST", f"{LAYER}/preview/", *DONE)],
    "layer_end": [("GET", f"{LAYER}/end/", *DONE), ("POST", f"{LAYER}/end/", *DONE)],
    "layer_up": [("POST", f"{LAYER}/up/", *DONE)],
    "layer_down": [("POST", f"{LAYER}/down/", *DONE)],
    "schedule": [("GET", f"/schedules/{SCHEDULE}/", *SEEN)],
    "take_shift": [("POST", f"/schedules/{SCHEDULE}/take/", *DONE)],
    "add_override": [
        ("GET", f"/schedules/{SCHEDULE}/overrides/", *DONE),
        ("POST", f"/schedules/{SCHEDULE}/overrides/", *DONE),
    ],
    "cancel_override": [("POST", f"/schedules/{SCHEDULE}/overrides/{OVERRIDE}/cancel/", *DONE)],
    "confirm_handoff": [("POST", "/me/on/{handoff}/", *DONE)],
    "swaps": [("GET", "/swaps/", LOGIN, 200, 200)],
    "swap_new": [("GET", "/swaps/new/", LOGIN, 200, 403)],
    "swap": [("GET", "/swaps/{swap}/", *SEEN)],
    **{
        f"{deed}_swap": [("POST", f"/swaps/{{swap}}/{deed}/", *DONE)]
        for deed in ("accept", "decline", "withdraw", "approve", "refuse")
    },
    "clients": [("GET", "/clients/", LOGIN, 200, 200)],
    "client": [("GET", "/clients/northwind-dental/", *SEEN)],
    "client_new": [("GET", "/clients/new/", LOGIN, 200, 403), ("POST", "/clients/new/", LOGIN, 422, 403)],
    "client_import": [
        ("GET", "/clients/import/", LOGIN, 200, 403),
        ("POST", "/clients/import/", LOGIN, 422, 403),
    ],
    "client_export": [("GET", "/clients/export/", LOGIN, 200, 403)],
    "client_edit": asked(CLIENT + "edit/"),
    "client_ids": asked(CLIENT + "ids/"),
    "client_archive": asked(CLIENT + "archive/"),
    "client_restore": [("POST", CLIENT + "restore/", *DONE)],
    "client_form_settings": asked(CLIENT + "form/"),
    "client_form_address": asked(CLIENT + "form-address/"),
    "site_new": asked(CLIENT + "sites/new/"),
    "site": asked(CLIENT + "sites/{site}/"),
    "site_archive": asked(CLIENT + "sites/{site}/archive/"),
    "contact_new": asked(CLIENT + "contacts/new/"),
    "contact": asked(CLIENT + "contacts/{contact}/"),
    "contact_archive": asked(CLIENT + "contacts/{contact}/archive/"),
    "agreement_new": asked(CLIENT + "agreements/new/"),
    "agreement": asked(AGREEMENT),
    "agreement_end": asked(AGREEMENT + "end/"),
    "agreement_renew": asked(AGREEMENT + "renew/"),
    "agreement_suspend": asked(AGREEMENT + "suspend/"),
    "agreement_resume": [("POST", AGREEMENT + "resume/", *DONE)],
    "agreement_archive": asked(AGREEMENT + "archive/"),
    "runbook_check": [("GET", "/runbooks/check/", LOGIN, 200, 403)],
    "what_if": [("GET", "/what-if/?client=northwind-dental", *SEEN)],
    "sheet": [("GET", AGREEMENT + "sheet/", *SEEN)],
    "sheet_file": [("GET", AGREEMENT + "sheet.pdf", *SEEN)],
    "sheet_send": asked(AGREEMENT + "sheet/send/"),
    "sheet_revoke": [("POST", AGREEMENT + "sheet/sent/1/revoke/", *DONE)],
    "accepted_sheet_file": [("GET", AGREEMENT + "sheet/accepted/1.pdf", LOGIN, 404, 404)],
    "calendars": [("GET", "/calendars/", LOGIN, 200, 403)],
    "calendar_new": [
        ("GET", "/calendars/new/", LOGIN, 200, 403),
        ("POST", "/calendars/new/", LOGIN, 422, 403),
    ],
    "calendar": [("GET", "/calendars/{calendar}/", *DONE)],
    "calendar_copy": [
        ("GET", "/calendars/{calendar}/copy/", *DONE),
        ("POST", "/calendars/{calendar}/copy/?whose=desk", *DONE),
    ],
    "calendar_year": [("GET", "/calendars/{calendar}/year/", *DONE)],
    "calendar_year_export": [("GET", "/calendars/{calendar}/year.csv", *DONE)],
    "calendar_edit": asked("/calendars/{calendar}/edit/"),
    "calendar_holidays": asked("/calendars/{calendar}/holidays/"),
    "calendar_day_new": asked("/calendars/{calendar}/days/new/"),
    "calendar_day_remove": [("POST", "/calendars/{calendar}/days/1/remove/", *DONE)],
    "calendar_archive": asked("/calendars/{calendar}/archive/"),
    "runbooks": [("GET", "/runbooks/", LOGIN, 200, 403)],
    "runbook_new": [
        ("GET", "/runbooks/new/", LOGIN, 200, 403),
        ("GET", "/runbooks/new/?client=northwind-dental", *DONE),
        ("POST", "/runbooks/new/", LOGIN, 422, 403),
    ],
    "runbook": asked("/runbooks/{runbook}/"),
    "runbook_archive": asked("/runbooks/{runbook}/archive/"),
    "desk": [("GET", "/desk/", LOGIN, 200, 403), ("POST", "/desk/", LOGIN, 422, 403)],
    "tiers": [("GET", "/tiers/", LOGIN, 200, 200)],
    "tier_new": [("GET", "/tiers/new/", LOGIN, 200, 403), ("POST", "/tiers/new/", LOGIN, 422, 403)],
    "tier": [("GET", "/tiers/{tier}/", *SEEN)],
    "tier_edit": asked("/tiers/{tier}/edit/"),
    "tier_move": asked("/tiers/{tier}/move/"),
    "tier_archive": asked("/tiers/{tier}/archive/"),
    "tier_restore": [("POST", "/tiers/{tier}/restore/", *DONE)],
    "report": [("GET", "/report/", LOGIN, 200, 403), ("POST", "/report/", LOGIN, 200, 403)],
    "sources": [("GET", "/sources/", LOGIN, 200, 403)],
    "new_source": [("GET", "/sources/new/", LOGIN, 200, 403), ("POST", "/sources/new/", LOGIN, 422, 403)],
    "source": [("GET", f"/sources/{SOURCE}/", *DONE)],
    "source_live": [("GET", f"/sources/{SOURCE}/live/", *DONE)],
    "source_event": [("GET", f"/sources/{SOURCE}/events/{EVENT}/", *DONE)],
    "edit_source": asked(f"/sources/{SOURCE}/edit/"),
    "source_key": asked(f"/sources/{SOURCE}/key/"),
    "source_end_old_key": asked(f"/sources/{SOURCE}/end-old-key/"),
    "source_set_live": asked(f"/sources/{SOURCE}/set-live/"),
    "source_listen": asked(f"/sources/{SOURCE}/listen/"),
    "source_retire": asked(f"/sources/{SOURCE}/retire/"),
    "choose_theme": [("POST", "/theme/", LOGIN, 302, 302)],
    "webhooks": [("GET", "/webhooks/", LOGIN, 200, 403)],
    "new_webhook": [("GET", "/webhooks/new/", LOGIN, 200, 403), ("POST", "/webhooks/new/", LOGIN, 422, 403)],
    "webhook": [("GET", f"/webhooks/{WEBHOOK}/", *DONE)],
    "webhook_live": [("GET", f"/webhooks/{WEBHOOK}/live/", *DONE)],
    "edit_webhook": asked(f"/webhooks/{WEBHOOK}/edit/"),
    "webhook_secret": asked(f"/webhooks/{WEBHOOK}/secret/"),
    "webhook_on": [("POST", f"/webhooks/{WEBHOOK}/on/", *DONE)],
    "webhook_off": asked(f"/webhooks/{WEBHOOK}/off/"),
    "test_webhook": [("POST", f"/webhooks/{WEBHOOK}/test/", *DONE)],
    "archive_webhook": asked(f"/webhooks/{WEBHOOK}/archive/"),
    "webhook_delivery": [("GET", f"/webhooks/{WEBHOOK}/deliveries/{DELIVERY}/", *DONE)],
    "replay_delivery": [("POST", f"/webhooks/{WEBHOOK}/deliveries/{DELIVERY}/replay/", *DONE)],
    "numbers": [("GET", "/numbers/", LOGIN, 200, 403)],
    "add_number": [("GET", "/numbers/add/", LOGIN, 200, 403), ("POST", "/numbers/add/", LOGIN, 422, 403)],
    "open_account": [
        ("GET", "/numbers/account/", LOGIN, 200, 403),
        ("POST", "/numbers/account/", LOGIN, 422, 403),
    ],
    "account_token": asked("/numbers/account/token/"),
    "close_account": asked("/numbers/account/close/"),
    "number_channels": asked(f"/numbers/{SENDER}/channels/"),
    "replace_number": asked(f"/numbers/{SENDER}/replace/"),
    "archive_number": asked(f"/numbers/{SENDER}/archive/"),
    "register_number": [("POST", f"/numbers/{SENDER}/register/", *DONE)],
    "test_number": [("POST", "/numbers/test/", LOGIN, 302, 403)],
    "setup": [("GET", "/setup/", LOGIN, 200, 403)],
    "first_evening": [("GET", "/setup/first-evening/", LOGIN, 200, 403)],
    "first_evening_live": [("GET", "/setup/first-evening/live/", LOGIN, 200, 403)],
    "first_rotation": [("GET", "/setup/first-rotation/", LOGIN, 200, 403)],
    "begin_rotation": [
        ("GET", "/setup/first-rotation/backup/", LOGIN, 200, 403),
        ("GET", "/setup/first-rotation/nothing/", LOGIN, 404, 403),
        ("POST", "/setup/first-rotation/backup/", LOGIN, 422, 403),
    ],
    "people": [("GET", "/people/", LOGIN, 200, 403)],
    "invite_people": [
        ("GET", "/people/invite/", LOGIN, 200, 403),
        ("POST", "/people/invite/", LOGIN, 422, 403),
    ],
    "resend_invitation": [("POST", f"/people/invitations/{INVITATION}/resend/", *DONE)],
    "revoke_invitation": asked(f"/people/invitations/{INVITATION}/revoke/"),
    "person": [("GET", f"/people/{MEMBER}/", *DONE)],
    "partners": [("GET", "/partners/", LOGIN, 200, 403)],
    "add_partner": [("GET", "/partners/add/", LOGIN, 200, 403), ("POST", "/partners/add/", LOGIN, 422, 403)],
    "partner": [("GET", "/partners/{partner}/", *DONE), ("GET", f"/partners/{MEMBER}/", *DONE)],
    "edit_partner": asked("/partners/{partner}/edit/"),
    "archive_partner": asked("/partners/{partner}/archive/"),
    "organization": [("GET", "/organization/", LOGIN, 200, 403), ("POST", "/organization/", LOGIN, 422, 403)],
    "audit": [("GET", "/audit/", LOGIN, 200, 403)],
    "holes": [("GET", "/holes/", LOGIN, 200, 200)],
    "fairness": [("GET", "/fairness/", LOGIN, 200, 403)],
    "fairness_export": [("GET", "/fairness/export.csv", LOGIN, 200, 403)],
    "money": [("GET", "/money/", LOGIN, 200, 403)],
    "money_pay": [("GET", "/money/pay/", LOGIN, 200, 403)],
    "money_client": [("GET", "/money/clients/northwind-dental/", *DONE)],
    "money_not_identified": [("GET", "/money/not-identified/", LOGIN, 200, 403)],
    "money_person": [("GET", f"/money/pay/{MEMBER}/", *DONE)],
    "bill_export": [("GET", "/money/bill-lines.csv", LOGIN, 200, 403)],
    "pay_export": [("GET", "/money/pay-lines.csv", LOGIN, 200, 403)],
    "pay_rates": [("GET", "/money/pay-rates/", LOGIN, 200, 403)],
    "pay_rate_add": [
        ("GET", "/money/pay-rates/add/", LOGIN, 200, 403),
        ("POST", "/money/pay-rates/add/", LOGIN, 422, 403),
    ],
    "pay_rate_remove": asked("/money/pay-rates/{rate}/remove/"),
    "audit_export": [("GET", "/audit/export.csv", LOGIN, 200, 403)],
    "api_tokens": [("GET", "/tokens/", LOGIN, 200, 200)],
    "new_api_token": [("GET", "/tokens/new/", LOGIN, 200, 200), ("POST", "/tokens/new/", LOGIN, 422, 422)],
    "revoke_api_token": asked(f"/tokens/{TOKEN}/revoke/"),
    "deactivate_person": asked(f"/people/{MEMBER}/deactivate/"),
    "edit_person": asked(f"/people/{MEMBER}/edit/"),
    **own_pages(),
    "demo_mail": [("GET", "/mail/", LOGIN, 404, 403)],  # there in the demo only
    "switch_organization": [("POST", "/organization/switch/?", LOGIN, 404, 404)],
    "account_logout": [("GET", "/account/logout/", 302, 200, 200)],
    "account_reauthenticate": [("GET", "/account/reauthenticate/", LOGIN, 200, 200)],
    "account_change_password": [("GET", "/account/password/change/", LOGIN, 200, 200)],
    "account_set_password": [("GET", "/account/password/set/", LOGIN, 302, 302)],
    "mfa_index": [("GET", "/account/security/", LOGIN, 200, 200)],
    "mfa_reauthenticate": [("GET", "/account/security/reauthenticate/", LOGIN, 302, 302)],
    "mfa_activate_totp": [("GET", "/account/security/app/activate/", LOGIN, 302, 302)],
    "mfa_deactivate_totp": [("GET", "/account/security/app/deactivate/", LOGIN, 404, 404)],
    "mfa_view_recovery_codes": [("GET", "/account/security/codes/", LOGIN, 404, 404)],
    "mfa_generate_recovery_codes": [("GET", "/account/security/codes/generate/", LOGIN, 302, 302)],
    "mfa_download_recovery_codes": [("GET", "/account/security/codes/download/", LOGIN, 404, 404)],
    "mfa_list_webauthn": [("GET", "/account/security/passkeys/", LOGIN, 302, 302)],
    "mfa_add_webauthn": [("GET", "/account/security/passkeys/add/", LOGIN, 302, 302)],
    "mfa_reauthenticate_webauthn": [("GET", "/account/security/passkeys/reauthenticate/", LOGIN, 302, 302)],
    "mfa_remove_webauthn": [("POST", "/account/security/passkeys/1/remove/", LOGIN, 302, 302)],
    "mfa_edit_webauthn": [("POST", "/account/security/passkeys/1/edit/", LOGIN, 302, 302)],
    "end_sessions": [("POST", "/account/security/sessions/end/", LOGIN, 302, 302)],
    "second_factor_rule": [
        ("GET", "/setup/second-factor/", LOGIN, 200, 403),
        ("POST", "/setup/second-factor/", LOGIN, 422, 403),
    ],
}

NOBODY, CALL = uuid4(), "/tw/{account}/call/{attempt}"
OPEN = {
    "healthz": [("GET", "/healthz", 200)],
    "readyz": [("GET", "/readyz", 503)],
    "account_login": [("GET", "/account/login/", 200)],
    "mfa_authenticate": [("GET", "/account/security/authenticate/", 302)],
    "mfa_login_webauthn": [("GET", "/account/security/passkeys/login/", 302)],
    "account_signup": [("GET", "/account/signup/", 200)],
    "sign_up": [("GET", "/start/", 200), ("POST", "/start/", 422)],
    "signed_up": [("GET", "/start/sent/", 200)],
    "account_inactive": [("GET", "/account/inactive/", 200)],
    "account_reset_password": [("GET", "/account/password/reset/", 200)],
    "account_reset_password_done": [("GET", "/account/password/reset/done/", 200)],
    "account_reset_password_from_key": [("GET", "/account/password/reset/key/1-wrong/", 200)],
    "account_reset_password_from_key_done": [("GET", "/account/password/reset/key/done/", 200)],
    "accept_invitation": [("GET", "/invitation/wrong/", 404), ("POST", "/invitation/wrong/", 404)],
    "client_form": [("GET", "/r/wrong/", 404), ("POST", "/r/wrong/", 404)],
    "only_form": [("GET", "/r/", 404), ("POST", "/r/", 405)],
    "shared_form": [
        ("GET", "/r/o/wrong/", 404),
        ("POST", "/r/o/wrong/", 404),
        ("GET", "/r/o/harbor-pine/", 200),
    ],
    "client_status": [("GET", "/t/HP-{number}/wrong/", 404)],
    "client_status_now": [("GET", "/t/HP-{number}/wrong/now/", 404)],
    "client_worse": [("POST", "/t/HP-{number}/wrong/worse/", 404)],
    "client_solved": [("POST", "/t/HP-{number}/wrong/solved/", 404)],
    "client_files": [("POST", "/t/HP-{number}/wrong/files/", 404)],
    "linked_file": [("GET", "/f/wrong/", 404)],
    "client_note": [("POST", "/t/HP-{number}/wrong/note/", 404)],
    "client_number": [("POST", "/t/HP-{number}/wrong/number/", 404)],
    "client_consent": [
        ("GET", "/t/HP-{number}/wrong/charge/", 404),
        ("POST", "/t/HP-{number}/wrong/charge/", 404),
    ],
    "client_proof": [
        ("GET", "/t/HP-{number}/wrong/proof/", 404),
        ("POST", "/t/HP-{number}/wrong/proof/", 404),
    ],
    "client_consent_who": [("POST", "/t/HP-{number}/wrong/charge/who/", 404)],
    "client_consent_code": [("POST", "/t/HP-{number}/wrong/charge/code/", 404)],
    "client_withdraw": [("POST", "/t/HP-{number}/wrong/charge/withdraw/", 404)],
    "client_receipt": [("GET", "/t/HP-{number}/wrong/charge/receipt/", 404)],
    "consent_tap": [("GET", "/c/wrong/", 404), ("HEAD", "/c/1" + "A" * 22 + "/", 404)],
    "consent_tap_yes": [("POST", "/c/wrong/yes/", 404), ("GET", "/c/wrong/yes/", 405)],
    "consent_tap_no": [("POST", "/c/wrong/no/", 404)],
    "receipt_tap": [("GET", "/k/wrong/", 404), ("HEAD", "/k/1" + "A" * 22 + "/", 404)],
    "calendar_file": [("GET", "/feeds/wrong.ics", 404), ("HEAD", "/feeds/" + "A" * 43 + ".ics", 404)],
    "one_tap": [("GET", "/p/wrong/", 404), ("HEAD", "/p/1" + "A" * 22 + "/", 404)],
    "one_tap_take": [("POST", "/p/wrong/take/", 404), ("GET", "/p/wrong/take/", 405)],
    "one_tap_pass_on": [("POST", "/p/wrong/pass-on/", 404)],
    "one_tap_tick": [("POST", "/p/wrong/tick/", 404), ("GET", "/p/wrong/tick/", 405)],
    "one_tap_untick": [("POST", "/p/wrong/untick/", 404)],
    "swap_tap": [("GET", "/s/wrong/", 404), ("HEAD", "/s/1" + "A" * 22 + "/", 404)],
    "swap_tap_yes": [("POST", "/s/wrong/yes/", 404), ("GET", "/s/wrong/yes/", 405)],
    "swap_tap_no": [("POST", "/s/wrong/no/", 404)],
    "sheet_tap": [("GET", "/a/wrong/", 404), ("HEAD", "/a/1" + "A" * 22 + "/", 404)],
    "sheet_tap_file": [("GET", "/a/wrong/sheet.pdf", 404)],
    "sheet_tap_accept": [("POST", "/a/wrong/accept/", 404), ("GET", "/a/wrong/accept/", 405)],
    "inbound": [("POST", "/in/wrong/", 401), ("GET", "/in/wrong/", 405)],
    "inbound_bare": [("POST", "/in/wrong", 401), ("GET", "/in/wrong", 405)],
    "inbound_text": [("POST", "/tw/{account}/text/", 403), ("POST", f"/tw/{NOBODY}/text/", 404)],
    "inbound_call": [("POST", "/tw/{account}/call/", 403), ("POST", f"/tw/{NOBODY}/call/", 404)],
    "answered_page": [("POST", CALL + "/page/", 403)],
    "page_keys": [("POST", CALL + "/keys/1/", 403)],
    "page_keys_of": [("POST", CALL + "/keys/1/1/", 403)],
    "call_status": [("POST", CALL + "/status/", 403)],
    "call_words": [("POST", CALL + "/words/", 403)],
    "trial_call": [("POST", CALL + "/trial/", 403)],
    "trial_keys": [("POST", CALL + "/trial/keys/", 403)],
    "message_status": [("POST", "/tw/{account}/message/{attempt}/status/", 403)],
}  # open to all by a secret in the address, a signature, or because there is nothing to hide


def names(patterns) -> Iterator[str | None]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns)
        else:
            yield one.name


def lines(table):
    return [pytest.param(*line, id=f"{name} {line[0]}") for name, doors in table.items() for line in doors]


def test_every_address_is_in_the_tables():
    assert set(names(get_resolver().url_patterns)) == set(API) | set(PAGES) | set(OPEN)


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """Harbor Pine with an incident, an override and an invitation; Mallory's firm beside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        ground = furnished(world(), elsewhere())
        connection.check_constraints()  # once for all of these rows, and not again after every test
        yield ground
        transaction.set_rollback(True)


def furnished(night, other):
    incident = report(
        organization=night.organization, kind="member", summary="Core switch down", priority="P1",
        service_line="monitoring", client=night.northwind, received_at=now(),
    )  # fmt: skip
    override = add_override(
        schedule=night.primary, kind="add", subject=night.carol, start_at=now(), end_at=now().replace(year=2099),
        actor=Actor.system(), now=now(),
    )  # fmt: skip
    tonight = Question(night.primary, now(), now() + timedelta(hours=6), "everyone")
    swap = ask(asker=night.alice, question=tonight, actor=Actor.system(), now=now())
    handoff = Handoff.objects.create(
        organization=night.organization, schedule=night.primary, member=night.bob, starts_at=now(), created_at=now(),
        due_at=now(),
    )  # fmt: skip
    later = now() + timedelta(days=300)
    away = TimeOff.objects.create(
        organization=night.organization, member=night.bob, start_at=later, end_at=later + timedelta(days=1)
    )
    token, _secret = create_token(
        organization=night.organization,
        name="Sync",
        scope="read",
        membership=None,
        actor=Actor.system(),
        now=now(),
    )
    invited = invite_by_mail(
        organization=night.organization, email="erin@harbor-pine.example", role="viewer", name="",
        invited_by=night.alice, actor=Actor.system(), now=now(),
    )  # fmt: skip
    source, _key = create_listening(
        organization=night.organization, name="Datto RMM", client=night.northwind, service_line="monitoring",
        actor=Actor.system(), now=now(),
    )  # fmt: skip
    event, _new = store_event(integration=source, received=received(b'{"summary": "Core switch down"}'))
    runbook = Runbook.objects.create(organization=night.organization, title="Switch down")
    site = Site.objects.create(organization=night.organization, client=night.northwind, name="Main Street")
    feed, _secret = make_feed(member=night.bob, schedule=None, name="Phone", actor=Actor.system(), now=now())
    webhook, _secret = create_webhook(
        organization=night.organization, url="https://harbor-pine.example/hook", events=["opened"], actor=Actor.system(),
        now=now(),
    )  # fmt: skip
    delivery = send_test(webhook=webhook, now=now())
    partner = add_partner(
        organization=night.organization, profile=PartnerProfile("Pacific NOC", "Pacific/Auckland", ""),
        actor=Actor.system(), now=now(),
    )  # fmt: skip
    return {
        "night": night, "other": other,
        "names": {
            "number": incident.number, "schedule": night.primary.pk, "layer": night.primary.layers.get().pk, "override": override.pk, "swap": swap.pk, "handoff": handoff.pk, "time_off": away.pk,
            "policy": night.policy.pk, "route": night.policy.routes.get().pk,
            "source": source.pk, "event": event, "webhook": webhook.pk, "delivery": delivery.public_id,
            "sender": night.organization.phone_numbers.first().pk,
            "member": night.bob.pk, "email": night.bob.user.email, "invitation": invited.invitation.pk,
            "calendar": night.northwind.calendar_id, "runbook": runbook.pk,
            "agreement": night.northwind.agreements.get().pk, "tier": night.organization.tiers.get(name="Gold").pk,
            "site": site.pk, "contact": night.northwind.contacts.get().pk,
            "token": token.pk, "feed": feed.pk,
            "phone": night.bob.contact_methods.get().pk,
            "partner": partner.pk, "partner_phone": give_phone(partner, "+6421555010").pk,
            "account": night.organization.phone_numbers.first().account_id, "attempt": uuid4(),
            **work_rows(incident, night.bob, now()),
        },
        "tokens": {None: None, "mallory": other.token(member=other.mallory), "vera": night.token(member=night.vera)},
        "sessions": {
            None: None,
            **{who.user.name.lower(): session_of(who.user) for who in (other.mallory, night.vera, night.alice)},
        },
    }  # fmt: skip


def received(raw: bytes) -> Received:
    return Received(
        raw=raw,
        content_type="",
        method="POST",
        path="/in/",
        address=None,
        received_at=now(),
        decided_at=now(),
    )


HANDLER = ClientHandler(enforce_csrf_checks=False)  # one for all: loading the middleware takes its time
STRICT = ClientHandler(enforce_csrf_checks=True)


def session_of(user) -> str:
    """What a browser of theirs keeps: each logs in once for all tests."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def browser_of(session, handler=HANDLER) -> Client:
    """A new browser, logged in or not."""
    browser = Client()
    browser.handler = handler
    if session:
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
    return browser


def leaks(answer) -> bool:
    """Whether an answer tells of what is Harbor Pine's alone."""
    said = answer.getvalue()
    return any(word in said for word in (b"Core switch", b"Northwind Dental", b"harbor-pine.example"))


@pytest.mark.parametrize(("method", "path", "stranger", "mallory", "vera"), lines(API))
def test_the_api_keeps_them_out(ground, db, method, path, stranger, mallory, vera):
    address = "/api/v1/" + path.format(**ground["names"])

    for who, expected in ((None, stranger), ("mallory", mallory), ("vera", vera)):
        token = ground["tokens"][who]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = browser_of(None).generic(
            method, address, b"{}", content_type="application/json", headers=headers
        )

        assert answer.status_code == expected, (who, answer.content)
        assert who == "vera" or not leaks(answer), who


def test_a_token_of_nobody_is_no_better_than_mallorys(ground, db):
    token = ground["other"].token()

    for name, doors in API.items():
        for method, path, _, mallory, _ in doors:
            answer = browser_of(None).generic(
                method, "/api/v1/" + path.format(**ground["names"]), b"{}", content_type="application/json",
                headers={"Authorization": f"Bearer {token}"},
            )  # fmt: skip
            expected = 403 if name.startswith(OWNERS_ALONE) else mallory
            assert answer.status_code == expected, (name, answer.content)


@pytest.mark.parametrize(("method", "path", "stranger", "mallory", "vera"), lines(PAGES))
def test_the_pages_keep_them_out(ground, db, method, path, stranger, mallory, vera):
    address = path.format(**ground["names"])

    for who, expected in ((None, stranger), ("mallory", mallory), ("vera", vera)):
        browser = browser_of(ground["sessions"][who])
        answer = browser.generic(method, address, b"", content_type="application/x-www-form-urlencoded")

        if expected == LOGIN:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(reverse("account_login"))
        else:
            assert answer.status_code == expected, (who, answer.content[:300])
        assert who == "vera" or not leaks(answer), who


@pytest.mark.parametrize(("method", "path", "status"), lines(OPEN))
def test_a_wrong_secret_opens_nothing_for_anybody(ground, db, method, path, status):
    address = path.format(**ground["names"])

    for who in (None, "mallory", "vera"):
        browser = browser_of(ground["sessions"][who])
        answer = browser.generic(method, address, b"", content_type="application/x-www-form-urlencoded")

        redirected = who is not None and "/account/" in path and answer.status_code == 302
        assert redirected or answer.status_code == status, (who, answer.content[:300])
        assert not leaks(answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [line[:2] for doors in PAGES.values() for line in doors if line[0] == "POST"],
)
def test_no_form_is_accepted_from_another_site(ground, db, method, path):
    browser = browser_of(ground["sessions"]["alice"], STRICT)

    answer = browser.post(path.format(**ground["names"]))

    assert answer.status_code == 403
