"""SLA tiers by program: the grid in versions, and agreements that are moved to a new one."""

import pytest

from sla.models import Agreement, SlaTier
from tests.api.conftest import fits

ONE = "tiers/{tier_id}/"
CELL = {"service_line": "monitoring", "band": "after_hours", "priority": "P1"}
PAGED = CELL | {"outcome": "page"}
QUICK = {
    "priority": "P1", "acknowledge_seconds": 300, "response_seconds": 900, "update_seconds": 1800,
    "resolution_seconds": 7200, "runs": "24x7",
}  # fmt: skip
SOLD = {"rate_cents": 25_000, "currency": "EUR", "minimum_minutes": 120, "increment_minutes": 30}
SOLD |= {"terms_url": "https://harbor-pine.example/terms", "terms_version": "2026-01"}
SHARES = {
    "business_hours_percent": 100,
    "after_hours_percent": 150,
    "weekend_percent": 100,
    "holiday_percent": 200,
}


def outcome(told, **cell):
    """What the tier does in the cell."""
    where = CELL | cell
    return next(
        rule["outcome"] for rule in told["rules"] if all(rule[name] == word for name, word in where.items())
    )


def test_a_tier_begins_at_the_desk_and_pages_where_it_is_said(schema, reader, carol):
    body = {
        "name": "Night watch",
        "rules": [PAGED],
        "targets": [QUICK],
        "call_out": {**SOLD, "after_hours_percent": 150, "holiday_percent": 200},
    }
    told = fits(schema, "tiers/", "post", carol.post("tiers/", body))

    assert (len(told["rules"]), len(told["targets"]), told["version"]) == (48, 4, 1)
    assert (outcome(told), outcome(told, priority="P2"), outcome(told, service_line="security")) == (
        "page", "queue", "queue",
    )  # fmt: skip
    assert QUICK in told["targets"]
    assert (told["call_out"], told["kind"]) == (SOLD | SHARES, "ordinary")
    assert fits(schema, ONE, "get", reader.get(f"tiers/{told['id']}/")) == told
    assert told["id"] in [row["id"] for row in fits(schema, "tiers/", "get", reader.get("tiers/"))["results"]]


def test_a_change_is_a_new_version_and_the_earlier_one_stays(schema, night, carol):
    gold = night.organization.tiers.get(name="Gold")
    one, before = f"tiers/{gold.pk}/", carol.get(f"tiers/{gold.pk}/").json()

    changed = fits(
        schema, ONE, "patch", carol.patch(one, {"rules": [CELL | {"outcome": "queue"}], "name": "Gold plus"})
    )
    late = carol.patch(one, {"name": "Gold", "edition": before["edition"]})
    same = carol.patch(one, {"rules": [CELL | {"outcome": "queue"}]}).json()

    assert (outcome(before), outcome(changed), outcome(changed, priority="P2")) == ("page", "queue", "page")
    assert (changed["version"], changed["name"], same["version"]) == (2, "Gold plus", 2)
    assert [(each["number"], each["agreements"]) for each in changed["versions"]] == [(2, 0), (1, 1)]
    assert (late.status_code, fits(schema, ONE, "patch", late)["edition"]) == (409, changed["edition"])
    assert outcome(carol.get(one, version="1").json()) == "page"
    assert carol.get(one, version="3").status_code == 404


def test_agreements_stay_on_their_version_until_they_are_moved(schema, night, carol):
    gold = night.organization.tiers.get(name="Gold")
    one = f"tiers/{gold.pk}/"
    carol.patch(one, {"rules": [CELL | {"outcome": "queue"}]})
    agreement = night.northwind.agreements.get()

    early = carol.post(one + "move/", {"starts_on": "2026-03-02"})
    strange = carol.post(one + "move/", {"starts_on": "2026-03-03", "agreements": [agreement.pk, 7_000_000]})
    moved = carol.post(one + "move/", {"starts_on": "2026-04-01"})

    assert list(early.json()["errors"]) == ["starts_on"]
    assert list(strange.json()["errors"]) == ["agreements[1]"]
    assert fits(schema, ONE + "move/", "post", moved) == {"version": 2, "moved": 1}
    assert [
        (row.version.number, str(row.starts_on)) for row in Agreement.objects.filter(client=night.northwind)
    ] == [(1, "2026-01-01"), (2, "2026-04-01")]


def test_a_copy_says_what_differs(night, carol):
    gold = night.organization.tiers.get(name="Gold")

    told = carol.post("tiers/", {"name": "Gold lite", "like": gold.pk, "rules": [CELL | {"outcome": "queue"}]}).json()  # fmt: skip

    assert (outcome(told), outcome(told, priority="P2")) == ("queue", "page")


def test_a_tier_is_archived_and_offered_again(schema, night, carol):
    made = carol.post("tiers/", {"name": "Short-lived"}).json()
    one = f"tiers/{made['id']}/"

    assert carol.delete(one).status_code == 204
    assert carol.get(one).status_code == carol.post("tiers/999999/restore/").status_code == 404
    gone = fits(schema, "tiers/", "get", carol.get("tiers/", archived="true"))["results"]
    assert [row["name"] for row in gone] == ["Short-lived"]
    assert carol.post(one + "restore/").json()["archived_at"] is None
    always = night.organization.tiers.get(kind="default")
    assert carol.delete(f"tiers/{always.pk}/").status_code == 409


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "Gold"}, "name"),
        ({"like": 9223372036854775807}, "like"),
        ({"rules": [PAGED, PAGED]}, "rules[1]"),
        ({"rules": [CELL | {"outcome": "wake"}]}, "rules[0].outcome"),
        ({"rules": [CELL | {"outcome": "queue", "contain_only": True}]}, "rules[0].contain_only"),
        ({"rules": [CELL | {"outcome": "consent"}]}, "call_out"),
        ({"rules": {}}, "rules"),
        ({"targets": [QUICK | {"response_seconds": 60}]}, "targets[0].response_seconds"),
        ({"targets": [QUICK | {"update_seconds": 0}]}, "targets[0].update_seconds"),
        ({"targets": [QUICK | {"runs": "days", "resolution_seconds": 86_400}]}, "targets[0].acknowledge_seconds"),
        ({"call_out": {"rate_cents": 100, "currency": "eur"}}, "call_out.currency"),
        ({"call_out": {"rate_cents": 0}}, "call_out.rate_cents"),
        ({"call_out": {"rate_cents": 100, "terms_url": "javascript:alert(1)"}}, "call_out.terms_url"),
        ({"call_out": {"rate_cents": 100, "terms_version": "2026-01"}}, "call_out.terms_url"),
        ({"grid": {}}, "grid"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_tier_is_said_by_field(carol, more, field):
    answer = carol.post("tiers/", {"name": "Night watch"} | more)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_one_tier_with_a_key_is_one_tier(carol, dave):
    body = {"name": "Night watch"}
    first, second = (carol.post("tiers/", body, Idempotency_Key="watch") for _ in range(2))

    assert (first.status_code, second.content) == (201, first.content)
    assert SlaTier.objects.filter(name="Night watch").count() == 1
    assert dave.post("tiers/", body).status_code == 403
