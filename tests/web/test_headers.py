"""What goes with every answer: what browsers may load, frame, guess, tell others and keep, over http and over https."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from routing import page_link, status_link
from routing.models import Incident, Page
from tests.config.test_settings import COMPLETE, settings_of
from tests.web.conftest import Browser
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
PERSONAL = [
    "/",
    "/live/",
    "/me/",
    "/people/",
    "/audit/",
    "/clients/northwind-dental/",
    "/incidents/export.csv",
    "/account/security/",
]
OF_EVERYBODY = [
    "/account/login/",
    "/account/password/reset/",
    "/nothing/here/",
    "/healthz",
    "/in/wrong/",
    "/report/",
]
OF_PROGRAMS = ["/api/v1/incidents/", "/api/v1/schema/", "/api/v1/nothing/"]
HTTPS = (
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_PROXY_SSL_HEADER", "CSRF_TRUSTED_ORIGINS",
)  # fmt: skip
FILES = [
    "/static/css/tokens.css",
    "/static/js/rows.js",
    "/static/vendor/bootstrap-5.3.9/bootstrap-reboot.min.css",
]


def private_links(incident: Incident) -> list[str]:
    """What Dana and Alice were sent."""
    page = Page.objects.filter(incident=incident).earliest("pk")
    status = f"/t/{incident.reference}/{status_link.token_for(incident)}/"
    return [status, f"{status}now/", f"{status}note/", f"/p/{page_link.token_for(page)}/"]


def policy_of(answer: HttpResponse) -> dict[str, str]:
    lines = (line.strip().partition(" ") for line in answer["Content-Security-Policy"].split(";"))
    return {name: allowed for name, _, allowed in lines}


def rules_of(answer: Any) -> set[str]:
    return set(answer["Cache-Control"].split(", "))


def test_every_answer_says_what_a_browser_may_do(
    alice: Browser, stranger: Browser, switch_down: Incident
) -> None:
    answers = [alice.http.get(path) for path in PERSONAL]
    answers += [stranger.http.get(path) for path in OF_EVERYBODY + OF_PROGRAMS + private_links(switch_down)]

    for answer in answers:
        path, policy = answer.request["PATH_INFO"], policy_of(answer)
        assert "unsafe" not in answer["Content-Security-Policy"], path
        assert (policy["default-src"], policy["script-src"], policy["style-src"]) == (
            "'none'",
            "'self'",
            "'self'",
        ), path
        assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == (
            "'none'",
            "'none'",
            "'self'",
        ), path
        assert answer["X-Frame-Options"] == "DENY", path
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), path


def test_what_is_about_people_is_kept_by_nobody_between(
    alice: Browser, stranger: Browser, switch_down: Incident
) -> None:
    for path in PERSONAL:
        assert "private" in rules_of(alice.http.get(path)), path
    for path in private_links(switch_down):
        answer = stranger.http.get(path)
        assert rules_of(answer) & {"private", "no-store"}, path
        assert answer["Referrer-Policy"] == "no-referrer", path
        assert not answer.cookies, path
    assert rules_of(stranger.http.get("/api/v1/incidents/")) == {"no-store"}


@pytest.mark.parametrize("path", FILES)
def test_files_are_not_guessed_at_and_may_be_kept(stranger: Browser, path: str, settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True

    answer = Client().get(path)

    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("max-age=")
    assert "Set-Cookie" not in answer


def test_a_cookie_is_out_of_reach_of_scripts_and_of_other_sites(night: World) -> None:
    browser = Client()

    browser.get("/account/login/")
    browser.post("/account/login/", {"login": night.bob.user.email, "password": PASSWORD})

    assert {"sessionid", "csrftoken"} <= set(browser.cookies)
    assert browser.cookies["sessionid"]["httponly"]
    assert {each["samesite"] for each in browser.cookies.values() if each.value} == {"Lax"}


def test_over_https_everything_stays_there(night: World, settings: Any) -> None:
    for name, value in settings_of(*HTTPS, **COMPLETE).items():
        setattr(settings, name, value)
    settings.ALLOWED_HOSTS = ["bell.example"]
    browser = Client(headers={"host": "bell.example"})

    led = browser.get("/account/login/")
    page = browser.get("/account/login/", secure=True, headers={"x-forwarded-proto": "https"})
    browser.post(
        "/account/login/", {"login": night.bob.user.email, "password": PASSWORD}, secure=True,
        headers={"x-forwarded-proto": "https"},
    )  # fmt: skip

    assert (led.status_code, led["Location"]) == (301, "https://bell.example/account/login/")
    assert page["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert all(each["secure"] for each in browser.cookies.values() if each.value)
