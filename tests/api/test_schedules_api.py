"""Schedules, shifts and overrides by program: what the pages of the rota do."""

from tests.api.conftest import fits

ALICE, BOB, CAROL, DAVE, VERA = (
    f"{name}@harbor-pine.example" for name in ("alice", "bob", "carol", "dave", "vera")
)
START, END = "2026-03-04T01:00:00Z", "2026-03-04T13:00:00Z"
ONE, OVERRIDES = "schedules/{schedule_id}/", "schedules/{schedule_id}/overrides/"


def test_a_schedule_is_added_changed_and_archived(schema, carol):
    told = fits(
        schema, "schedules/", "post", carol.post("schedules/", {"name": "Weekends", "time_zone": "America/New_York"})
    )  # fmt: skip
    one = f"schedules/{told['id']}/"

    changed = fits(
        schema, ONE, "patch", carol.patch(one, {"name": "Saturdays", "time_zone": "Europe/Berlin"})
    )
    late = carol.patch(one, {"name": "Sundays", "edition": told["edition"]})

    assert (changed["name"], changed["time_zone"], changed["layers"]) == ("Saturdays", "Europe/Berlin", [])
    assert (late.status_code, fits(schema, ONE, "patch", late)["edition"]) == (409, changed["edition"])
    assert carol.delete(one).status_code == 204
    assert carol.get(one).status_code == 404


def test_what_is_wrong_with_a_schedule_is_said_by_field(carol):
    for body, field in (
        ({"name": "Primary", "time_zone": "UTC"}, "name"),
        ({"name": "Nights", "time_zone": "Mars/Base"}, "time_zone"),
        ({"name": 7, "time_zone": "UTC"}, "name"),
        ({"name": "Nights", "time_zone": "UTC", "zone": "UTC"}, "zone"),
    ):
        answer = carol.post("schedules/", body)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_schedule_that_a_policy_pages_stays(schema, night, carol):
    answer = carol.delete(f"schedules/{night.primary.pk}/")

    assert answer.status_code == 409
    assert night.policy.name in fits(schema, ONE, "delete", answer)["detail"]


def test_lists_go_page_by_page(schema, night, carol):
    for number in range(51):
        carol.post("schedules/", {"name": f"Rota {number}", "time_zone": "UTC"})

    first = fits(schema, "schedules/", "get", carol.get("schedules/"))
    second = carol.get("schedules/", cursor=first["next"].rpartition("=")[2]).json()

    names = [row["name"] for row in first["results"] + second["results"]]
    assert (len(first["results"]), second["next"]) == (50, None)
    assert len(names) == len(set(names)) == 53


def test_a_schedule_is_read_with_its_layers_and_shifts(schema, night, reader):
    whole = fits(schema, ONE, "get", reader.get(f"schedules/{night.primary.pk}/"))
    told = fits(
        schema, ONE + "shifts/", "get", reader.get(f"schedules/{night.primary.pk}/shifts/", since=START, until=END)
    )  # fmt: skip

    assert whole["layers"][0]["participants"] == [[ALICE]]
    assert told == {
        "shifts": [{"start": START, "end": END, "on_call": [ALICE], "layer": whole["layers"][0]["name"]}],
        "gaps": [],
    }


def test_shifts_over_more_than_400_days_are_refused(night, reader):
    answer = reader.get(f"schedules/{night.primary.pk}/shifts/", since=START, until="2028-01-01T00:00:00Z")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["until"])


def test_somebody_stands_in_until_it_is_canceled(schema, night, carol):
    overrides, shifts = f"schedules/{night.primary.pk}/overrides/", f"schedules/{night.primary.pk}/shifts/"
    body = {
        "kind": "replace",
        "start": START,
        "end": END,
        "people": [DAVE],
        "instead_of": [ALICE],
        "reason": "Dentist",
    }

    told = fits(schema, OVERRIDES, "post", carol.post(overrides, body))

    assert (told["people"], told["instead_of"], told["made_by"]) == ([DAVE], [ALICE], CAROL)
    assert fits(schema, OVERRIDES, "get", carol.get(overrides))["results"] == [told]
    assert carol.get(shifts, since=START, until=END).json()["shifts"][0]["on_call"] == [DAVE]
    again = carol.post(overrides, body)
    assert (again.status_code, fits(schema, OVERRIDES, "post", again)["type"]) == (
        409,
        "urn:nightbell:not-possible",
    )
    assert carol.delete(f"{overrides}{told['id']}/").status_code == 204
    assert carol.get(shifts, since=START, until=END).json()["shifts"][0]["on_call"] == [ALICE]


