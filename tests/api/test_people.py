"""Members and invitations by program: what the pages of people do."""

from accounts.models import AuditEvent, Invitation, Membership
from tests.api.conftest import Caller, fits

BOB, DAVE, CAROL = (f"{name}@harbor-pine.example" for name in ("bob", "dave", "carol"))


def test_everybody_reads_who_is_there(schema, reader):
    told = fits(schema, "members/", "get", reader.get("members/"))
    one = fits(schema, "members/{email}/", "get", reader.get(f"members/{BOB.upper()}/"))

    assert {row["email"] for row in told["results"]} >= {BOB, DAVE, CAROL}
    assert (one["name"], one["role"]) == ("Bob", "technician")


def test_a_manager_changes_what_is_sent_and_nothing_else(schema, carol):
    answer = carol.patch(f"members/{DAVE}/", {"time_zone": "Europe/Berlin"})
    told = fits(schema, "members/{email}/", "patch", answer)

    assert (told["name"], told["role"], told["time_zone"]) == ("Dave", "technician", "Europe/Berlin")


def test_who_saves_second_is_told_and_may_then_save(schema, carol):
    seen = carol.get(f"members/{DAVE}/").json()["edition"]
    carol.patch(f"members/{DAVE}/", {"name": "David", "edition": seen})

    late = carol.patch(f"members/{DAVE}/", {"role": "manager", "edition": seen})

    told = fits(schema, "members/{email}/", "patch", late)
    assert (late.status_code, told["type"]) == (409, "urn:nightbell:stale")
    assert carol.get(f"members/{DAVE}/").json()["role"] == "technician"
    assert carol.patch(f"members/{DAVE}/", {"role": "manager", "edition": told["edition"]}).status_code == 200


def test_only_owners_make_owners(carol, program, db):
    by_manager = carol.patch(f"members/{DAVE}/", {"role": "owner"})
    by_nobody = program.patch(f"members/{DAVE}/", {"role": "owner"})
    asked_in = program.post("invitations/", {"email": "eve@example.com", "role": "owner"})

    assert (by_manager.status_code, list(by_manager.json()["errors"])) == (400, ["role"])
    assert by_nobody.status_code == 403
    assert (asked_in.status_code, list(asked_in.json()["errors"])) == (400, ["role"])


def test_a_field_nobody_knows_is_refused_by_name(carol):
    answer = carol.patch(f"members/{DAVE}/", {"nmae": "David"})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["nmae"])


def test_asking_somebody_in_once_and_taking_it_back(schema, carol):
    body = {"email": "erin@example.com", "role": "technician"}
    first = carol.post("invitations/", body, Idempotency_Key="erin")
    again = carol.post("invitations/", body, Idempotency_Key="erin")

    told = fits(schema, "invitations/", "post", first)
    assert (first.status_code, again.content, told["invited_by"]) == (201, first.content, CAROL)
    assert Invitation.objects.filter(email="erin@example.com").count() == 1
    listed = fits(schema, "invitations/", "get", carol.get("invitations/"))
    assert [row["id"] for row in listed["results"]] == [told["id"]]
    assert carol.delete(f"invitations/{told['id']}/").status_code == 204
    assert carol.get("invitations/").json()["results"] == []
    assert carol.delete(f"invitations/{told['id']}/").status_code == 404


def test_whoever_holds_something_leaves_only_with_a_successor(schema, night, carol):
    path, theirs = "members/{email}/deactivate/", Caller(night.token(member=night.bob))

    alone = carol.post(f"members/{BOB}/deactivate/")
    to_nobody = carol.post(f"members/{BOB}/deactivate/", {"successor": "mallory@elsewhere.example"})
    done = carol.post(f"members/{BOB}/deactivate/", {"successor": DAVE})

    assert list(fits(schema, path, "post", alone)["errors"]) == ["successor"]
    assert list(fits(schema, path, "post", to_nobody)["errors"]) == ["successor"]
    assert fits(schema, path, "post", done)["successor"] == DAVE
    assert Membership.objects.get(pk=night.bob.pk).archived_at is not None
    assert theirs.get("incidents/").status_code == 401
    assert carol.get(f"members/{BOB}/").status_code == 404


def test_an_address_that_is_none_is_not_found(reader):
    for email in ("nobody", "x%00y@example.com", "mallory@elsewhere.example", "a" * 500 + "@example.com"):
        assert reader.get(f"members/{email}/").status_code == 404, email


def test_the_weeks_mail_is_ones_own_to_stop_and_so_is_ones_name(schema, night, carol):
    dave, path = (
        Caller(night.token(scope="write", member=night.dave)),
        "members/dave@harbor-pine.example/profile/",
    )

    before = fits(schema, "members/{email}/profile/", "get", dave.get(path))
    after = fits(schema, "members/{email}/profile/", "patch", dave.patch(path, {"wants_week_mail": False}))

    assert (before["wants_week_mail"], after) == (True, before | {"wants_week_mail": False})
    assert AuditEvent.objects.get(verb="profile.edited").after == {"wants_week_mail": False}
    assert carol.patch(path, {"wants_week_mail": True}).status_code == 403
    assert list(dave.patch(path, {"time_zone": "EST"}).json()["errors"]) == ["time_zone"]
