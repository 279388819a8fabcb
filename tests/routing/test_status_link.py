"""The private link to a client's page: 128 bits, the same every time, revocable, for nobody else's incident."""

from datetime import timedelta

import pytest

from routing.models import Incident
from routing.status_link import incident_for, token_for
from tests.night import Night


@pytest.fixture
def incident(night: Night) -> Incident:
    night.rest_is_noise = True
    return night.reported()


def test_a_link_leads_to_its_incident(night: Night, incident: Incident) -> None:
    token = token_for(incident)

    assert len(token) == 32
    assert token == token_for(Incident.objects.get(pk=incident.pk))
    assert incident_for("HP-1001", token, now=night.clock.now) == incident


@pytest.mark.parametrize(
    "reference",
    [
        "HP-1002",
        "EL-1001",
        "HP",
        "HP-",
        "HP--1001",
        "HP-1001x",
        "HP-²",
        "HP-" + "9" * 40,
        "",
        "hp-1001",
        "HP-\x00",
    ],
)
def test_it_leads_nowhere_else(night: Night, incident: Incident, reference: str) -> None:
    assert incident_for(reference, token_for(incident), now=night.clock.now) is None


@pytest.mark.parametrize("token", ["", "0" * 32, "🔥", "\ud800"])
def test_a_wrong_token_leads_nowhere(night: Night, incident: Incident, token: str) -> None:
    assert incident_for("HP-1001", token, now=night.clock.now) is None


def test_anothers_token_leads_nowhere(night: Night, incident: Incident) -> None:
    other = night.reported("Printer down")

    assert incident_for("HP-1001", token_for(other), now=night.clock.now) is None


def test_a_revoked_link_and_one_of_long_ago_lead_nowhere(night: Night, incident: Incident) -> None:
    token = token_for(incident)
    Incident.objects.update(status="resolved", due_at=None, resolved_at=night.clock.now)
    assert incident_for("HP-1001", token, now=night.clock.now + timedelta(days=89)) is not None
    assert incident_for("HP-1001", token, now=night.clock.now + timedelta(days=90)) is None

    Incident.objects.update(status_link_revoked_at=night.clock.now)
    assert incident_for("HP-1001", token, now=night.clock.now) is None
