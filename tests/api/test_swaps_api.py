"""Cover by program: asked for, taken by the first, approved, withdrawn."""

from oncall.models import Override, Swap
from tests.api.conftest import Caller, fits

BOB, CAROL, DAVE = (f"{name}@harbor-pine.example" for name in ("bob", "carol", "dave"))
TONIGHT, MORNING = "2026-03-04T03:00:00Z", "2026-03-04T13:00:00Z"
ONE, DEED = "swaps/{swap_id}/", "swaps/{swap_id}/%s/"


def asked(night, **more):
    return {"schedule": night.backup.pk, "start": TONIGHT, "end": MORNING, "member": BOB, **more}


def test_it_is_asked_for_taken_by_the_first_and_the_second_reads_who(schema, night, program):
    told = fits(schema, "swaps/", "post", program.post("swaps/", asked(night, note="Concert")))
    one = f"swaps/{told['id']}/"

    done = fits(schema, DEED % "accept", "post", program.post(one + "accept/", {"member": CAROL}))
    late = program.post(one + "accept/", {"member": DAVE})

    assert (told["state"], told["asker"], told["expires_at"]) == ("asked", BOB, TONIGHT)
    assert {each["member"] for each in told["asked"]} == {"alice@harbor-pine.example", CAROL, DAVE}
    assert (done["state"], done["taker"]) == ("done", CAROL)
    assert (late.status_code, fits(schema, DEED % "accept", "post", late)["has_it"]) == (409, CAROL)
    assert Override.objects.get().stand_in == night.carol
    assert fits(schema, ONE, "get", program.get(one)) == done


def test_a_manager_says_yes_where_the_organization_wants_that(schema, night, program, carol):
    edition = carol.get("organization/").json()["edition"]
    assert (
        carol.patch("organization/", {"swaps_need_a_yes": True, "edition": edition}).json()[
            "swaps_need_a_yes"
        ]
        is True
    )
    one = f"swaps/{program.post('swaps/', asked(night, audience='person', people=[DAVE])).json()['id']}/"

    waits = program.post(one + "accept/", {"member": DAVE}).json()
    done = fits(schema, DEED % "approve", "post", carol.post(one + "approve/"))

    assert (waits["state"], waits["taker"]) == ("accepted", DAVE)
    assert (done["state"], done["settled_by"]) == ("done", CAROL)
    assert carol.post(one + "refuse/", {"reason": "No"}).status_code == 409


def test_no_and_withdrawn_and_what_is_open(schema, night, program, carol):
    first = program.post("swaps/", asked(night, audience="person", people=[DAVE])).json()
    no = fits(
        schema, DEED % "decline", "post", program.post(f"swaps/{first['id']}/decline/", {"member": DAVE})
    )
    second = program.post("swaps/", asked(night)).json()

    listed = fits(schema, "swaps/", "get", program.get("swaps/", state="open"))
    gone = fits(schema, DEED % "withdraw", "post", carol.post(f"swaps/{second['id']}/withdraw/"))

    assert no["state"] == "declined"
    assert [row["id"] for row in listed["results"]] == [second["id"]]
    assert [row["id"] for row in program.get("swaps/").json()["results"]] == [second["id"], first["id"]]
    assert gone["state"] == "withdrawn"


def test_what_can_not_be_asked_is_said_by_field(night, program):
    for more, field in (
        ({"end": TONIGHT}, "end"),
        ({"schedule": 999_999}, "schedule"),
        ({"schedule": 99999999999999999999}, "schedule"),
        ({"audience": "friends"}, "audience"),
        ({"audience": "person"}, "people"),
        ({"audience": "person", "people": ["nobody@x.example"]}, "people[0]"),
        ({"member": DAVE}, "start"),
        ({"back": {"start": MORNING, "end": TONIGHT}}, "back.end"),
        ({"back": {"start": MORNING, "end": "2026-03-04T14:00:00Z"}}, "back"),
        ({"back": {"schedule": 999_999, "start": MORNING, "end": "2026-03-04T14:00:00Z"}}, "back.schedule"),
        ({"expires": MORNING}, "expires"),
        ({"whom": "all"}, "whom"),
    ):
        answer = program.post("swaps/", asked(night, **more))
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), more
    assert not Swap.objects.exists()


def test_a_technicians_token_withdraws_its_members_own_alone(night, program, dave):
    one = f"swaps/{program.post('swaps/', asked(night)).json()['id']}/"

    assert dave.post(one + "withdraw/").status_code == 403
    assert dave.post(one + "approve/").status_code == 403
    assert Caller(night.token(member=night.bob)).post(one + "withdraw/").status_code == 200
