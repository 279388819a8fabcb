"""Policies, routes, the fallback, the organization and its audit by program."""

from tests.api.conftest import fits

ALICE, BOB, CAROL = (f"{name}@harbor-pine.example" for name in ("alice", "bob", "carol"))


def policy_of(night, **change):
    steps = [
        {"wait_seconds": 240, "targets": [{"schedule": night.primary.pk}]},
        {"wait_seconds": 300, "targets": [{"member": BOB}, {"schedule": night.backup.pk}]},
    ]
    return {"name": "Servers", "rounds": 3, "later_rounds_at_once": True, "steps": steps} | change


def test_a_policy_is_written_changed_routed_and_archived(schema, night, carol):
    told = fits(schema, "policies/", "post", carol.post("policies/", policy_of(night)))
    one, path = f"policies/{told['id']}/", "policies/{policy_id}/"
    changed = fits(schema, path, "put", carol.put(one, policy_of(night, rounds=1, edition=told["edition"])))
    late = carol.put(one, policy_of(night, edition=told["edition"]))
    route = fits(schema, "routes/", "post", carol.post("routes/", {"priority": "P1", "policy": told["id"]}))

    assert told["steps"][1]["targets"] == [
        {"schedule": None, "member": BOB},
        {"schedule": night.backup.pk, "member": None},
    ]
    assert (changed["rounds"], late.status_code) == (1, 409)
    assert (
        fits(schema, path, "put", late)["edition"] == changed["edition"] == carol.get(one).json()["edition"]
    )
    assert changed in fits(schema, "policies/", "get", carol.get("policies/"))["results"]
    assert route in fits(schema, "routes/", "get", carol.get("routes/"))["results"]
    assert carol.delete(one).status_code == 409
    assert carol.delete(f"routes/{route['id']}/").status_code == 204
    assert carol.delete(one).status_code == 204
    assert carol.get(one).status_code == 404


def test_what_is_wrong_with_a_policy_or_route_is_said_by_field(night, other, carol):
    stray = [{"wait_seconds": 240, "targets": [{}]}]
    theirs = [{"wait_seconds": 240, "targets": [{"schedule": other.schedule.pk}]}]
    for path, body, field in (
        ("policies/", policy_of(night, steps=[]), "steps"),
        ("policies/", policy_of(night, steps=stray), "steps[0].targets[0]"),
        ("policies/", policy_of(night, steps=theirs), "steps"),
        ("policies/", policy_of(night, steps=[7]), "steps[0]"),
        ("policies/", policy_of(night, rounds=0), "rounds"),
        ("policies/", policy_of(night, name=night.policy.name), "name"),
        ("routes/", {"policy": 9223372036854775807}, "policy"),
        ("routes/", {"policy": night.policy.pk, "client": "their-client"}, "client"),
        ("routes/", {"policy": night.policy.pk, "priority": "P9"}, "priority"),
    ):
        answer = carol.post(path, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), body


def test_the_route_for_everything_else_stays(night, carol):
    assert carol.delete(f"routes/{night.policy.routes.get().pk}/").status_code == 409


def test_the_fallback_is_set_as_a_whole(schema, carol):
    before = fits(schema, "fallback/", "get", carol.get("fallback/"))
    after = {"members": [CAROL, BOB], "interval_seconds": 900, "edition": before["edition"]}

    told = fits(schema, "fallback/", "put", carol.put("fallback/", after))
    late = carol.put("fallback/", after)
    empty = carol.put("fallback/", {"members": [], "interval_seconds": 900})

    assert (before["members"], told["members"], told["interval_seconds"]) == (
        [ALICE, CAROL],
        [CAROL, BOB],
        900,
    )
    assert (late.status_code, fits(schema, "fallback/", "put", late)["edition"]) == (409, told["edition"])
    assert (empty.status_code, list(empty.json()["errors"])) == (400, ["members"])


def test_the_organization_changes_and_the_audit_tells_who(schema, carol, reader):
    before = fits(schema, "organization/", "get", reader.get("organization/"))
    changed = carol.patch("organization/", {"name": "Harbor Pine", "edition": before["edition"]})
    late = carol.patch("organization/", {"name": "Harbor", "edition": before["edition"]})
    wrong = carol.patch("organization/", {"incident_prefix": "hp"})

    told = fits(schema, "organization/", "patch", changed)
    assert told == before | {"name": "Harbor Pine", "edition": told["edition"]}
    assert (late.status_code, wrong.status_code, list(wrong.json()["errors"])) == (
        409,
        400,
        ["incident_prefix"],
    )
    lines = fits(schema, "audit/", "get", reader.get("audit/", object_kind="organization"))["results"]
    assert (lines[0]["before"], lines[0]["after"]) == ({"name": "Harbor Pine IT"}, {"name": "Harbor Pine"})
    assert lines[0]["actor"].startswith("Carol via")


def test_the_audit_goes_page_by_page_and_is_narrowed(schema, carol):
    for number in range(51):
        carol.post("schedules/", {"name": f"Rota {number}", "time_zone": "UTC"})

    first = carol.get("audit/", object_kind="schedule", verb="added").json()
    second = carol.get(
        "audit/", object_kind="schedule", verb="added", cursor=first["next"].rpartition("=")[2]
    ).json()

    assert (len(first["results"]), len(second["results"]), second["next"]) == (50, 1, None)
    assert second["previous"]
    for query in ({"cursor": "x"}, {"member": "mallory@elsewhere.example"}, {"since": "monday"}):
        assert list(carol.get("audit/", **query).json()["errors"]) == list(query)