def test_what_is_wrong_with_an_override_is_said_by_field(night, carol):
    right = {"kind": "replace", "start": START, "end": END, "people": [DAVE], "instead_of": [ALICE]}
    for change, field in (
        ({"kind": "swap"}, "kind"),
        ({"start": "tomorrow"}, "start"),
        ({"end": START}, "end"),
        ({"people": []}, "people"),
        ({"people": [7]}, "people[0]"),
        ({"people": ["mallory@elsewhere.example"]}, "people[0]"),
        ({"people": [DAVE, BOB]}, "people"),
        ({"instead_of": []}, "instead_of"),
        ({"kind": "add"}, "instead_of"),
        ({"kind": "set", "instead_of": [], "people": [DAVE, DAVE]}, "people"),
    ):
        answer = carol.post(f"schedules/{night.primary.pk}/overrides/", right | change)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), change


def test_who_was_on_call_stays_as_it_was(night, dave):
    path, mine = f"schedules/{night.primary.pk}/overrides/", ["dave@harbor-pine.example"]
    off = "members/dave@harbor-pine.example/time-off/"
    yesterday, tomorrow = "2026-03-02T02:00:00Z", "2026-03-04T02:00:00Z"

    past = dave.post(path, {"kind": "add", "start": "2026-02-01T02:00:00Z", "end": yesterday, "people": mine})
    running = dave.post(path, {"kind": "add", "start": yesterday, "end": tomorrow, "people": mine})
    away, again = (dave.post(off, {"start": yesterday, "end": "2026-03-05T02:00:00Z"}) for _ in range(2))

    assert (past.status_code, past.json()["detail"]) == (
        409, "That time is over: who was on call then stays as it was.",
    )  # fmt: skip
    assert "2026-03-03T07:14:" in running.json()["start"]
    assert "2026-03-03T07:14:" in away.json()["start"]
    assert away.json()["id"] == again.json()["id"]


def test_technicians_change_only_their_own_time(night, dave, carol):
    overrides = f"schedules/{night.primary.pk}/overrides/"
    add = {"kind": "add", "start": START, "end": END}
    bobs = carol.post(overrides, add | {"people": [BOB]}).json()

    assert dave.post(overrides, add | {"people": [CAROL]}).status_code == 403
    assert dave.delete(f"{overrides}{bobs['id']}/").status_code == 403
    mine = dave.post(overrides, add | {"people": [DAVE]})
    assert mine.status_code == 201
    assert dave.delete(f"{overrides}{mine.json()['id']}/").status_code == 204


def test_a_program_that_may_only_read_changes_nothing(night, reader):
    assert reader.post(f"schedules/{night.primary.pk}/overrides/").status_code == 403
    assert reader.delete(f"schedules/{night.primary.pk}/").status_code == 403


def test_numbers_beyond_all_are_not_found(night, other, reader):
    for number in ("99999999999999999999", "0", str(other.schedule.pk)):
        assert reader.get(f"schedules/{number}/").status_code == 404
        assert reader.get(f"schedules/{number}/shifts/").status_code == 404


WEEKLY = {
    "name": "Nights", "precedence": 20, "participants": [[BOB], [DAVE]], "turn": {"length": 1, "unit": "week"},
    "starts_at": "2026-03-03T09:00", "restrictions": [{"days": ["mo", "tu"], "start": "20:00", "end": "06:00"}],
}  # fmt: skip
LAYERS, LAYER = ONE + "layers/", ONE + "layers/{layer_id}/"


def test_a_layer_is_added_changed_and_ended(schema, night, carol):
    layers = f"schedules/{night.backup.pk}/layers/"
    told = fits(schema, LAYERS, "post", carol.post(layers, WEEKLY))
    one = f"{layers}{told['id']}/"
    other = WEEKLY | {"participants": [[DAVE], [BOB, CAROL]], "edition": told["edition"]}

    changed = fits(schema, LAYER, "put", carol.put(one, other))
    late = carol.put(one, other)

    assert (told["participants"], told["restrictions"]) == ([[BOB], [DAVE]], WEEKLY["restrictions"])
    assert changed["participants"] == [[DAVE], [BOB, CAROL]]
    assert (late.status_code, fits(schema, LAYER, "put", late)["edition"]) == (409, changed["edition"])
    assert changed in fits(schema, LAYERS, "get", carol.get(layers))["results"]
    assert carol.delete(one).status_code == 204
    assert told["id"] not in [row["id"] for row in carol.get(layers).json()["results"]]


def test_what_is_wrong_with_a_layer_is_said_by_field(night, carol):
    for change, field in (
        ({"participants": [[BOB], ["mallory@elsewhere.example"]]}, "participants[1][0]"),
        ({"participants": []}, "participants"),
        ({"turn": {"length": 0, "unit": "week"}}, "turn.length"),
        ({"turn": {"length": 2000, "unit": "week"}}, "turn.length"),
        ({"precedence": 5000}, "precedence"),
        ({"rotation": "weekly"}, "rotation"),
        ({"effective_from": "soon"}, "effective_from"),
    ):
        answer = carol.post(f"schedules/{night.backup.pk}/layers/", WEEKLY | change)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), change
