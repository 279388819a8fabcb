"""One of ours writes to the client: it leaves by text and mail, counts as our answer, and stops nothing."""

from uuid import UUID, uuid4

import pytest
from django.core import mail

from accounts.audit import Actor
from accounts.refusal import Refused
from delivery.models import Message, PhoneNumber
from routing.actions.update_client import send_update
from routing.client_ways import Way, ways_to_client
from routing.models import ClientMessage, Incident
from routing.update_words import Sender, as_text, length
from tests.night import Night
from tests.world import DANA

HERE = Sender("Harbor Pine", "HP-1001", "+12125550199", "https://bell.example/t/HP-1001/x/")


def down(night: Night) -> Incident:
    incident = night.reported("Core switch down", contact_email="dana@northwind.example")
    night.phone("alice").received("Core switch down")
    return incident


def write(night: Night, incident: Incident, text: str, *keys: str, sending: UUID | None = None) -> Incident:
    ways = [way for way in ways_to_client(incident) if way.key in keys]
    done = send_update(
        incident_id=incident.pk, text=text, ways=ways, sending=sending or uuid4(), by=night.world.bob,
        actor=Actor.member(night.world.bob), now=night.clock.now,
    )  # fmt: skip
    night.do_due()
    return done


def test_it_goes_by_text_and_mail_and_is_our_answer_while_paging_goes_on(night: Night) -> None:
    incident = down(night)
    night.clock.forward(minutes=1)
    night.phone("alice").rang()

    write(night, incident, "We are on our way.", f"sms:{DANA}", "email:dana@northwind.example")

    text = night.phone("dana").received(
        "Harbor Pine, HP-1001: We are on our way. Questions? Ring +12125550199."
    )
    assert len(text) < 160
    assert "https://bell.example/t/HP-1001/" in mail.outbox[-1].body
    incident = night.incident()
    assert (incident.status, incident.responded_how, incident.responded_by) == (
        "triggered",
        "wrote",
        night.world.bob,
    )
    assert incident.pages.filter(ended_at=None).exists()
    update = incident.timeline.get(kind="update")
    assert (update.text, update.member, update.shown_to_client) == (
        "We are on our way.",
        night.world.bob,
        True,
    )


def test_a_button_pushed_twice_is_one_update(night: Night) -> None:
    incident, sending = down(night), uuid4()

    for _ in range(2):
        write(night, incident, "We are on our way.", f"sms:{DANA}", sending=sending)

    night.phone("dana").received("on our way")
    assert night.phone("dana").is_quiet
    assert incident.timeline.filter(kind="update").count() == 1


def test_whoever_wrote_reads_that_it_did_not_arrive(night: Night) -> None:
    incident = down(night)
    night.phone("dana").takes_no_texts()

    write(night, incident, "We are on our way.", f"sms:{DANA}")

    night.phone("dana").received("on our way")
    assert any(line.startswith(f"The update to {DANA} did not arrive") for line in night.timeline())


def test_what_is_too_long_for_texts_may_go_by_mail(night: Night) -> None:
    incident = down(night)

    with pytest.raises(Refused, match="messages long; at most 3 go out"):
        write(night, incident, "word " * 120, f"sms:{DANA}")
    write(night, incident, "word " * 120, "email:dana@northwind.example")

    assert "word word" in mail.outbox[-1].body
    assert not Message.objects.filter(address=DANA).exists()


@pytest.mark.parametrize("text", ["", "  ", "\x00\u200b"])
def test_there_must_be_something_to_say(night: Night, text: str) -> None:
    incident = down(night)

    with pytest.raises(Refused, match="Write what the client should know"):
        write(night, incident, text, f"sms:{DANA}")


def test_a_text_never_comes_from_the_number_of_pages(night: Night) -> None:
    incident = down(night)
    PhoneNumber.objects.filter(purpose="client").update(archived_at=night.clock.now)

    with pytest.raises(Refused, match="no number to text clients from"):
        write(night, incident, "We are on our way.", f"sms:{DANA}")

    assert not ClientMessage.objects.exists()


def test_whoever_asked_comes_first_and_each_address_once(night: Night) -> None:
    incident = down(night)
    night.world.northwind.contacts.create(
        organization=night.world.organization,
        name="Erin Gold",
        phone="+12125550143",
        email="erin@northwind.example",
    )

    assert [(way.key, way.asked) for way in ways_to_client(incident)] == [
        (f"sms:{DANA}", True), ("email:dana@northwind.example", True), ("sms:+12125550143", False),
        ("email:erin@northwind.example", False),
    ]  # fmt: skip


@pytest.mark.parametrize("phone", ["ext. 12", "+12125550142 x204", "911", "+1' OR 1"])
def test_what_is_no_number_is_never_texted(night: Night, phone: str) -> None:
    night.rest_is_noise = True
    incident = night.reported(contact_phone=phone)

    assert [way.address for way in ways_to_client(incident) if way.asked] == []


def test_what_is_counted_is_what_is_sent() -> None:
    words = "Wir kommen — “gleich” ✓"

    assert length(HERE, words).segments == 2
    assert length(HERE, words).characters == len(as_text(HERE, words))
    assert as_text(HERE, "a\nb") == "Harbor Pine, HP-1001: a b. Questions? Ring +12125550199."


def test_a_way_is_called_by_its_channel_and_address() -> None:
    assert Way("sms", DANA, "Dana").key == f"sms:{DANA}"  # type: ignore[arg-type]
