"""Many clients at once by program: a plan first, then all of it or nothing."""

from sla.models import Client
from tests.api.conftest import fits

TABLE = """name,time zone,tier,contact name,contact phone
Wingtip Toys,America/Chicago,Gold,Wes Ray,(312) 555-0188
Litware,,,,
"""


def test_a_table_is_planned_then_imported(schema, carol):
    plan = fits(schema, "clients/import/plan/", "post", carol.post("clients/import/plan/", {"text": TABLE}))
    assert not Client.objects.filter(name="Litware").exists()

    body = {"text": TABLE, "edition": plan["edition"]}
    done = fits(schema, "clients/import/", "post", carol.post("clients/import/", body))

    assert (plan["is_right"], done["lines"]) == (True, plan["lines"])
    assert plan["lines"][0]["number"] == 2
    assert "An agreement on Gold from today." in plan["lines"][0]["does"]
    told = carol.get("clients/wingtip-toys/").json()
    assert (told["contacts"][0]["phone"], told["agreements"][0]["tier_name"]) == ("+13125550188", "Gold")
    again = carol.post("clients/import/plan/", {"text": TABLE}).json()
    assert [line["does"] for line in again["lines"]] == [[], []]


def test_a_plan_that_would_do_something_else_by_now_is_not_carried_out(schema, carol):
    seen = carol.post("clients/import/plan/", {"text": TABLE}).json()["edition"]
    carol.post("clients/", {"name": "Litware", "alert_note": "Ring twice."})

    late = carol.post("clients/import/", {"text": TABLE, "edition": seen})

    assert late.status_code == 409
    assert fits(schema, "clients/import/", "post", late)["edition"] != seen
    assert not Client.objects.filter(name="Wingtip Toys").exists()


def test_what_is_wrong_is_said_by_line_and_nothing_is_stored(carol, dave):
    wrong = TABLE + "Tailspin,Mars/Base,Platinum,,\n"

    refused = carol.post("clients/import/", {"text": wrong})
    plan = carol.post("clients/import/plan/", {"text": wrong}).json()

    words = refused.json()["errors"]["text"]
    assert refused.status_code == 400
    assert [each[:7] for each in words] == ["Line 4:", "Line 4:"]
    assert "There is no tier Platinum. There are: " in words[1]
    assert (plan["is_right"], len(plan["lines"][2]["wrong"])) == (False, 2)
    assert not Client.objects.filter(name="Litware").exists()
    for body in ({"text": ""}, {"text": "phone\n1"}, {}, {"text": 7}):
        answer = carol.post("clients/import/plan/", body)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["text"]), body
    assert dave.post("clients/import/plan/", {"text": TABLE}).status_code == 403


def test_one_import_with_a_key_is_answered_the_same(carol):
    first, second = (carol.post("clients/import/", {"text": TABLE}, Idempotency_Key="nov") for _ in range(2))

    assert (first.status_code, second.content) == (200, first.content)
