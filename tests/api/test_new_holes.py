"""Programs that would leave promised time without people are told so first."""

import pytest

from accounts.models import AuditEvent
from oncall.models import Override, Participant

BODY = {
    "kind": "remove", "start": "2026-03-05T01:00:00Z", "end": "2026-03-05T04:00:00Z",
    "people": ["dave@harbor-pine.example"],
}  # fmt: skip


@pytest.fixture
def overrides(night):
    """Where Dave's turns on the primary are changed."""
    Participant.objects.filter(version__layer__schedule=night.primary).update(member=night.dave)
    return f"schedules/{night.primary.pk}/overrides/"


def test_a_new_hole_is_a_409_that_tells_it_and_saves_nothing(carol, overrides):
    answer = carol.post(overrides, BODY)

    told = answer.json()
    assert (answer.status_code, told["type"]) == (409, "urn:nightbell:new-holes")
    assert told["filler"] == "alice@harbor-pine.example"
    assert {(hole["start"], hole["end"], hole["missing"]) for hole in told["holes"]} == {
        ("2026-03-05T01:00:00Z", "2026-03-05T04:00:00Z", "nobody_first")
    }
    assert "Northwind Dental" in told["holes"][0]["clients"]
    assert not Override.objects.exists()


def test_it_is_saved_with_the_owner_in_the_hole_or_with_a_reason(carol, overrides):
    filled = carol.post(f"{overrides}?holes=fill", BODY)

    assert filled.status_code == 201
    by_owner = Override.objects.get(kind="add")
    assert carol.delete(f"{overrides}{by_owner.pk}/").status_code == 409
    assert carol.delete(f"{overrides}{by_owner.pk}/?holes=keep").status_code == 400
    assert carol.delete(f"{overrides}{by_owner.pk}/?holes=keep&hole_reason=agreed").status_code == 204
    assert AuditEvent.objects.get(object_kind="holes").reason == "agreed"


def test_what_says_nothing_known_is_refused_with_its_field(carol, dave, overrides):
    assert list(carol.post(f"{overrides}?holes=maybe", BODY).json()["errors"]) == ["holes"]
    assert list(carol.post(f"{overrides}?holes=keep&hole_reason=", BODY).json()["errors"]) == ["hole_reason"]
    assert carol.post(f"{overrides}?holes=keep&hole_reason=a%00b", BODY).status_code == 400
    assert dave.post(f"{overrides}?holes=fill", BODY).status_code == 403
