"""Handoffs by program: who comes on call, who has not said that they know, and saying it for them."""

from datetime import timedelta

from hours import clock
from routing.models import Handoff
from tests.api.conftest import fits

BOB = "bob@harbor-pine.example"


def asked(night):
    ago = clock.now() - timedelta(minutes=5)
    return Handoff.objects.create(
        organization=night.organization, schedule=night.backup, member=night.bob, starts_at=ago, created_at=ago,
        told_at=ago, asked_at=ago, due_at=ago + timedelta(minutes=15),
    )  # fmt: skip


def test_what_waits_is_listed_and_confirmed_once(schema, night, program):
    row = asked(night)
    listed = fits(schema, "handoffs/", "get", program.get("handoffs/", state="waiting"))
    one = f"handoffs/{row.pk}/"

    done = fits(
        schema, "handoffs/{handoff_id}/confirm/", "post", program.post(one + "confirm/", {"member": BOB})
    )

    assert [(each["id"], each["member"]) for each in listed["results"]] == [(row.pk, BOB)]
    assert (done["confirmed_how"], done["schedule"]) == ("api", night.backup.pk)
    assert program.post(one + "confirm/").json()["confirmed_at"] == done["confirmed_at"]
    assert program.get("handoffs/", state="waiting").json()["results"] == []
    assert fits(schema, "handoffs/{handoff_id}/", "get", program.get(one)) == done


def test_a_technician_confirms_for_nobody_else_and_a_manager_does(night, carol, dave):
    row = asked(night)

    assert dave.post(f"handoffs/{row.pk}/confirm/").status_code == 403
    assert carol.post(f"handoffs/{row.pk}/confirm/").json()["confirmed_how"] == "api"
