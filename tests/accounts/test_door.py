"""Logging in, a forgotten password, accepting an invitation, switching organizations: in a browser's eyes."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.invitations import invite
from accounts.audit import Actor
from accounts.models import AuditEvent, Membership, Organization, User
from delivery.models import Message
from hours.clock import now
from oncall.models import FallbackEntry
from tests import world as people
from tests.world import NIGHT, PASSWORD
from web.actions.invite import invite_by_mail, link_of

NEW_PASSWORD = "battery staple horse"


@pytest.fixture(autouse=True)
def _fresh_counters(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(uuid4())}
    settings.CACHES = {"default": memory}


@pytest.fixture
def browser():
    return Client()


def log_in(browser, email, password=PASSWORD, **more):
    return browser.post(reverse("account_login"), {"login": email, "password": password}, **more)


def test_a_member_logs_in_by_address_in_any_case_and_lands_on_the_board(browser, alice):
    answer = log_in(browser, alice.user.email.upper())

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("board"))
    assert browser.session["_auth_user_id"] == str(alice.user.pk)


def test_a_login_leaves_a_line_with_its_address(browser, alice):
    log_in(browser, alice.user.email, REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": "203.0.113.9"})

    line = AuditEvent.objects.get(verb="logged in")
    assert (line.actor_id, line.address) == (alice.pk, "192.0.2.7")


def test_behind_our_own_proxy_the_address_is_the_one_it_saw(browser, alice, settings):
    settings.TRUSTED_PROXY_COUNT = 1

    log_in(browser, alice.user.email, headers={"X-Forwarded-For": "10.6.6.6, 203.0.113.9"})

    assert AuditEvent.objects.get(verb="logged in").address == "203.0.113.9"


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@harbor-pine.example", "wrong horse"), ("nobody@harbor-pine.example", PASSWORD), ("a\x00b", "x")],
)
def test_everybody_else_stays_outside_in_the_same_words(browser, alice, email, password):
    answer = log_in(browser, email, password)

    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session
    assert not AuditEvent.objects.filter(verb="logged in").exists()


def test_guessing_passwords_is_slowed_down(browser, alice):
    answers = [log_in(browser, alice.user.email, f"guess {n}") for n in range(7)]

    assert "_auth_user_id" not in browser.session
    assert log_in(browser, alice.user.email).status_code == 200
    assert "_auth_user_id" not in browser.session
    assert b"Too many" in answers[-1].content


@pytest.mark.parametrize("address", ["198.51.100.7", "::ffff:198.51.100.7", "2001:db8:1:2:%x::1"])
def test_guessing_at_many_accounts_from_one_line_is_slowed_down(browser, alice, address):
    def guess(n, at):
        return log_in(browser, f"member{n}@harbor-pine.example", "guess", REMOTE_ADDR=at)

    answers = [guess(n, address.replace("%x", f"{n:x}")) for n in range(12)]

    assert b"Too many" in answers[-1].content
    assert b"Too many" not in guess(13, "2001:db8:1:3::1").content


def test_nobody_signs_up_on_their_own(browser, harbor_pine):
    form = {"email": "mallory@elsewhere.example", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    browser.post("/account/signup/", form)

    assert not User.objects.exists()


def test_a_forgotten_password_is_chosen_anew_by_mail(browser, alice, settings):
    settings.PUBLIC_BASE_URL = "https://bell.example"

    browser.post(reverse("account_reset_password"), {"email": alice.user.email})

    mail = Message.objects.get()
    assert (mail.address, mail.channel, mail.purpose) == (alice.user.email, "email", "password_reset")
    path = re.search(r"https://bell\.example(/\S+)", mail.body)[1]
    form = browser.get(path, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    alice.user.refresh_from_db()
    assert alice.user.check_password(NEW_PASSWORD)


def test_the_link_of_a_forgotten_password_never_leads_to_the_host_of_the_request(browser, alice, settings):
    settings.ALLOWED_HOSTS = ["*"]

    browser.post(reverse("account_reset_password"), {"email": alice.user.email}, HTTP_HOST="evil.example")

    assert "evil.example" not in Message.objects.get().body


def test_who_is_no_member_gets_no_mail_and_the_same_answer(browser, alice):
    known = browser.post(reverse("account_reset_password"), {"email": alice.user.email})
    unknown = browser.post(reverse("account_reset_password"), {"email": "nobody@harbor-pine.example"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert Message.objects.count() == 1


@pytest.fixture
def invited(harbor_pine):
    """Bob's invitation as the owner of Harbor Pine, mailed."""
    return invite_by_mail(
        organization=harbor_pine, email="bob@harbor-pine.example", role="owner", name="Bob", invited_by=None,
        actor=Actor.system(), now=now(),
    )  # fmt: skip


def path_of(invited):
    return reverse("accept_invitation", args=[invited.secret])


def test_the_mail_brings_the_link(invited):
    mail = Message.objects.get()

    assert mail.address == "bob@harbor-pine.example"
    assert link_of(invited) in mail.body
    assert "Harbor Pine IT" in mail.subject


def test_the_page_says_who_asks_whom_in(browser, invited):
    page = browser.get(path_of(invited))

    assert page.status_code == 200
    assert b"Harbor Pine IT" in page.content
    assert b"bob@harbor-pine.example" in page.content
    assert b"Owner" in page.content


def test_looking_at_the_page_accepts_nothing(browser, invited):
    browser.get(path_of(invited))
    browser.head(path_of(invited))

    assert not Membership.objects.exists()


