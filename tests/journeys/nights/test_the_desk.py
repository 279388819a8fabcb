"""What can wait does wait: for the desk, in words that say until when, told in one mail."""

from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night, Source, text_of

DESK = "desk@harbor-pine.example"


def test_what_can_wait_is_told_in_one_mail_when_the_desk_opens(
    alert: Source, phone: Phones, clock: Clock, night: Night
) -> None:
    disk = alert("Disk 85 % full on NW-FS01", severity="warning")
    toner = alert("Toner low at Contoso", severity="info", client="contoso-legal")
    assert disk.becomes("queued").row()["due_at"] == "2026-03-03T13:00:00Z"
    toner.becomes("queued")
    assert night.mail.to(DESK) == []

    clock.at(minutes=5 * 60 + 46)  # 08:00 in New York

    disk.becomes("at_desk")
    toner.becomes("at_desk")
    mail = night.mail.received(DESK, "Disk 85 % full on NW-FS01")
    assert "Toner low at Contoso" in text_of(mail)
    night.quiet()
    assert len(night.mail.to(DESK)) == 1


def test_a_desk_incident_taken_at_night_is_told_by_mail(alert: Source, phone: Phones, night: Night) -> None:
    disk = alert("Disk 85 % full on NW-FS01", severity="warning").becomes("queued")

    answer = night.api.post(f"incidents/{disk.number}/acknowledge/", member="dave@harbor-pine.example")

    assert answer.status == 200
    night.mail.received(DESK, "Disk 85 % full on NW-FS01", "taken by Dave")


def test_what_the_plan_does_not_cover_is_one_text_to_the_owner(phone: Phones, night: Night) -> None:
    report = {
        "client": "fabrikam", "summary": "Nobody can log in", "priority": "P1", "service_line": "help_desk",
        "contact_name": "Fay", "contact_phone": "+12125550166", "member": "carol@harbor-pine.example",
    }  # fmt: skip

    answer = night.api.post("incidents/", **report)

    assert answer.status == 201, answer.text
    number = answer.json()["number"]
    text = phone("alice").received("Fabrikam", "NOT COVERED now, nobody is paged")
    code = text.partition("Reply ")[2].partition(" ")[0]
    assert night.api.get(f"incidents/{number}/")["status"] == "queued"
    phone("alice").replies(code)
    phone("alice").received("You have it: Fabrikam")
    assert night.api.get(f"incidents/{number}/")["acknowledged_by"] == "alice@harbor-pine.example"
