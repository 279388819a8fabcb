"""This is the same as that: one goes on for both, nobody is forgotten, and each promise stays whose it was."""

from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from accounts.audit import Actor
from accounts.models import AuditEvent
from routing.actions import respond
from routing.actions.client_acts import change_contact_phone, client_note, got_worse, solved_itself
from routing.actions.merge import merge
from routing.actions.respond import NotPossible, TooLate
from routing.doubt import Doubt
from routing.merged import answered_at, ended_at
from routing.models import HeldRequest, Incident, Page, WorkEntry
from routing.states import WhyHeld
from routing.worked import MINUTE
from tests.night import Night
from tests.world import DANA

ERIN = "+12125550143"


def alert(night: Night, summary: str, key: str, **more: object) -> Incident:
    incident = night.alert(summary, dedup_key=key, **more).incident
    assert incident
    return incident


def join(night: Night, merged: Incident, survivor: Incident, name: str = "carol") -> Incident:
    by = getattr(night.world, name)
    done = merge(
        incident_id=merged.pk, into_id=survivor.pk, by=by, actor=Actor.member(by), now=night.clock.now
    )
    night.do_due()
    return done


def take(night: Night, incident: Incident, name: str = "alice") -> None:
    by = getattr(night.world, name)
    respond.acknowledge(incident_id=incident.pk, by=by, actor=Actor.member(by), now=night.clock.now)


@pytest.fixture
def two(night: Night) -> tuple[Incident, Incident]:
    """Two alerts of Northwind's, both being paged to Alice."""
    night.rest_is_noise = True
    return alert(night, "Switch down", "sw"), alert(night, "Router unreachable", "rt")


def test_the_one_is_closed_as_part_of_the_other_and_nobody_is_called_for_it(night: Night, two) -> None:
    merged, survivor = two

    join(night, merged, survivor)

    merged.refresh_from_db()
    assert (merged.status, merged.merged_into_id, merged.due_at) == ("resolved", survivor.pk, None)
    assert not Page.objects.filter(incident=merged, ended_at=None).exists()
    assert Page.objects.filter(incident=survivor, ended_at=None).exists()
    night.phone("alice").received("HP-1001", "it is the same as HP-1002, people are called for it")
    assert {"incident.merged", "incident.took_in"} <= set(AuditEvent.objects.values_list("verb", flat=True))


def test_its_alerts_repeat_and_clear_for_the_other(night: Night, two) -> None:
    merged, survivor = two
    join(night, merged, survivor)

    again = night.alert("Switch down", dedup_key="sw")
    night.alert("Router unreachable", dedup_key="rt", event_action="resolve")
    half = night.incident(survivor.number).status
    night.alert("Switch down", dedup_key="sw", event_action="resolve")

    assert (again.outcome, again.incident) == ("repeated", survivor)
    assert half == "triggered"
    assert night.incident(survivor.number).status == "resolved"
    assert Incident.objects.count() == 2


def test_its_code_means_the_other(night: Night, two) -> None:
    merged, survivor = two
    code = merged.pages.first().code
    join(night, merged, survivor)

    night.phone("alice").replies(code)

    assert night.incident(survivor.number).taken_by == night.world.alice
    night.phone("alice").received("You have it")


def test_a_bare_key_asks_no_more_which_of_the_two(night: Night, two) -> None:
    join(night, *two)

    night.phone("alice").replies("1")

    assert night.incident(two[1].number).taken_by == night.world.alice


def test_a_higher_priority_is_a_new_fact(night: Night) -> None:
    night.rest_is_noise = True
    quiet, urgent = alert(night, "Disk is full", "d", severity="info"), alert(night, "Server down", "s")
    other = alert(night, "Mail queue grows", "m", severity="error")
    take(night, other, "bob")
    assert quiet.status == "queued"

    with pytest.raises(NotPossible, match="not as far"):
        join(night, urgent, quiet)
    join(night, urgent, other)

    other = night.incident(other.number)
    assert (other.priority, other.status, other.taken_by) == ("P1", "acknowledged", night.world.bob)
    assert other.decisions.order_by("-id").first().fact == "HP-1002 is part of it and P1"
    night.phone("bob").received("HP-1002 is the same and part of it")


