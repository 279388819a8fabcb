"""One's own rows asked for under another parent, and every page while a second factor is missing.

The strangers' tables say what others get; here the owner herself stands before doors that are not there.
"""

from collections.abc import Iterator

import pytest
from django.urls import resolve, reverse

from accounts.audit import Actor
from accounts.models import Organization
from hours.clock import now
from oncall.actions.feeds import make_feed
from oncall.actions.override import add_override
from routing.actions.webhooks import create_webhook, send_test
from sla.models import ClientContact, Site
from tests.test_strangers import LOGIN, PAGES, browser_of, ground

__all__ = ["ground"]  # the fixture
CLIENT, PHONE = "/clients/northwind-dental/", "phones/{phone}/"
SCHEDULE, WEBHOOK = "/schedules/{schedule}/", "/webhooks/{webhook}/deliveries/{delivery}/"
ANOTHERS = [
    *(SCHEDULE + "layers/{layer}/" + deed for deed in ("", "up/", "down/", "end/", "preview/")),
    SCHEDULE + "overrides/{override}/cancel/",
    *(CLIENT + "sites/{site}/" + deed for deed in ("", "archive/")),
    *(CLIENT + "contacts/{contact}/" + deed for deed in ("", "archive/")),
    *(CLIENT + "agreements/{agreement}/" + deed for deed in ("", "end/", "renew/", "suspend/", "resume/", "archive/")),
    *(WEBHOOK + deed for deed in ("", "replay/")),
    *(
        whose + PHONE + deed
        for whose in ("/me/", "/people/{member}/")
        for deed in ("", "sent/", "code/", "try/", "change/", "remove/")
    ),
    "/me/" + PHONE + "enter/",
    *("/me/feeds/{feed}/" + deed for deed in ("rotate/", "revoke/")),
]  # fmt: skip
PROGRAMS = [
    "schedules/{schedule}/layers/{layer}/", "schedules/{schedule}/overrides/{override}/",
    "clients/northwind-dental/sites/{site}/", "clients/northwind-dental/contacts/{contact}/",
    *("clients/northwind-dental/agreements/{agreement}/" + deed for deed in ("", "end/", "renew/", "suspend/", "resume/")),
    *("members/{email}/contact-methods/{phone}/" + deed for deed in ("", "code/", "verify/")),
    "members/{email}/calendar-feeds/{feed}/",  # its other address is for its owner's token alone: 403
    *("webhooks/{webhook}/deliveries/{delivery}/" + deed for deed in ("", "replay/")),
]  # fmt: skip
NOT_THERE = {404, 405}


@pytest.fixture
def anothers(ground, db):
    """Ids of Harbor Pine's own rows, each of another parent than the address names."""
    night, who = ground["night"], {"actor": Actor.system(), "now": now()}
    webhook, _secret = create_webhook(
        organization=night.organization, url="https://two.example/hook", events=["opened"], **who
    )
    override = add_override(
        schedule=night.backup, kind="add", subject=night.dave, start_at=now(), end_at=now().replace(year=2099), **who
    )  # fmt: skip
    theirs = {"organization": night.organization, "client": night.contoso}
    feed, _secret = make_feed(member=night.dave, schedule=None, name="Phone", **who)
    return ground["names"] | {
        "feed": feed.pk,
        "layer": night.backup.layers.get().pk, "override": override.pk, "agreement": night.contoso.agreements.get().pk,
        "site": Site.objects.create(name="Elm Street", **theirs).pk,
        "contact": ClientContact.objects.create(name="Eve", **theirs).pk,
        "phone": night.dave.contact_methods.get().pk, "delivery": send_test(webhook=webhook, now=now()).public_id,
    }  # fmt: skip


def test_no_page_takes_a_row_of_another_parent(ground, anothers):
    alice = browser_of(ground["sessions"]["alice"])

    for path in ANOTHERS:
        assert resolve(path.format(**anothers))
        for method in ("GET", "POST"):
            answer = alice.generic(
                method, path.format(**anothers), b"", content_type="application/x-www-form-urlencoded"
            )
            assert answer.status_code in NOT_THERE, (method, path)


def test_no_program_takes_a_row_of_another_parent(ground, anothers):
    night = ground["night"]
    bearer = {"Authorization": f"Bearer {night.token(member=night.alice)}"}

    for path in PROGRAMS:
        assert resolve("/api/v1/" + path.format(**anothers)).url_name != "api_nothing"
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = browser_of(None).generic(
                method,
                "/api/v1/" + path.format(**anothers),
                b"{}",
                content_type="application/json",
                headers=bearer,
            )
            assert answer.status_code in NOT_THERE, (method, path, answer.content)


def of_members() -> Iterator[str]:
    """Addresses behind the login but those at which a factor is set up, and what every login may do."""
    free = {"choose_theme", "switch_organization", "end_sessions"}
    for name, doors in PAGES.items():
        if LOGIN in doors[0] and name not in free and not name.startswith(("account_", "mfa_")):
            yield from {door[1] for door in doors}


def test_without_the_second_factor_asked_for_no_page_opens_and_no_form_counts(ground, db):
    night = ground["night"]
    Organization.objects.filter(pk=night.organization.pk).update(second_factor_rule="everybody")
    alice = browser_of(ground["sessions"]["alice"])

    for path in of_members():
        for method, live in (("GET", {}), ("POST", {}), ("GET", {"HX-Request": "true"})):
            answer = alice.generic(method, path.format(**ground["names"]), b"", headers=live)
            stopped = (
                answer.status_code == 401 if live else answer.headers.get("Location") == reverse("mfa_index")
            )
            assert stopped or answer.status_code == 405, (method, path, answer.status_code)
