"""Work, bills and pay by program: what the pages say, by the same facts."""

from tests.api.conftest import fits

DAY = {"since": "2026-03-03", "until": "2026-03-03"}
WORK, ONE = "incidents/{number}/work/", "incidents/{number}/work/{entry_id}/"
AN_HOUR = {"started_at": "2026-03-03T06:10:00Z", "minutes": 60, "billable": True, "note": "By hand"}


def test_work_is_written_corrected_billed_and_paid(schema, night, alice, dave, carol):
    number = carol.post(
        "incidents/", {"summary": "Till dead", "client": "fabrikam", "priority": "P1"}
    ).json()["number"]
    here = f"incidents/{number}/work/"
    entry = fits(schema, WORK, "post", dave.post(here, AN_HOUR))
    right = {**AN_HOUR, "minutes": 61}
    named = {"member": "bob@harbor-pine.example"}
    rate = {"starts_on": "2026-03-01", "standby_cents": 1000, "work_cents": 6000, "after_hours_percent": 150}

    assert list(dave.post(here, AN_HOUR).json()["errors"]) == ["started_at"]
    assert list(dave.post(here, AN_HOUR | named).json()["errors"]) == ["member"]
    assert list(dave.post(here, AN_HOUR | {"ended_at": "2026-03-03T07:00:00Z"}).json()["errors"]) == [
        "ended_at"
    ]
    assert list(dave.post(here, {**AN_HOUR, "minutes": 90}).json()["errors"]) == ["ended_at"]
    better = fits(schema, ONE, "put", carol.put(f"{here}{entry['id']}/", right))
    assert (better["member"], better["minutes"]) == ("dave@harbor-pine.example", 61)
    assert dave.delete(f"{here}{entry['id']}/").status_code == 404
    assert carol.get("pay-rates/").status_code == 403
    assert fits(schema, "pay-rates/", "post", alice.post("pay-rates/", rate))["holiday_percent"] == 100

    whole = fits(schema, WORK, "get", dave.get(here))
    bills = fits(schema, "bill-lines/", "get", carol.get("bill-lines/", **DAY))["results"]
    pay = fits(schema, "pay-lines/", "get", carol.get("pay-lines/", **DAY))["results"]

    assert whole["results"] == [better]
    # 61 min are charged as 75: 75 x 180.00 / 60 = 225.00
    assert bills == [{name: told for name, told in whole.items() if name != "results"}]
    assert (whole["amount_cents"], whole["charged_minutes"], whole["lines"][0]["ground"]) == (
        22_500,
        75,
        "said_billable",
    )
    # 61 min x 60.00 / 60 x 1.5 = 91.50; nobody stood by but Alice and Bob: 134 min x 10.00 / 60 x 1.5 = 33.50
    assert [(row["name"], row["line"], row["amount_cents"]) for row in pay] == [
        ("Alice", "standby", 3350), ("Bob", "standby", 3350), ("Dave", "work", 9150),
    ]  # fmt: skip
    assert dave.delete(f"{here}{better['id']}/").status_code == 204
    assert carol.get("bill-lines/", **DAY).json()["results"] == []