def test_who_has_it_keeps_it_and_what_sleeps_never_swallows_what_is_awake(night: Night, two) -> None:
    merged, survivor = two
    take(night, merged)

    with pytest.raises(NotPossible, match="Merge HP-1002 into this one instead"):
        join(night, merged, survivor)
    join(night, survivor, merged)

    assert night.incident(merged.number).taken_by == night.world.alice


def test_a_person_who_asked_is_owed_an_answer_and_no_clear_ends_it(night: Night, two) -> None:
    switch = two[0]
    take(night, switch)
    asked = night.reported("Nobody can log in", "P1")
    assert night.incident(switch.number).responded_how == "taken"

    join(night, asked, switch, "alice")
    night.alert("Switch down", dedup_key="sw", event_action="resolve")

    switch = night.incident(switch.number)
    assert (switch.status, switch.responded_at, switch.contact_phone) == ("acknowledged", None, DANA)


def test_an_answer_to_dana_is_no_answer_to_erin(night: Night) -> None:
    night.rest_is_noise = True
    danas = night.reported("Nobody can log in")
    erins = night.reported("All screens are blank", contact_name="Erin Gold", contact_phone=ERIN)
    join(night, erins, danas)
    take(night, danas)

    respond.responded(
        incident_id=danas.pk,
        how="called",
        by=night.world.alice,
        actor=Actor.member(night.world.alice),
        now=night.clock.now,
    )

    erins = Incident.objects.get(pk=erins.pk)
    assert answered_at(erins) is None
    assert ended_at(erins) is None


def test_what_the_client_says_on_the_merged_page_reaches_who_has_it(night: Night) -> None:
    night.rest_is_noise = True
    danas = night.reported("Nobody can log in", "P2")
    erins = night.reported("All screens are blank", "P2", contact_name="Erin Gold", contact_phone=ERIN)
    join(night, erins, danas)
    take(night, danas)

    client_note(incident_id=erins.pk, text="Printer too", now=night.clock.now)
    solved_itself(incident_id=erins.pk, now=night.clock.now)
    got_worse(incident_id=erins.pk, now=night.clock.now)
    change_contact_phone(incident_id=erins.pk, phone="+12125550144", now=night.clock.now)
    night.do_due()

    night.phone("alice").received("the client writes: Printer too")
    danas, erins = night.incident(danas.number), night.incident(erins.number)
    assert (danas.status, danas.priority, danas.contact_phone) == ("acknowledged", "P1", DANA)
    assert (erins.status, erins.contact_phone) == ("resolved", "+12125550144")
    assert "HP-1002: The client says that it solved itself." in night.incident(
        danas.number
    ).timeline.values_list("text", flat=True)


def test_incidents_of_two_clients_are_never_made_one(night: Night, two) -> None:
    contoso = alert(night, "Switch down", "c", client="contoso-legal")

    with pytest.raises(NotPossible, match="Incidents of two clients are never made one"):
        join(night, two[0], contoso)


def test_a_machines_alert_of_nobody_knows_whom_finds_its_place(night: Night, two) -> None:
    unknown = alert(night, "10.0.0.1 does not answer", "u", client="who?")
    with pytest.raises(NotPossible, match="The client of HP-1003 is not known"):
        join(night, two[0], unknown)

    join(night, unknown, two[0])

    assert night.incident(unknown.number).merged_into == two[0]


def test_a_persons_report_of_an_unknown_client_is_not_guessed(night: Night, two) -> None:
    asked = night.reported("Help")
    Incident.objects.filter(pk=asked.pk).update(client=None)

    with pytest.raises(NotPossible, match="Say whose it is first"):
        join(night, asked, two[0])


def test_what_is_closed_or_itself_takes_nothing_in_and_what_is_merged_is_not_merged_twice(
    night: Night, two
) -> None:
    merged, survivor = two
    third = alert(night, "Firewall down", "fw")
    with pytest.raises(NotPossible, match="This is the same incident"):
        join(night, merged, merged)
    join(night, merged, survivor)

    with pytest.raises(TooLate, match="HP-1001 is part of HP-1002, which goes on"):
        join(night, merged, third)
    with pytest.raises(NotPossible, match="HP-1001 is closed"):
        join(night, third, merged)
    join(night, survivor, third)

    assert night.incident(merged.number).merged_into == third


