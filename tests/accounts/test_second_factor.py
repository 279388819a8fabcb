"""Second factors: set up, asked for at the door, required by the organization; and the sessions one can end."""

import json
import re
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.actions.second_factor import require_second_factor
from accounts.audit import Actor
from accounts.models import AuditEvent, Role, SecondFactorRule
from accounts.sealed import Unreadable, seal, unseal
from delivery.models import Message
from hours.clock import now
from tests import world as people
from tests.accounts.test_door import log_in


@pytest.fixture(autouse=True)
def _fresh_counters(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(uuid4())}
    settings.CACHES = {"default": memory}


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def with_app(member):
    """A browser whose member has just set up an authenticator app; and the app's secret."""
    browser = Client()
    log_in(browser, member.user.email)
    browser.post(reverse("account_reauthenticate"), {"password": people.PASSWORD})
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7=]+)<', page)[1]
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert answer.status_code == 302
    return browser, secret


def require(organization, rule):
    require_second_factor(organization=organization, rule=rule, actor=Actor.system(), now=now())


def test_with_an_app_the_password_alone_opens_nothing(alice):
    with_app(alice)
    browser = Client()

    answer = log_in(browser, alice.user.email)

    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert browser.get(reverse("board")).status_code == 302


def test_the_digits_of_the_app_open_the_door(alice, settings):
    _, secret = with_app(alice)
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": str(uuid4())}
    }  # a code counts once
    browser = Client()
    log_in(browser, alice.user.email)

    answer = browser.post(reverse("mfa_authenticate"), {"code": code_for(secret)})

    assert answer.headers["Location"] == reverse("board")
    assert browser.get(reverse("board")).status_code == 200


def test_a_recovery_code_opens_it_once(alice):
    first, _ = with_app(alice)
    shown = first.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.search(r"<code>([0-9]+)</code>", shown)[1]

    def tries():
        browser = Client()
        log_in(browser, alice.user.email)
        return browser.post(reverse("mfa_authenticate"), {"code": code}).status_code

    assert [tries(), tries()] == [302, 200]


def test_what_the_database_holds_of_it_tells_nothing(alice):
    _, secret = with_app(alice)

    stored = str(Authenticator.objects.get(type="totp").data)

    assert secret not in stored


def test_its_owner_is_told_and_the_audit_knows(alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with_app(alice)

    mails = Message.objects.filter(purpose="login_changed", address=alice.user.email)
    assert any("authenticator app was added" in mail.subject for mail in mails)
    assert AuditEvent.objects.filter(verb="totp activated", actor_id=alice.pk).exists()


@pytest.mark.parametrize(
    ("rule", "role", "stopped"),
    [("everybody", Role.VIEWER, True), ("managers", Role.MANAGER, True), ("managers", Role.TECHNICIAN, False), ("nobody", Role.OWNER, False)],
)  # fmt: skip
def test_whom_the_rule_binds_sets_one_up_before_anything_else_opens(harbor_pine, rule, role, stopped):
    bob = people.join(harbor_pine, "bob", role)
    require(harbor_pine, SecondFactorRule(rule))
    browser = Client()
    log_in(browser, bob.user.email)

    board = browser.get(reverse("board"))

    assert (board.status_code == 302) is stopped
    if stopped:
        assert board.headers["Location"] == reverse("mfa_index")
        assert b"asks for a second factor" in browser.get(reverse("mfa_index")).content
        assert browser.get(reverse("board_live"), headers={"HX-Request": "true"}).status_code == 401


def test_with_a_factor_the_rule_lets_them_through(harbor_pine, alice):
    require(harbor_pine, SecondFactorRule.EVERYBODY)

    browser, _ = with_app(alice)

    assert browser.get(reverse("board")).status_code == 200


def test_the_rule_is_the_owners_and_leaves_a_line(alice):
    browser = Client()
    log_in(browser, alice.user.email)

    browser.post(reverse("second_factor_rule"), {"rule": "everybody"})

    alice.organization.refresh_from_db()
    assert alice.organization.second_factor_rule == "everybody"
    line = AuditEvent.objects.get(object_kind="organization", verb="edited")
    assert (line.before, line.after) == (
        {"second_factor_rule": "nobody"},
        {"second_factor_rule": "everybody"},
    )


def test_a_manager_does_not_make_the_rule(harbor_pine):
    carol = people.join(harbor_pine, "carol", Role.MANAGER)
    browser = Client()
    log_in(browser, carol.user.email)

    assert browser.post(reverse("second_factor_rule"), {"rule": "nobody"}).status_code == 403


def test_a_lost_phone_is_logged_out_from_another_browser(alice):
    lost, here = Client(), Client()
    log_in(lost, alice.user.email)
    log_in(here, alice.user.email)

    here.post(reverse("end_sessions"))

    assert lost.get(reverse("board")).status_code == 302
    assert here.get(reverse("board")).status_code == 200


def test_a_new_factor_ends_logins_that_came_in_without_one(alice, django_capture_on_commit_callbacks):
    thief = Client()
    log_in(thief, alice.user.email)

    with django_capture_on_commit_callbacks(execute=True):
        hers, _ = with_app(alice)

    assert thief.get(reverse("board")).status_code == 302
    assert hers.get(reverse("board")).status_code == 200
    assert UserSession.objects.filter(user=alice.user).count() == 1


def test_a_login_through_a_socket_without_an_address_is_a_session_too(alice):
    browser = Client()

    answer = log_in(browser, alice.user.email, REMOTE_ADDR="")

    assert answer.headers["Location"] == reverse("board")
    assert UserSession.objects.get(user=alice.user).ip == "0.0.0.0"


def test_nobody_ends_somebody_elses_session(harbor_pine, alice):
    mallory = people.join(people.new_organization("Elsewhere", "elsewhere", "EL"), "mallory", Role.OWNER)
    hers, his = Client(), Client()
    log_in(his, alice.user.email)
    log_in(hers, mallory.user.email)
    row = UserSession.objects.get(user=alice.user)

    hers.post(reverse("end_sessions"), {"session": row.pk})

    assert his.get(reverse("board")).status_code == 200
    assert hers.post(reverse("end_sessions"), {"session": "9" * 30}).status_code == 404


def test_a_sealed_secret_opens_for_its_use_and_key_only(settings):
    sealed = seal("JBSWY3DP", use="second factor")

    assert unseal(sealed, use="second factor") == "JBSWY3DP"
    with pytest.raises(Unreadable):
        unseal(sealed, use="provider token")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert unseal(sealed, use="second factor") == "JBSWY3DP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        unseal(sealed, use="second factor")


EMPTY = {
    "clientDataJSON": "AA",
    "authenticatorData": "AA",
    "signature": "AA",
    "userHandle": "AA",
    "attestationObject": "AA",
}
SHAPED = json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": EMPTY})


@pytest.mark.parametrize("credential", ["", "x", "{}", "[" * 100_000, '{"id": "\x00"}', SHAPED])
def test_a_passkey_that_is_none_is_refused_and_breaks_nothing(alice, credential):
    inside, outside = Client(), Client()
    log_in(inside, alice.user.email)
    inside.post(reverse("account_reauthenticate"), {"password": people.PASSWORD})

    added = inside.post(reverse("mfa_add_webauthn"), {"credential": credential})
    again = inside.post(reverse("mfa_reauthenticate_webauthn"), {"credential": credential})
    came_in = outside.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert (added.status_code, again.status_code < 500, came_in.status_code) == (200, True, 302)
    assert "_auth_user_id" not in outside.session
    assert not Authenticator.objects.exists()
