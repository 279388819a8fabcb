"""Webhooks in the web: the secret is shown once, a test is sent, what came back is shown, a replay is a click."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hours import clock
from routing.actions.webhook_turn import take_turn
from routing.models import Webhook, WebhookDelivery
from tests.web.conftest import Browser, reported
from tests.world import World

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:1/hook"  # nobody listens on port 1


def adds(browser: Browser, url: str = NOWHERE) -> tuple[str, Webhook]:
    seen = browser.sends("/webhooks/new/", url=url, events=["opened", "resolved"])
    found = re.search(r"nb_[\w-]+", seen.html)
    assert found, seen.words
    return found[0], Webhook.objects.get()


def test_the_secret_is_shown_once(alice: Browser, night: World) -> None:
    secret, webhook = adds(alice)

    assert secret not in alice.opens(f"/webhooks/{webhook.pk}/").html
    seen = alice.sends(f"/webhooks/{webhook.pk}/secret/")
    assert "nb_" in seen.html
    assert secret not in seen.html


def test_a_change_is_shown_with_what_came_back_and_sent_again(alice: Browser, night: World) -> None:
    _, webhook = adds(alice)
    reported(night, "Core switch down", "P1")
    delivery = WebhookDelivery.objects.get()
    assert delivery.event == "opened"
    take_turn(delivery_id=delivery.pk, now=clock.now())

    page = alice.opens(f"/webhooks/{webhook.pk}/")
    one = alice.opens(f"/webhooks/{webhook.pk}/deliveries/{delivery.public_id}/")
    alice.sends(f"/webhooks/{webhook.pk}/deliveries/{delivery.public_id}/replay/")

    assert "waiting Nobody listens at this address." in page
    assert "next try" in page
    assert '"summary": "Core switch down"' in one
    again = WebhookDelivery.objects.get(is_replay=True)
    assert (again.event_id, again.body) == (
        delivery.event_id,
        WebhookDelivery.objects.get(pk=delivery.pk).body,
    )


def test_switched_off_it_says_so_and_sends_nothing(alice: Browser, night: World) -> None:
    _, webhook = adds(alice)
    assert "not sent later" in alice.opens(f"/webhooks/{webhook.pk}/off/")
    alice.sends(f"/webhooks/{webhook.pk}/off/")

    seen = alice.sends(f"/webhooks/{webhook.pk}/test/")

    assert "Switch it on first" in seen
    assert not WebhookDelivery.objects.exists()
    alice.sends(f"/webhooks/{webhook.pk}/on/")
    alice.sends(f"/webhooks/{webhook.pk}/archive/")
    assert alice.opens(f"/webhooks/{webhook.pk}/").status == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "http://example.com/"}, "begins with https://"),
        ({"url": "https://10.0.0.8/"}, "private network"),
        ({"url": "https://exa\x00mple.com/"}, "Null characters"),
        ({"events": []}, "required"),
        ({"events": ["everything"]}, "not one of the available"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(alice: Browser, fields: Any, words: str) -> None:
    typed = {"url": "https://example.com/kept", "events": ["opened"], **fields}

    seen = alice.sends("/webhooks/new/", **typed)

    assert seen.status == 422
    assert words in seen
    assert not Webhook.objects.exists()


def test_the_second_of_two_who_edit_is_told(alice: Browser, night: World) -> None:
    _, webhook = adds(alice)

    seen = alice.sends(
        f"/webhooks/{webhook.pk}/edit/",
        url="https://example.com/",
        events=["noted"],
        edition="another",
    )

    assert seen.status == 422
    assert "saved this after you opened it" in seen


def test_the_pages_ask_no_more_of_the_database_when_more_was_sent(alice: Browser, night: World) -> None:
    _, webhook = adds(alice)
    reported(night, "Core switch down", "P1")
    paths = ("/webhooks/", f"/webhooks/{webhook.pk}/")
    counts = [queries(alice, path) for path in paths]
    for number in range(5):
        reported(night, f"Switch {number} down", "P2")

    assert [queries(alice, path) for path in paths] == counts
    assert max(counts) < 15


def queries(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.opens(path)
    return len(asked)
