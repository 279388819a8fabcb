"""One rendering of a form makes one thing: a double click, Back and Save again. At the same moment: tests/accounts/test_sent_forms.py."""

import re

import pytest

from accounts.models import ApiToken, SentForm
from delivery.models import ContactMethod
from oncall.calendar_feed import CalendarFeed
from oncall.models import Schedule, TimeOff
from routing.models import Integration, Webhook
from sla.models import Client, ClientContact, ServiceCalendar, Site, SlaTier
from tests.web.conftest import Browser, Seen
from tests.world import World

TOKEN = {"name": "Ticket sync", "scope": "read"}
SOURCE = {"name": "Datto", "service_line": "monitoring"}
WEBHOOK = {"url": "https://hooks.example/in", "events": ["opened"]}


def rendering(seen: Seen) -> str:
    return re.findall(r'name="rendering" value="([^"]+)"', seen.html)[-1]


def twice(browser: Browser, path: str, **fields: object) -> list[Seen]:
    """Opened once, sent twice."""
    fields["rendering"] = rendering(browser.opens(path))
    return [browser.sends(path, **fields) for _ in range(2)]


SECRETS = [
    ("/tokens/new/", TOKEN, ApiToken),
    ("/sources/new/", SOURCE, Integration),
    ("/webhooks/new/", WEBHOOK, Webhook),
    ("/me/feeds/new/", {"name": "My phone"}, CalendarFeed),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "fields", "model"), SECRETS)
def test_a_double_click_makes_one_secret_and_says_that_it_was_shown(
    carol: Browser, path: str, fields: dict[str, object], model: type[ApiToken]
) -> None:
    before = model.objects.count()

    first, second = twice(carol, path, **fields)

    assert model.objects.count() == before + 1, first.words
    assert "That form was sent twice." not in first
    assert "That form was sent twice. It was done once, and the secret was shown once" in second
    assert second.status == 200


FORMS = [
    ("/schedules/add/", {"name": "Nights", "time_zone": "America/New_York"}, Schedule),
    ("/tiers/new/", {"name": "Platinum", "like": "shipped-0"}, SlaTier),
    ("/calendars/new/", {"name": "Ours", "time_zone": "America/New_York", "country": "US", "monday": "08:00-17:00"}, ServiceCalendar),
    ("/clients/new/", {"name": "Wide World", "time_zone": "America/New_York"}, Client),
    ("/me/phones/add/", {"address": "(212) 555-0177", "can_text": "on", "can_call": "on"}, ContactMethod),
    ("/me/time-off/", {"start": "2026-05-04", "end": "2026-05-08"}, TimeOff),
    ("/clients/northwind-dental/sites/new/", {"name": "Annex"}, Site),
    ("/clients/northwind-dental/contacts/new/", {"name": "Erin", "email": "erin@northwind.example"}, ClientContact),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "fields", "model"), FORMS)
def test_a_double_click_leads_to_the_one_thing_that_was_made(
    carol: Browser, path: str, fields: dict[str, object], model: type[Client]
) -> None:
    before = model.objects.count()

    first, second = twice(carol, path, **fields)

    assert model.objects.count() == before + 1, first.words
    assert second.response.redirect_chain == first.response.redirect_chain
    assert "That form was sent twice. It was done once: here it is." in second


@pytest.mark.django_db
def test_a_key_replaced_by_a_double_click_leaves_the_one_in_use_its_time(
    carol: Browser, night: World
) -> None:
    carol.sends("/sources/new/", **SOURCE)
    source = Integration.objects.latest("pk")
    in_use = source.key_hash

    twice(carol, f"/sources/{source.pk}/key/", overlap="24h")

    source.refresh_from_db()
    assert source.previous_key_hash == in_use


@pytest.mark.django_db
def test_what_is_changed_and_sent_again_is_another_wish(carol: Browser) -> None:
    kept = rendering(carol.opens("/tokens/new/"))

    carol.sends("/tokens/new/", **TOKEN, rendering=kept)
    carol.sends("/tokens/new/", **{**TOKEN, "name": "Another"}, rendering=kept)

    assert ApiToken.objects.filter(name__in=["Ticket sync", "Another"]).count() == 2


@pytest.mark.django_db
def test_what_was_refused_may_be_sent_again(carol: Browser) -> None:
    kept = rendering(carol.opens("/schedules/add/"))
    typed = {"name": "", "time_zone": "America/New_York", "rendering": kept}

    refused = [carol.sends("/schedules/add/", **typed).status for _ in range(2)]

    assert refused == [422, 422]
    assert not SentForm.objects.exists()


@pytest.mark.django_db
def test_the_same_rendering_of_somebody_else_is_their_own(carol: Browser, alice: Browser) -> None:
    for browser in (carol, alice):
        browser.sends("/tokens/new/", **TOKEN, rendering="the-same")

    assert ApiToken.objects.filter(name="Ticket sync").count() == 2
