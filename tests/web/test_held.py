"""What looks like a machine's wakes nobody, is never lost, and goes on as soon as somebody vouches for it."""

import re

import pytest

from accounts.audit import Actor
from delivery.actions.verify import start_verification
from delivery.models import Channel, Message, Verification
from hours import clock
from routing.actions.advance import advance
from routing.actions.reclassify import know_better
from routing.models import HeldRequest, Incident
from sla.models import Site
from tests.web.conftest import Browser, Seen
from tests.web.dana import Dana, without_cookies
from tests.world import World
from web.client_guard import CODES, count

pytestmark = pytest.mark.django_db
MACHINES = {"website": "https://spam.example"}  # within a moment: the hidden field, too


@pytest.fixture
def held(night: World) -> Dana:
    """Dana's request looks like a machine's."""
    dana = Dana()
    dana.sends(**MACHINES)
    return dana


def posts(dana: Dana, **data: str) -> Seen:
    return Seen(without_cookies().post(dana.link, data))


def due(incident: Incident) -> Incident:
    """The time of its hold is over."""
    assert incident.due_at
    clock.move((incident.due_at - clock.now()).total_seconds())
    advance(incident_id=incident.pk, now=clock.now())
    incident.refresh_from_db()
    return incident


def test_a_code_that_comes_back_calls_the_technician(held: Dana) -> None:
    assert held.link.endswith("/proof/")
    assert "looks as if a machine had sent it" in Seen(without_cookies().get(held.link))
    assert posts(held, code="123456").status == 409, "none was sent"
    assert posts(held, way="pigeon").status == 422
    assert posts(held, way="sms").status == 303
    sent = Message.objects.get(purpose="verification")
    code = re.findall(r"\d{6}", sent.body)[0]

    wrong = posts(held, code="0" + code)
    right = posts(held, code=code)

    assert (wrong.status, sent.address) == (422, "+12125550142")
    assert right.response["Location"].rstrip("/") == held.link.removesuffix("proof/").rstrip("/")
    assert (held.incident().status, held.incident().priority) == ("triggered", "P1")
    assert "We are calling the technician on duty." in Seen(without_cookies().get(right.response["Location"]))
    assert HeldRequest.objects.get().ended_how == "proved"


def test_nobody_promises_a_call_before_it_is_let_through(held: Dana) -> None:
    clock.move(3600)

    seen = Seen(without_cookies().get(held.link.removesuffix("proof/")))

    assert "Nobody is called yet" in seen
    assert "We promised a call" not in seen
    assert "Enter a code" in seen


def test_without_a_code_the_desk_has_it_when_it_opens_and_nobody_is_woken(held: Dana) -> None:
    incident = due(held.incident())
    advance(incident_id=incident.pk, now=clock.now())
    incident.refresh_from_db()

    assert (incident.status, incident.priority) == ("at_desk", "P3")
    assert not Message.objects.filter(purpose="page").exists()
    assert HeldRequest.objects.get().ended_how == "left"
    assert Message.objects.filter(subject="Harbor Pine: requests are held").count() == 1


def test_what_is_only_doubted_goes_on_after_five_minutes(night: World) -> None:
    dana = Dana()
    dana.waits(seconds=20)
    seen = dana.sends(summary="http://a http://b", details="http://c " * 5)
    before = dana.incident().status, Message.objects.filter(purpose="page").count()

    incident = due(dana.incident())

    assert before == ("held", 0)
    assert "Without it we go on" in seen
    assert (incident.status, incident.priority) == ("triggered", "P1")
    assert incident.decisions.latest("id").response_due_at > incident.received_at


def test_its_sender_can_ask_for_more_and_it_is_held_still(held: Dana) -> None:
    link = held.link.removesuffix("proof/")
    without_cookies().post(f"{link}worse/", {"text": "the tills too"})

    assert held.incident().status == "held"
    assert not Message.objects.filter(purpose="page").exists()