def test_a_newcomer_chooses_name_and_password_and_is_in(browser, invited):
    answer = browser.post(path_of(invited), {"name": "Bob Ross", "password": NEW_PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("first_evening"))
    bob = Membership.objects.get()
    assert (bob.role, bob.user.name) == ("owner", "Bob Ross")
    assert browser.session["_auth_user_id"] == str(bob.user.pk)


def test_an_owner_who_comes_in_stands_behind_everyone(browser, invited):
    browser.post(path_of(invited), {"name": "Bob", "password": NEW_PASSWORD})

    assert FallbackEntry.objects.get().member.user.email == "bob@harbor-pine.example"


def test_only_an_owner_is_put_into_the_fallback(browser, harbor_pine):
    asked = invite(
        organization=harbor_pine, email="dave@harbor-pine.example", role="technician", name="", invited_by=None,
        actor=Actor.system(), now=now(),
    )  # fmt: skip

    answer = browser.post(path_of(asked), {"name": "Dave", "password": NEW_PASSWORD})

    assert answer.headers["Location"] == reverse("me"), "no phone of his is verified: that comes first"
    assert not FallbackEntry.objects.exists()


@pytest.mark.parametrize(
    "form",
    [{}, {"name": "", "password": NEW_PASSWORD}, {"name": "Bob", "password": "short"},
     {"name": "B\x00b", "password": NEW_PASSWORD}, {"name": "Bob", "password": "a\x00" * 10},
     {"name": "x" * 81, "password": NEW_PASSWORD}, {"name": "Bob", "password": "x" * 129}],
)  # fmt: skip
def test_what_will_not_do_is_said_and_the_name_is_kept(browser, invited, form):
    answer = browser.post(path_of(invited), form)

    assert answer.status_code == 422
    assert b"errors-summary" in answer.content
    assert not User.objects.exists()


@pytest.mark.parametrize("secret", ["x", "x" * 300, "%00", "%ff", "a b"])
def test_a_link_that_never_was_is_gone(browser, harbor_pine, secret):
    assert browser.get(f"/invitation/{secret}/").status_code == 404
    assert browser.post(f"/invitation/{secret}/", {}).status_code == 404


def test_a_used_link_is_gone_in_the_same_words(browser, invited):
    browser.post(path_of(invited), {"name": "Bob", "password": NEW_PASSWORD})
    stranger = Client()

    used, never = stranger.get(path_of(invited)), stranger.get("/invitation/never-was/")

    assert used.status_code == never.status_code == 404
    assert used.content == never.content


def test_a_user_who_has_a_login_is_asked_to_use_it(browser, harbor_pine):
    mallory = people.join(
        people.new_organization("Elsewhere", "elsewhere", "EL"), "mallory", people.Role.OWNER
    )
    asked = invite_by_mail(
        organization=harbor_pine, email=mallory.user.email, role="viewer", name="", invited_by=None,
        actor=Actor.system(), now=now(),
    )  # fmt: skip

    page = browser.get(path_of(asked))
    assert b"password" not in page.content
    browser.post(path_of(asked), {"name": "M", "password": NEW_PASSWORD})
    assert mallory.user.memberships.count() == 1

    browser.force_login(mallory.user)
    browser.post(path_of(asked))
    assert mallory.user.memberships.get(organization=harbor_pine).role == "viewer"
    assert browser.session["organization"] == harbor_pine.pk


def test_somebody_else_who_is_logged_in_does_not_come_in(browser, invited, alice):
    browser.force_login(alice.user)

    assert b"Log out first" in browser.get(path_of(invited)).content
    assert browser.post(path_of(invited)).status_code == 404
    assert Membership.objects.count() == 1


def test_a_user_of_two_organizations_switches(browser, alice):
    elsewhere = people.new_organization("Elsewhere", "elsewhere", "EL")
    Membership.objects.create(organization=elsewhere, user=alice.user, role="viewer", created_at=NIGHT)
    browser.force_login(alice.user)

    answer = browser.post(reverse("switch_organization"), {"organization": "harbor-pine"})

    assert (answer.status_code, browser.session["organization"]) == (302, alice.organization.pk)


def test_a_form_of_the_organization_before_sends_nothing_after_the_switch(alice):
    elsewhere = people.new_organization("Elsewhere", "elsewhere", "EL")
    Membership.objects.create(organization=elsewhere, user=alice.user, role="owner", created_at=NIGHT)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    browser.post(reverse("switch_organization"), with_token(browser, organization="harbor-pine"))
    open_form = with_token(browser, lines="frank@harbor-pine.example", role="technician")
    browser.post(reverse("switch_organization"), with_token(browser, organization="elsewhere"))

    late = browser.post(reverse("invite_people"), open_form)

    assert late.status_code == 403
    assert b"another organization" in late.content
    assert not elsewhere.invitations.exists()
    assert browser.post(reverse("invite_people"), with_token(browser, **open_form)).status_code == 302
    assert elsewhere.invitations.exists()


def with_token(browser, **fields):
    """These fields with the token of a page that is opened now."""
    page = browser.get(reverse("invite_people")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    return {**fields, "csrfmiddlewaretoken": token}


@pytest.mark.parametrize("slug", ["elsewhere", "nowhere", "", "a\x00"])
def test_nobody_switches_to_where_they_are_no_member(browser, alice, slug):
    people.new_organization("Elsewhere", "elsewhere", "EL")
    browser.force_login(alice.user)

    assert browser.post(reverse("switch_organization"), {"organization": slug}).status_code == 404
    assert browser.get(reverse("switch_organization")).status_code == 405
    assert Organization.objects.count() == 2
