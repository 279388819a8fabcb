"""Time off by program."""

from oncall.models import TimeOff
from tests.api.conftest import fits

LIST = "members/{email}/time-off/"
ALICE, DAVE = "members/alice@harbor-pine.example/time-off/", "members/dave@harbor-pine.example/time-off/"
WEEK = {"start": "2026-03-10T04:00:00Z", "end": "2026-03-17T04:00:00Z", "reason": "Holiday"}


def test_it_is_entered_listed_and_canceled(schema, night, dave):
    told = fits(schema, LIST, "post", dave.post(DAVE, WEEK))

    listed = fits(schema, LIST, "get", dave.get(DAVE))

    assert listed["results"] == [told]
    assert dave.delete(f"{DAVE}{told['id']}/").status_code == 204
    assert dave.get(DAVE).json()["results"] == []


def test_holes_are_told_before_it_is_saved(schema, night, carol):
    refused = carol.post(ALICE, WEEK)

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:nightbell:new-holes")
    assert fits(schema, LIST, "post", refused)["holes"]
    assert not TimeOff.objects.exists()
    assert carol.post(f"{ALICE}?holes=keep&hole_reason=Bob+is+first", WEEK).status_code == 201


def test_it_is_ones_own_or_a_managers(night, dave, carol):
    assert dave.post(ALICE, WEEK).status_code == 403
    row = carol.post(DAVE, WEEK).json()
    assert carol.delete(f"{ALICE}{row['id']}/").status_code == 404
    assert list(dave.post(DAVE, WEEK | {"end": WEEK["start"]}).json()["errors"]) == ["end"]
