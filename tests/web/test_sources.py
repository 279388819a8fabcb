"""Sources: a new one listens, is set live, has its key replaced, and is retired; its page says what it would do."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Sender
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from delivery.models import ContactMethod
from hours import clock
from routing.actions.intake import handle
from routing.models import Handling, InboundEvent, Incident, Integration
from tests.web.conftest import Browser, Seen
from tests.world import World

pytestmark = pytest.mark.django_db
DOWN = {
    "summary": "Core switch down",
    "severity": "critical",
    "client": "northwind-dental",
    "dedup_key": "sw-1",
}


def connects(browser: Browser, **fields: object) -> tuple[str, Integration]:
    """The address that the page shows once, and the source it is for."""
    seen = browser.sends("/sources/new/", name="Datto RMM", service_line="monitoring", **fields)
    return address_in(seen), Integration.objects.get(kind="generic")


def address_in(seen: Seen) -> str:
    found = re.search(r"/in/[\w-]+/", seen.html)
    assert found, seen.words
    return found[0]


def posts(address: str, **body: Any) -> int:
    """What the tool is answered; then what is due is done, as a worker would."""
    answer = Sender().post(address, json.dumps(body), content_type="application/json")
    for waiting in Handling.objects.exclude(due_at=None):
        handle(event_id=waiting.pk, now=clock.now())
    return answer.status_code


def test_what_a_listening_source_sends_is_kept_and_shown_and_pages_nobody(
    alice: Browser, night: World
) -> None:
    address, source = connects(alice)

    assert "Waiting for your first alert" in alice.opens(f"/sources/{source.pk}/")
    assert posts(address, **DOWN, password="hunter2") == 202

    assert not Incident.objects.exists()
    seen = alice.opens(f"/sources/{source.pk}/")
    assert "It arrives" in seen
    assert "P1 Core switch down northwind-dental only listened to" in seen
    event = InboundEvent.objects.get()
    one = alice.opens(f"/sources/{source.pk}/events/{event.pk}/")
    assert "Client Northwind Dental" in one
    assert "P1 from “critical”" in one
    assert "If it were live and came now Pages a technician" in one
    assert "0:00 Text Alice" in one
    assert "4:00 Text Bob" in one
    assert '"password": "(hidden)"' in one
    assert "hunter2" not in one.html


def test_set_live_its_next_alert_counts_even_with_the_same_bytes(alice: Browser, night: World) -> None:
    address, source = connects(alice)
    posts(address, summary="Core switch down", severity="critical")

    assert "wake people" in alice.opens(f"/sources/{source.pk}/set-live/")
    alice.sends(f"/sources/{source.pk}/set-live/")
    posts(address, summary="Core switch down", severity="critical")

    assert Incident.objects.count() == 1
    assert AuditEvent.objects.filter(verb="set live", actor_name="Alice").count() == 1


def test_it_is_not_set_live_while_nobody_stands_behind(alice: Browser, night: World) -> None:
    _, source = connects(alice)
    ContactMethod.objects.update(verified_at=None)

    seen = alice.sends(f"/sources/{source.pk}/set-live/")

    assert seen.status == 422
    assert "nobody in its fallback has a verified phone" in seen
    source.refresh_from_db()
    assert source.state == "listening"


def test_back_to_listening_says_what_it_leaves_open(alice: Browser, night: World) -> None:
    address, source = connects(alice)
    alice.sends(f"/sources/{source.pk}/set-live/")
    posts(address, **DOWN)

    asked = alice.opens(f"/sources/{source.pk}/listen/")
    alice.sends(f"/sources/{source.pk}/listen/")
    posts(address, **DOWN | {"dedup_key": "sw-2"})

    assert "1 open incident came from it" in asked
    assert Incident.objects.count() == 1


def test_a_new_key_works_at_once_and_the_old_one_until_its_end(alice: Browser, night: World) -> None:
    old, source = connects(alice)

    new = address_in(alice.sends(f"/sources/{source.pk}/key/", overlap="24h"))

    assert new != old
    assert (posts(old, **DOWN), posts(new, **DOWN)) == (202, 202)
    assert "the old one, works until" in alice.opens(f"/sources/{source.pk}/")
    assert "Still in use" in alice.opens(f"/sources/{source.pk}/")
    clock.move(24 * 3600)
    assert (posts(old, **DOWN), posts(new, **DOWN)) == (401, 202)


def test_an_old_key_can_be_ended_at_once(alice: Browser, night: World) -> None:
    first, source = connects(alice)
    second = address_in(alice.sends(f"/sources/{source.pk}/key/", overlap="7d"))
    third = address_in(alice.sends(f"/sources/{source.pk}/key/", overlap="1h"))
    assert [posts(each, **DOWN) for each in (first, second, third)] == [401, 202, 202]

    alice.sends(f"/sources/{source.pk}/end-old-key/")
    fourth = address_in(alice.sends(f"/sources/{source.pk}/key/", overlap="now"))

    assert [posts(each, **DOWN) for each in (second, third, fourth)] == [401, 401, 202]
    assert not AuditEvent.objects.filter(after__icontains=fourth[4:20]).exists()


def test_a_retired_source_opens_nothing_and_is_gone_from_the_list(alice: Browser, night: World) -> None:
    address, source = connects(alice)

    assert "can't be brought back" in alice.opens(f"/sources/{source.pk}/retire/")
    seen = alice.sends(f"/sources/{source.pk}/retire/")

    assert posts(address, **DOWN) == 401
    assert "Datto RMM" not in seen
    assert alice.opens(f"/sources/{source.pk}/").status == 404


def test_the_second_of_two_who_edit_is_told(alice: Browser, carol: Browser, night: World) -> None:
    _, source = connects(alice)
    saw = seen_by(carol.opens(f"/sources/{source.pk}/edit/"))
    alice.sends(
        f"/sources/{source.pk}/edit/", name="Datto", client=night.northwind.pk, service_line="security",
        edition=seen_by(alice.opens(f"/sources/{source.pk}/edit/")),
    )  # fmt: skip

    late = carol.sends(f"/sources/{source.pk}/edit/", name="RMM", service_line="monitoring", edition=saw)

    assert late.status == 422
    assert "Alice saved this after you opened it (name, client, service line)" in late
    source.refresh_from_db()
    assert (source.name, source.client, source.service_line) == ("Datto", night.northwind, "security")


def seen_by(page: Seen) -> str:
    found = re.search(r'name="edition" value="([^"]*)"', page.html)
    assert found
    return found[1].replace("&quot;", '"')


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"name": " "}, "required"), ({"name": "x" * 81}, "80"), ({"client": "99999999999999999999"}, "valid choice")],
)  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_typed_stays(alice: Browser, fields: Any, words: str) -> None:
    typed = {"name": "Datto RMM", "client": "", "service_line": "security", **fields}

    seen = alice.sends("/sources/new/", **typed)

    assert seen.status == 422
    assert words in seen
    assert '<option value="security" selected>' in seen.html
    assert not Integration.objects.filter(kind="generic").exists()


def test_another_firms_client_is_no_choice(alice: Browser, other: Any) -> None:
    seen = alice.sends("/sources/new/", name="Datto", client=other.client.pk, service_line="security")

    assert seen.status == 422


def test_the_page_asks_no_more_of_the_database_when_more_came(alice: Browser, night: World) -> None:
    address, source = connects(alice)
    posts(address, **DOWN)
    counts = [queries(alice, path) for path in (f"/sources/{source.pk}/", "/sources/")]
    for number in range(12):
        posts(address, **DOWN | {"summary": f"Switch {number} down"})

    again = [queries(alice, path) for path in (f"/sources/{source.pk}/", "/sources/")]

    assert again == counts
    assert max(counts) < 15


def queries(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.opens(path)
    return len(asked)
