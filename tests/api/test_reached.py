"""Contact methods and notification rules by program: one's own, or anybody's for a manager."""

import re

import pytest

from delivery.models import Message
from tests.api.conftest import Caller, fits

BOB, DAVE = "bob@harbor-pine.example", "dave@harbor-pine.example"
METHODS, MINE = "members/{email}/contact-methods/", f"members/{DAVE}/contact-methods/"
ONE, RULES = METHODS + "{method_id}/", "members/{email}/notification-rules/"


def test_a_phone_is_added_proven_by_its_owner_and_removed(schema, dave, carol):
    told = fits(schema, METHODS, "post", carol.post(MINE, {"kind": "phone", "address": "(212) 555-0177"}))
    one = f"{MINE}{told['id']}/"
    sent = fits(schema, ONE + "code/", "post", dave.post(one + "code/", {"channel": "sms"}))
    code = re.search(r"\d{6}", Message.objects.filter(address="+12125550177").latest("created_at").body)[0]

    wrong = dave.post(one + "verify/", {"code": "000000" if code != "000000" else "111111"})
    managers = carol.post(one + "verify/", {"code": code})
    right = fits(schema, ONE + "verify/", "post", dave.post(one + "verify/", {"code": code}))

    assert (told["address"], told["verified_at"], sent["channel"]) == ("+12125550177", None, "sms")
    assert (wrong.status_code, list(fits(schema, ONE + "verify/", "post", wrong)["errors"])) == (
        400,
        ["code"],
    )
    assert (managers.status_code, right["verified_at"] is not None) == (403, True)
    assert dave.post(one + "code/").status_code == 409
    assert right in fits(schema, METHODS, "get", dave.get(MINE))["results"]
    assert dave.delete(one).status_code == 204
    assert dave.delete(one).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": "12"}, "address"),
        ({"kind": "fax"}, "kind"),
        ({"can_text": False, "can_call": False}, "can_call"),
    ],
)
def test_what_is_wrong_with_a_phone_is_said_by_field(dave, change, field):
    answer = dave.post(MINE, {"kind": "phone", "address": "+12125550177"} | change)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_technician_sees_and_sets_only_their_own(dave):
    assert dave.get(f"members/{BOB}/contact-methods/").status_code == 403
    assert dave.put(f"members/{BOB}/notification-rules/P1/", {"ways": []}).status_code == 403
    assert dave.get(MINE).status_code == 200


def test_another_members_phone_is_not_found_under_ones_name(night, dave):
    assert dave.delete(f"{MINE}{night.bob.contact_methods.get().pk}/").status_code == 404


def test_rules_are_set_as_a_whole_and_come_back_as_shipped(schema, night, dave):
    phone = night.dave.contact_methods.get().pk
    before = fits(schema, RULES, "get", dave.get(f"members/{DAVE}/notification-rules/"))["results"][0]
    path, p1 = RULES + "{priority}/", f"members/{DAVE}/notification-rules/P1/"
    ways = [{"after_seconds": 0, "channel": "voice", "contact_method": phone}]

    told = fits(schema, path, "put", dave.put(p1, {"ways": ways, "edition": before["edition"]}))
    late = dave.put(p1, {"ways": [], "edition": before["edition"]})
    shipped = fits(schema, path, "put", dave.put(p1, {"ways": []}))

    assert (before["priority"], before["as_shipped"], told["ways"]) == ("P1", True, ways)
    assert (late.status_code, fits(schema, path, "put", late)["edition"]) == (409, told["edition"])
    assert shipped == before
    strange = dave.put(p1, {"ways": [ways[0] | {"contact_method": night.bob.contact_methods.get().pk}]})
    assert (strange.status_code, list(strange.json()["errors"])) == (400, ["ways"])


def test_a_program_that_may_only_read_sends_no_code(night):
    reader = Caller(night.token(scope="read", member=night.dave))

    assert reader.get(MINE).status_code == 200
    assert reader.post(f"{MINE}{night.dave.contact_methods.get().pk}/code/").status_code == 403
