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


TRIALS = ONE + "test-pages/"


def trials_of(member, email):
    return f"members/{email}/contact-methods/{member.contact_methods.get().pk}/test-pages/"


def test_a_test_page_goes_to_ones_own_phone_and_what_became_of_it_is_told(schema, night, dave):
    mine = trials_of(night.dave, DAVE)

    sent = dave.post(mine, {"channel": "sms"}, idempotency_key="once")
    again = dave.post(mine, {"channel": "sms"}, idempotency_key="once")

    message = Message.objects.get(purpose="test")
    told = fits(schema, TRIALS, "post", sent)
    assert (sent.status_code, message.address, message.channel) == (202, "+12125550104", "sms")
    assert again.json() == told
    assert fits(schema, TRIALS, "get", dave.get(mine))["results"] == [told]


def test_test_pages_are_few_an_hour_and_go_to_verified_phones_only(night, dave):
    mine = trials_of(night.dave, DAVE)

    answers = [dave.post(mine, {"channel": "voice"}).status_code for _ in range(7)]
    late = dave.post(mine, {"channel": "voice"})
    new = dave.post(MINE, {"kind": "phone", "address": "(212) 555-0177"}).json()["id"]
    unproven = dave.post(f"{MINE}{new}/test-pages/", {"channel": "sms"})

    assert answers == [202] * 6 + [400]
    assert late.json()["errors"]["channel"] == ["That phone got many test pages. Try again in an hour."]
    assert unproven.json()["errors"]["channel"] == ["Enter the code first: only a verified phone is paged."]


def test_a_test_page_to_a_colleague_is_a_managers_to_send(night, dave, carol):
    bobs = trials_of(night.bob, BOB)

    assert (dave.post(bobs, {"channel": "sms"}).status_code, dave.get(bobs).status_code) == (403, 403)
    assert carol.post(bobs, {"channel": "sms"}).status_code == 202
    assert carol.post(bobs, {"channel": "email"}).status_code == 400
