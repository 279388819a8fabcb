"""Programs that would leave promised time without people are told so first."""

import pytest

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.audit import Actor
from accounts.models import AuditEvent
from oncall.models import Override, Participant
from tests.world import NIGHT, give_phone

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


def test_a_partner_who_loses_its_only_phone_or_goes_is_asked_about_like_a_member(night, carol):
    profile = PartnerProfile("Pacific NOC", "Pacific/Auckland", "")
    noc = add_partner(organization=night.organization, profile=profile, actor=Actor.system(), now=NIGHT)
    phone = give_phone(noc, "+6421555010")
    Participant.objects.filter(version__layer__schedule=night.primary).update(member=noc)
    night.dave.contact_methods.update(verified_at=None)
    partner = f"partners/{noc.pk}/"

    removing = carol.delete(f"{partner}contact-methods/{phone.pk}/")
    archiving = carol.post(f"{partner}archive/", {"successor": "dave@harbor-pine.example"})

    for answer in (removing, archiving):
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:nightbell:new-holes")
        assert answer.json()["holes"][0]["missing"] == "nobody_first"
    kept = "?holes=keep&hole_reason=They+are+told"
    assert carol.delete(f"{partner}contact-methods/{phone.pk}/{kept}").status_code == 204
