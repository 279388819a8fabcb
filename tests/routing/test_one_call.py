"""One phone, one call: pages that wait are read one after the other, most urgent first."""

from accounts.audit import Actor
from delivery.providers import forms
from routing.actions import respond
from routing.actions.keys import press, spoken_page
from routing.models import Page, Reply
from tests.night import Call, Night


def two_wait(
    night: Night, first: str = "error", second: str = "error", client: str = "contoso-legal", apart: int = 60
) -> Call:
    """Two texts on Alice's phone; then it rings for the first of them, and she answers."""
    night.rest_is_noise = True
    night.alert("Core switch down", severity=first)
    night.clock.forward(seconds=apart)
    night.alert("CL-DC01 offline", client=client, severity=second)
    while not [sent for sent in night.wire.sent if sent.kind == "call"]:
        night.clock.forward(seconds=10)
    return night.phone("alice").rang().picked_up()


def has(night: Night) -> dict[str, str]:
    return {
        str(row.client): str(row.taken_by)
        for row in night.world.organization.incidents.filter(status="acknowledged")
    }


def test_after_the_first_the_second_is_read_and_taken_in_the_same_call(night: Night) -> None:
    call = two_wait(night)
    assert "Core switch down" in call.said

    said = call.presses("1")
    assert "You have it." in said
    assert "Another page. Press 1 to take it, 2 to pass it on" in said
    assert "CL-DC01 offline" in said

    said = call.presses("1")
    assert "<Gather" not in said
    assert has(night) == {"Northwind Dental": "Alice", "Contoso Legal": "Alice"}


def test_the_most_urgent_is_read_first_whichever_rang(night: Night) -> None:
    call = two_wait(night, second="critical", client="northwind-dental", apart=100)
    assert call.attempt.message.pages.get().incident.summary == "Core switch down"

    assert "Priority one. Northwind Dental. CL-DC01 offline." in call.said
    said = call.presses("2")

    assert "Passed on." in said
    assert "Core switch down" in said


def test_when_somebody_has_what_rang_what_waits_is_read(night: Night) -> None:
    night.rest_is_noise = True
    night.alert("Core switch down", severity="error")
    night.alert("CL-DC01 offline", client="contoso-legal", severity="error")
    night.clock.forward(minutes=2)
    call = night.phone("alice").rang()
    by = night.world.bob
    own = call.attempt.message.pages.get().incident
    respond.acknowledge(incident_id=own.pk, by=by, actor=Actor.member(by), now=night.clock.now)

    said = spoken_page(attempt=call.attempt, answered_by="", now=night.clock.now)

    [other] = {"Core switch down", "CL-DC01 offline"} - {
        own.summary
    }  # both were due at once: either may ring
    assert other in said
    assert own.summary not in said


def test_after_a_p1_what_goes_to_the_next_person_is_not_read(night: Night) -> None:
    call = two_wait(night, first="critical", second="critical")

    said = call.presses("1")

    assert "<Gather" not in said
    assert Page.objects.filter(member=night.world.bob, incident=night.incident()).exists()


def test_what_was_refused_in_this_call_is_not_read_again(night: Night) -> None:
    call = two_wait(night)
    call.presses("2")

    said = call.presses("2")

    assert "<Gather" not in said
    assert Reply.objects.filter(effect="passed_on").count() == 2


def test_a_key_for_somebody_elses_page_does_nothing(night: Night) -> None:
    call = two_wait(night)
    night.clock.forward(minutes=8)
    bobs = Page.objects.filter(member=night.world.bob).latest("pk")
    before = Reply.objects.count()

    said = press(
        attempt=call.attempt,
        turn=1,
        pressed=forms.parse_keys({"CallSid": call.sent.sid, "Digits": "1"}),
        now=night.clock.now,
        page_id=bobs.pk,
    )

    assert "<Gather" not in said
    assert (has(night), Reply.objects.count()) == ({}, before)
