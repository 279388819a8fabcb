"""Every page there is, by its name in the resolver; what is no page is named below, with the reason.

A deed, which answers 405 to a GET, needs no mention.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

PROGRAMS = ("api/", "^api", "in/", "tw/", "healthz", "readyz")
PUBLIC = (
    "sign_up", "signed_up", "account_login", "account_signup", "account_inactive", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "accept_invitation",
    "client_form", "client_status", "client_worse", "client_solved", "client_note", "client_number", "client_files", "one_tap", "swap_tap", "sheet_tap",
    "client_consent", "client_consent_who", "client_consent_code", "client_withdraw", "client_receipt", "consent_tap", "client_proof",
    "receipt_tap", "shared_form",
)  # fmt: skip
WITH_SECOND_FACTOR = (
    "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_edit_webauthn", "mfa_remove_webauthn",
)  # fmt: skip
WITH_OWN_ACCOUNT = ("account_token", "close_account")
FILES = (
    "incident_export",
    "client_export",
    "audit_export",
    "fairness_export",
    "bill_export",
    "pay_export",
    "calendar_year_export",
    "my_kit_card",
    "sheet_file",
    "accepted_sheet_file",
)
PARTS = (
    "board_live", "first_evening_live", "incident_live", "source_live", "webhook_live", "me_live", "my_phone_sent", "member_phone_sent", "partner_phone_sent",
)  # fmt: skip
LOOKS = {
    "policy_forecast": "policy", "layer_preview": "layer_edit", "new_layer_preview": "layer_add",
    "incident_update_length": "incident",
}  # fmt: skip
LEADING_ELSEWHERE = ("mfa_login_webauthn", "mfa_list_webauthn", "account_set_password", "only_form")
WITH_A_LIVE_PASSKEY = ("mfa_reauthenticate_webauthn",)
LEFT_OUT = {
    "a file": (*FILES, "mfa_download_recovery_codes"),
    "a calendar, for who has its address": ("calendar_file",),
    "a file, for who has its link": ("sheet_tap_file", "linked_file"),
    "a file whose bytes lie beside the database": ("incident_file", "incident_file_look"),
    "a part of a page": (*PARTS, "client_status_now"),
    "a part of a page that a form which is being filled in asks for, and the page with that form": (*LOOKS,),
    "it is for who has nobody on call yet; it is walked by itself": ("begin_rotation",),
    "it only leads elsewhere, at least for who is logged in": LEADING_ELSEWHERE,
    "it needs a passkey that answers": WITH_A_LIVE_PASSKEY,
}  # fmt: skip
EDITORS = (
    "add_override", "swap_new", "layer_edit", "layer_add", "schedule_add", "policy_add", "route_add", "fallback", "client_new",
    "client_import", "contact_new", "site_new", "agreement_new", "sheet_send", "calendar_new", "calendar_day_new", "runbook_new",
    "tier_new", "report-for-a-client", "new_source", "new_webhook", "add_number", "open_account", "invite_people", "edit_person", "add_partner", "edit_partner",
    "new_api_token", "organization", "desk", "my_add_phone", "my_add_email", "my_time_off", "my_profile", "new_feed", "incident_facts", "incident_work_add", "incident_work_edit", "pay_rate_add",
    "incident_merge", "incident_pin", "deactivate_person", "second_factor_rule", "account_change_password", "account_login",
    "client_form", "begin_rotation", "sign_up",
)  # fmt: skip
ALSO = {
    "api-docs": "/api/v1/docs/",
    "incidents-found": "/incidents/?q=switch&priority=P1&sort=due",
    "incidents-all": "/incidents/?status=all",
    "schedule-earlier": "/schedules/{schedule}/?from=2026-02-01",
    "override-all-at-once": "/schedules/{schedule}/overrides/?kind=set",
    "client-asked": "/clients/{other_code}/?priority=P2",
    "what-if-asked": "/what-if/?client={code}&service_line=security&channel=alert&priority=P1&at=2026-12-24T23:40&clock=theirs",
    "report-for-a-client": "/report/?client={code}",
    "schedule_zone_sure": "/schedules/{schedule}/zone/sure/?to=Europe/Berlin",
}
ROWS = {"number_id": "sender", "method_id": "phone", "pk": "passkey"}
HARBOR_PINE = {"code": "northwind-dental", "other_code": "fabrikam", "priority": "P1"}
Page = tuple[str, str]


def members_pages(rows: dict[str, Any]) -> Iterator[Page]:
    """(name, address) of every page behind the login; KeyError where the rows lack one."""
    rows = {**HARBOR_PINE, **rows}
    left_out = {*PUBLIC, *WITH_SECOND_FACTOR, *WITH_OWN_ACCOUNT, *sum(LEFT_OUT.values(), ())}
    for name, parameters in _named(get_resolver().url_patterns, ""):
        if name not in left_out and name not in ALSO:
            yield name, _address(name, parameters, rows)
    for name, address in ALSO.items():
        yield name, address.format(**rows)


def named_pages(wanted: Collection[str], rows: dict[str, Any]) -> Iterator[Page]:
    """Of these names (FILES, PARTS, LOOKS), which are no pages; KeyError where the rows lack one."""
    for name, parameters in _named(get_resolver().url_patterns, ""):
        if name in wanted:
            yield name, _address(name, parameters, rows)


def second_factor_pages(passkey: int) -> Iterator[Page]:
    """What is there for who has a second factor; asking for it at the door is another way."""
    for name, parameters in _named(get_resolver().url_patterns, ""):
        if name in WITH_SECOND_FACTOR[1:]:
            yield name, reverse(name, kwargs=dict.fromkeys(parameters, passkey))


def pages_of_an_own_account() -> Iterator[Page]:
    for name in WITH_OWN_ACCOUNT:
        yield name, reverse(name)


def public_pages(secrets: dict[str, str]) -> Iterator[Page]:
    """What is there for who has a link, and for everybody."""
    for name, parameters in _named(get_resolver().url_patterns, ""):
        if name in PUBLIC:
            yield (
                name,
                reverse(
                    name,
                    kwargs={each: secrets.get(f"{each} of {name}", secrets[each]) for each in parameters},
                ),
            )


def names() -> set[str]:
    return {name for name, _ in _named(get_resolver().url_patterns, "")}


def _address(name: str, parameters: Collection[str], rows: dict[str, Any]) -> str:
    own = {"phone": rows["own_phone"]} if name.startswith("my_") else {}
    if name.startswith("partner_"):
        own = {"phone": rows["partner_phone"]}
    return reverse(
        name, kwargs={each: {**rows, **own}[ROWS.get(each, each.removesuffix("_id"))] for each in parameters}
    )


def _named(
    patterns: list[URLPattern | URLResolver], before: str, parameters: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    for one in patterns:
        path, inside = before + str(one.pattern), parameters | one.pattern.regex.groupindex.keys()
        if path.startswith(PROGRAMS):
            continue
        if isinstance(one, URLResolver):
            yield from _named(one.url_patterns, path, inside)
        elif one.name:
            yield one.name, inside
