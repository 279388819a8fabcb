"""The desk by day: what waits for it, one mail per opening, and what it does not take in time."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.audit import Actor
from routing.actions import respond
from routing.actions.client_acts import got_worse
from routing.models import Incident
from sla.models import CalendarException, Desk
from tests.night import Night

ACTOR = Actor.system()
DESK = "desk@harbor-pine.example"


def at(text: str) -> datetime:
    """A wall time of March 2026 in New York: 3rd 10:00."""
    day, clock = text.split()
    offset = "-05:00" if int(day[:-2]) < 8 else "-04:00"
    return datetime.fromisoformat(f"2026-03-{int(day[:-2]):02d}T{clock}:00{offset}")


def moved_to(night: Night, text: str) -> Night:
    night.clock.to(at(text))
    return night


def body() -> str:
    return str(mail.outbox[-1].body)


def test_by_night_what_can_wait_waits_for_the_opening(night: Night) -> None:
    night.alert(severity="warning")

    incident = night.incident()
    assert (incident.status, incident.due_at, incident.due_reason) == (
        "queued",
        at("3rd 08:00"),
        "The desk opens.",
    )
    assert not night.mails(DESK)


def test_one_mail_per_opening_tells_of_all_the_most_urgent_first(night: Night) -> None:
    night.alert("Fan loud", severity="info")
    night.alert("Disk at 91%", severity="warning", client="contoso-legal")
    night.reported("Printer jams", "P3")

    night.clock.to(at("3rd 08:00"))

    assert night.mails(DESK) == ["3 incidents wait for the desk, Tue 03 Mar 08:00 EST"]
    assert [body().index(words) for words in ("Disk at 91%", "Printer jams", "Fan loud")] == sorted(
        body().index(words) for words in ("Disk at 91%", "Printer jams", "Fan loud")
    )
    assert "Contact: Dana Reyes +12125550142" in body()
    assert f"https://bell.example/incidents/{night.incident().number}/" in body()
    assert set(Incident.objects.values_list("status", flat=True)) == {"at_desk"}
    assert night.phone("alice").is_quiet


def test_more_than_fit_in_one_look_all_come_to_the_desk_and_none_is_untold(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        night.alert(f"Disk {number} full", severity="warning")

    night.clock.to(at("3rd 08:00"))
    night.alert("Disk 7 full", severity="warning")

    told = "".join(str(message.body) for message in mail.outbox)
    assert all(told.count(f"Disk {number} full") == 1 for number in range(6))
    assert len(night.mails(DESK)) == 2  # the opening's, and one for what came while the desk was open


def test_by_day_the_desk_is_told_at_once_of_each(night: Night) -> None:
    moved_to(night, "3rd 10:00")

    night.reported("Printer jams", "P3")

    assert night.mails(DESK) == ["HP-1001 P3 Northwind Dental: Printer jams"]
    assert night.incident().status == "at_desk"


def test_a_p1_not_taken_at_the_desk_in_its_time_is_decided_again_and_paged(night: Night) -> None:
    moved_to(night, "3rd 10:00")
    night.reported("Nobody can log in", "P1", client="contoso")
    assert night.incident().status == "at_desk"
    assert night.incident().due_at == at("3rd 10:10")

    night.clock.forward(minutes=10)

    night.phone("alice").received("Contoso Legal: Nobody can log in")
    decisions = list(night.incident().decisions.order_by("id").values_list("fact", "outcome"))
    assert decisions == [("received", "queue"), ("nobody took it at the desk", "page")]


def test_a_p2_has_twenty_minutes_there(night: Night) -> None:
    moved_to(night, "3rd 10:00")
    night.reported("Scanner down", "P2", client="contoso")

    night.clock.forward(minutes=19, seconds=59)
    assert night.phone("alice").is_quiet

    night.clock.forward(seconds=1)
    night.phone("alice").received("Scanner down")


def test_taken_at_the_desk_by_day_nobody_is_paged_and_no_mail_is_sent(night: Night) -> None:
    moved_to(night, "3rd 10:00")
    night.reported("Nobody can log in", "P1", client="contoso")

    respond.acknowledge(
        incident_id=night.incident().pk, by=night.world.dave, actor=ACTOR, now=night.clock.now
    )
    night.clock.forward(minutes=14)

    assert night.mails(DESK) == ["HP-1001 P1 Contoso Legal: Nobody can log in"]
    assert night.phone("alice").is_quiet


def test_untaken_when_the_desk_closes_a_p2_is_paged(night: Night) -> None:
    moved_to(night, "3rd 16:50")
    night.reported("Scanner down", "P2", client="contoso")
    assert night.incident().due_at == at("3rd 17:00")

    night.clock.forward(minutes=10)

    night.phone("alice").received("Scanner down")


def test_untaken_when_the_desk_closes_a_p3_waits_for_the_next_opening_and_is_told_there_again(
    night: Night,
) -> None:
    moved_to(night, "3rd 16:00")
    night.reported("Printer jams", "P3")

    night.clock.forward(hours=1)
    assert (night.incident().status, night.incident().due_at) == ("queued", at("4th 08:00"))

    night.clock.to(at("4th 08:00"))
    assert len(night.mails(DESK)) == 2
    assert night.phone("alice").is_quiet


@pytest.mark.parametrize(("how", "said"), [("taken", "taken by Dave"), ("closed", "closed by Dave")])
def test_what_happens_to_a_desk_incident_at_night_is_told_to_the_desk(
    night: Night, how: str, said: str
) -> None:
    night.alert("Fan loud", severity="info")
    dave, pk = night.world.dave, night.incident().pk
    if how == "taken":
        respond.acknowledge(incident_id=pk, by=dave, actor=Actor.member(dave), now=night.clock.now)
    else:
        respond.resolve(
            incident_id=pk, reason="Oiled", by=dave, actor=Actor.member(dave), now=night.clock.now
        )
    night.do_due()

    assert night.mails(DESK) == [f"HP-1001 {said}"]
    assert "Fan loud" in body()


def test_a_weekend_is_waited_out_with_its_change_of_clocks(night: Night) -> None:
    moved_to(night, "7th 10:00")

    night.alert("Fan loud", severity="info")

    assert night.incident().due_at == at("9th 08:00")


def test_a_holiday_of_the_desk_is_waited_out(night: Night) -> None:
    CalendarException.objects.create(
        calendar=Desk.objects.get(organization=night.world.organization).calendar, kind="closing",
        on=at("3rd 08:00").date(), name="Moving house",
    )  # fmt: skip

    night.alert("Fan loud", severity="info")

    assert night.incident().due_at == at("4th 08:00")


def test_an_opening_that_was_missed_is_made_up_for_late_as_that_openings_mail(night: Night) -> None:
    """The engine stood still from 07:00 to 08:20."""
    night.alert("Fan loud", severity="info")
    night.alert("Disk full", severity="warning")
    night.clock.now = at("3rd 08:20")

    night.do_due()

    assert night.mails(DESK) == ["2 incidents wait for the desk, Tue 03 Mar 08:00 EST"]
    night.clock.forward(minutes=5)
    assert len(night.mails(DESK)) == 1


def test_gold_pages_by_day_when_the_desk_is_closed_in_the_clients_hours(night: Night) -> None:
    CalendarException.objects.create(
        calendar=Desk.objects.get(organization=night.world.organization).calendar, kind="closing",
        on=at("3rd 08:00").date(), name="Moving house",
    )  # fmt: skip
    moved_to(night, "3rd 10:00")

    night.reported("Nobody can log in", "P1", client="contoso")

    night.phone("alice").received("Nobody can log in")


def test_a_client_that_says_it_got_worse_is_paged_from_the_desk(night: Night) -> None:
    night.reported("Slow", "P3")
    assert night.incident().status == "queued"

    got_worse(incident_id=night.incident().pk, now=night.clock.now + timedelta(seconds=1))
    night.clock.forward(seconds=1)

    night.phone("alice").received("P2: Northwind Dental: Slow")