def of_kind(night: Night, kind: str) -> Incident:
    """One of Northwind's that stands so; held: a stranger's request that asks for P1."""
    doubt = Doubt(WhyHeld.MACHINE, ["trap"])
    if kind == "held":
        return night.reported("Tills dead", "P1", kind="form", doubt=doubt)
    if kind == "may clear":
        return alert(night, "UPS on battery", "ups", **{"class": "ups"})
    found = alert(night, kind, kind, severity="info" if kind == "queued" else "error")
    if kind == "taken":
        take(night, found, "bob")
    return found


LET_IT_THROUGH = "is held and wakes nobody. Let it through first"


@pytest.mark.parametrize(
    ("merged", "survivor", "refused", "then"),
    [
        ("held", "called", "", ("P1", "triggered")),
        ("held", "taken", "", ("P1", "acknowledged")),
        ("held", "queued", "is not as far", ("P4", "queued")),
        ("held", "held", LET_IT_THROUGH, ("P3", "held")),
        ("called", "held", LET_IT_THROUGH, ("P3", "held")),
        ("queued", "held", LET_IT_THROUGH, ("P3", "held")),
        ("may clear", "held", LET_IT_THROUGH, ("P3", "held")),
    ],
)
def test_to_merge_what_is_held_is_to_vouch_for_it_and_nothing_real_waits_for_a_strangers_code(
    night: Night, merged: str, survivor: str, refused: str, then: tuple[str, str]
) -> None:
    """What was asked for goes on, not the quiet priority it was held with."""
    night.rest_is_noise = True
    one, other = of_kind(night, merged), of_kind(night, survivor)

    if refused:
        with pytest.raises(NotPossible, match=refused):
            join(night, one, other)
    else:
        join(night, one, other)

    one, other = night.incident(one.number), night.incident(other.number)
    assert (other.priority, other.status) == then
    assert one.merged_into == (None if refused else other)
    ended = set(HeldRequest.objects.values_list("ended_how", flat=True))
    assert ended == ({""} if refused else {"released"})
    assert refused or one.priority == "P1"


def test_nobody_is_proposed_to_have_worked_twice_at_once_on_what_was_found_to_be_the_same(
    night: Night, two
) -> None:
    """Alice has all three; each minute of hers is written down once, and each minute of Bob's beside it is his."""
    third, (first, second) = alert(night, "Firewall down", "fw"), two
    start = night.clock.now
    for incident, name in ((first, "alice"), (second, "bob"), (third, "alice")):
        take(night, incident, name)
        night.clock.forward(minutes=5)
    respond.reassign(
        incident_id=second.pk, to=night.world.alice, by=night.world.carol,
        actor=Actor.member(night.world.carol), now=night.clock.now,
    )  # fmt: skip
    take(night, second, "alice")
    night.clock.forward(minutes=15)

    join(night, first, second, "alice")
    night.clock.forward(minutes=10)
    join(night, third, second, "alice")
    night.clock.forward(minutes=10)
    respond.resolve(
        incident_id=second.pk, reason="", by=night.world.alice, actor=Actor.member(night.world.alice),
        now=night.clock.now, minutes=45,
    )  # fmt: skip

    spans = {"alice": [], "bob": []}
    for row in WorkEntry.objects.order_by("started_at"):
        name = "alice" if row.member == night.world.alice else "bob"
        spans[name].append(tuple(round((at - start) / MINUTE) for at in (row.started_at, row.ended_at)))
    assert spans["bob"] == [(5, 15)]
    assert all(end <= then for (_, end), (then, _) in pairwise(spans["alice"]))
    assert sum(end - begin for begin, end in spans["alice"]) == 50


def test_the_database_keeps_a_merged_one_closed(night: Night, two) -> None:
    join(night, *two)

    with pytest.raises(IntegrityError, match="merged_incident_is_closed"), transaction.atomic():
        Incident.objects.filter(pk=two[0].pk).update(status="held", due_at=night.clock.now, resolved_at=None)