def test_ours_see_it_on_the_board_and_let_it_through(
    held: Dana, bob: Browser, vera: Browser, mallory: Browser
) -> None:
    number = held.incident().number
    assert "1 request is held" in bob.opens("/")
    listed = bob.opens("/incidents/held/")
    assert "P1, everyone stopped" in listed
    assert "it was sent within 3 seconds, it filled the hidden field" in listed.words
    assert "This lets it through: P1 was asked for" in bob.opens(f"/incidents/{number}/merge/")
    assert [who.sends(f"/incidents/{number}/let-through/").status for who in (vera, mallory)] == [403, 404]

    let = bob.sends(f"/incidents/{number}/let-through/")

    assert f"{held.incident().reference} is let through. P1: Calling people." in let
    assert (held.incident().status, held.incident().priority) == ("triggered", "P1")
    assert "is not held any more" in bob.sends(f"/incidents/{number}/spam/")


def test_spam_is_closed_cannot_be_raised_and_can_be_taken_back(held: Dana, bob: Browser) -> None:
    number, link = held.incident().number, held.link.removesuffix("proof/")

    bob.sends(f"/incidents/{number}/spam/")
    without_cookies().post(f"{link}worse/", {"text": "now"})

    assert (held.incident().status, held.incident().resolve_reason) == ("resolved", "It was spam.")
    assert "Spam: Bob" in bob.opens("/incidents/held/").words
    bob.sends(f"/incidents/{number}/let-through/")
    assert (held.incident().status, HeldRequest.objects.get().ended_how) == ("triggered", "released")


def test_a_number_of_a_country_nobody_enabled_is_not_rung(night: World) -> None:
    dana = Dana()
    seen = dana.sends(**MACHINES, phone="+1 876 555 0142", email="dana@northwind.example")

    assert "Mail a code to d...@northwind.example" in seen
    assert "Text a code" not in seen
    assert posts(dana, way="sms").status == 409


def test_closed_by_its_sender_and_worse_again_it_is_held_again(held: Dana) -> None:
    link = held.link.removesuffix("proof/")

    without_cookies().post(f"{link}solved/")
    without_cookies().post(f"{link}worse/", {"text": "now"})

    assert (held.incident().status, held.incident().priority) == ("held", "P3")
    assert "Enter a code" in Seen(without_cookies().get(link))
    assert (due(held.incident()).status, HeldRequest.objects.get().ended_how) == ("queued", "left")


@pytest.mark.parametrize(("said", "goes_on_as"), [("site", "P1"), ("P2", "P2"), ("P4", "P4")])
def test_what_ours_know_better_of_a_doubted_one_vouches_for_it(
    night: World, said: str, goes_on_as: str
) -> None:
    dana = Dana()
    dana.waits(seconds=20)
    dana.sends(summary="http://a http://b", details="http://c " * 5)
    site = Site.objects.create(organization=night.organization, client=night.northwind, name="Main")

    known = know_better(
        incident_id=dana.incident().pk, priority=None if said == "site" else said, client=None,
        site=site if said == "site" else None, by=night.bob, actor=Actor.system(), now=clock.now(),
    )  # fmt: skip

    assert (known.priority, HeldRequest.objects.get().ended_how) == (goes_on_as, "released")
    assert known.status == ("queued" if said == "P4" else "triggered")


def test_strangers_use_up_neither_a_numbers_codes_nor_those_of_everybody(held: Dana, night: World) -> None:
    sent = [posts(held, way="sms").status for _ in range(4)]
    ours = start_verification(
        organization=night.organization, channel=Channel.SMS, address="+12125550142", now=clock.now(),
        purpose=Verification.Purpose.CONSENT,
    )  # fmt: skip
    for _ in range(CODES.most):
        count("codes:8.8.8.0/24", CODES, clock.now())
    from_there = Seen(without_cookies().post(held.link, {"way": "sms"}, REMOTE_ADDR="8.8.8.8"))

    assert sent == [303, 303, 303, 409]
    assert ours.pk
    assert from_there.status == 429
