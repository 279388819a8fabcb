"""Editing the organization: what changes is said, and nothing that was sent before stops working."""

import pytest

from accounts.models import AuditEvent, Organization
from routing.models import Incident
from routing.status_link import address_of_page
from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.django_db


def typed(browser: Browser, **changed: object) -> dict[str, object]:
    """The form as it stands, with something changed."""
    form = browser.opens("/organization/").response.context["form"]
    fields = {name: form.initial[name] for name in form.fields}
    return {name: value for name, value in {**fields, **changed}.items() if value is not False}


def test_what_is_edited_is_stored_and_audited(carol: Browser, night: World) -> None:
    asked = typed(
        carol,
        name="Harbor Oak IT",
        client_phone="(212) 555-0177",
        fallback_interval_seconds=300,
        country="us",
    )

    seen = carol.sends("/organization/", **asked)

    row = Organization.objects.get(pk=night.organization.pk)
    assert "Saved." in seen
    assert (row.name, row.client_phone, row.fallback_interval_seconds) == (
        "Harbor Oak IT",
        "+12125550177",
        300,
    )
    line = AuditEvent.objects.get(object_kind="organization", verb="edited")
    assert line.before == {
        "name": "Harbor Pine IT", "client_phone": "+12125550199", "fallback_interval_seconds": 600,
    }  # fmt: skip


def test_a_link_that_a_client_got_before_survives_a_new_prefix(
    alice: Browser, stranger: Browser, night: World, switch_down: Incident
) -> None:
    old = address_of_page(switch_down).partition("/t/")[2]

    alice.sends("/organization/", **typed(alice, incident_prefix="OAK"))

    assert "OAK-1001" in alice.opens("/incidents/")
    assert "Core switch down" in alice.opens("/incidents/?q=HP-1001")
    assert stranger.opens(f"/t/{old}").status == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "a\x00b"), ("time_zone", "EST"), ("country", "U1"), ("language", "xx"), ("incident_prefix", "hp-"),
     ("client_phone", "call us"), ("fallback_interval_seconds", 29), ("fallback_interval_seconds", "9" * 30)],
)  # fmt: skip
def test_nonsense_is_answered_beside_its_field(
    alice: Browser, night: World, field: str, value: object
) -> None:
    seen = alice.sends("/organization/", **typed(alice, **{field: value}))

    assert seen.status == 422
    assert field in seen.response.context["form"].errors


def test_who_saves_second_is_told(alice: Browser, carol: Browser, night: World) -> None:
    mine = typed(alice, name="Oak")
    carol.sends("/organization/", **typed(carol, name="Elm"))

    seen = alice.sends("/organization/", **mine)

    assert seen.status == 422
    assert "Carol saved this after you opened it (name)." in seen
