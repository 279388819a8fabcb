"""Whoever does not know their company's own address asks by the shared one: kept at once, and it wakes nobody before a code."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEvent
from delivery.models import Message
from hours import clock
from routing.actions.advance import advance
from routing.models import HeldRequest, Incident
from tests.web.conftest import Browser, Seen
from tests.web.dana import Dana, without_cookies
from tests.world import World

pytestmark = pytest.mark.django_db
SHARED = "o/harbor-pine"
STRANGER = "212 555 0777"


@pytest.fixture(autouse=True)
def _own_counts(settings: object, request: pytest.FixtureRequest) -> None:
    """Nobody has sent anything yet."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}  # type: ignore[attr-defined]


class Lena(Dana):
    """She is with one of the clients, and knows only the organization's address."""

    def __init__(self) -> None:
        super().__init__(SHARED)
        self.waits(seconds=20)

    def asks(self, company: str = "Northwind Dental", **fields: str) -> Seen:
        return self.sends(company=company, **fields)

    def proves(self) -> Seen:
        """Her number gets a code, and she enters it."""
        without_cookies().post(self.link, {"way": "sms"})
        sent = Message.objects.filter(purpose="verification").latest("created_at")
        answer = without_cookies().post(self.link, {"code": re.findall(r"\d{6}", sent.body)[0]})
        return Seen(without_cookies().get(answer["Location"]))


def pages() -> int:
    return Message.objects.filter(purpose="page").count()


def test_nobody_is_woken_before_the_code_and_then_it_is_decided_for_whoever_has_that_number(
    night: World,
) -> None:
    lena = Lena()
    assert (
        "We send you a code. Once you enter it we call a technician, who will phone you within" in lena.page
    )
    assert "Send me the link" not in lena.page, "nobody texts whoever a stranger names"
    assert lena.sends(company="").status == 422
    asked = lena.asks("nobody of that name")
    before = lena.incident()
    held = HeldRequest.objects.get()

    proved = lena.proves()

    assert "Nobody is called yet, because we do not know who you are." in asked
    assert (before.status, before.client, held.priority, held.claim) == (
        "held",
        None,
        "P1",
        "nobody of that name",
    )
    after = lena.incident()
    assert (after.status, after.priority) == ("triggered", "P1")
    assert (str(after.client), after.contact.name) == ("Northwind Dental", "Dana Reyes")  # type: ignore[union-attr]
    assert [each.fact for each in after.decisions.order_by("id")] == ["received", "a person sent it"]
    assert "We are calling the technician on duty." in proved


def test_a_name_proves_nothing_and_every_name_gets_the_same_answer(night: World) -> None:
    answers, said = [], ["northwind-dental", "fabrikam", "no such code", "Northwind Dental"]
    for company in said:
        lena = Lena()
        seen = lena.asks(company, summary=f"Tills dead {len(answers)}", phone=STRANGER)
        token = lena.link.split("/")[3]
        answers.append((seen.status, seen.html.replace(token, "").replace(lena.incident().reference, "")))

    proved = lena.proves()

    assert len({re.sub(r"\d{2}:\d{2}(:\d{2}Z)?", "", html) for _status, html in answers}) == 1
    assert {status for status, _html in answers} == {200}
    assert (lena.incident().status, lena.incident().client) == ("triggered", None), "doubt pages"
    assert "your plan covers" not in proved.words


def test_ours_say_whose_it_is_and_it_goes_on_with_what_was_asked_for(night: World, bob: Browser) -> None:
    lena = Lena()
    lena.asks("northwind-dental", phone=STRANGER)
    number = lena.incident().number
    assert "They say they are with: northwind-dental" in bob.opens("/incidents/held/")
    assert "nobody knows yet who sent it" in bob.opens("/incidents/held/")
    assert '<option value="northwind-dental" selected>' in bob.opens(f"/incidents/{number}/facts/").html

    bob.sends(f"/incidents/{number}/facts/", priority="P3", client="northwind-dental")

    incident = lena.incident()
    assert (incident.status, incident.priority, str(incident.client)) == (
        "triggered",
        "P1",
        "Northwind Dental",
    )
    assert HeldRequest.objects.get().ended_how == "released"


def test_the_incidents_page_and_programs_say_that_it_is_held_and_let_it_through(
    night: World, bob: Browser
) -> None:
    lena = Lena()
    lena.asks("Wingtip", phone=STRANGER)
    here = f"/api/v1/incidents/{lena.incident().number}/"
    program = Client(headers={"authorization": f"Bearer {night.token('write')}"})

    seen, told = bob.opens(f"/incidents/{lena.incident().number}/"), program.get(here).json()["held"]
    said = {"member": "bob@harbor-pine.example"}
    done, late = (
        program.post(f"{here}let-through/", said, content_type="application/json") for _time in range(2)
    )

    assert "held until its code. P1 was asked for; nobody is called. They say they are with: Wingtip." in seen
    assert (told["why"], told["claim"], told["priority"], told["ended_how"]) == (
        "unidentified", "Wingtip", "P1", None,
    )  # fmt: skip
    assert (done.json()["status"], done.json()["held"]["ended_how"], late.status_code) == (
        "triggered", "released", 409,
    )  # fmt: skip


def test_without_a_code_nobody_is_woken_at_night_nor_at_the_desk_nor_by_what_its_sender_says_then(
    night: World,
) -> None:
    lena = Lena()
    lena.asks(summary="Ransom note on every screen", phone=STRANGER)
    alarmed = [one.subject for one in mail.outbox if one.to == ["alice@harbor-pine.example"]]
    status = lena.link.removesuffix("proof/")
    for _look in range(3):
        incident = lena.incident()
        assert incident.due_at
        clock.move((incident.due_at - clock.now()).total_seconds())
        advance(incident_id=incident.pk, now=clock.now())
        without_cookies().post(f"{status}worse/", {"text": "now the tills"})

    assert "alarming words of somebody unknown" in Message.objects.get(purpose="notice").subject
    assert alarmed == [] or "alarming" in alarmed[0]
    assert lena.incident().status in ("at_desk", "queued")
    assert lena.incident().priority == "P3"
    assert "The client says that it got worse." in lena.incident().timeline.values_list("text", flat=True)
    assert pages() == 0
    assert not Message.objects.filter(channel="sms").exists()


def test_the_short_address_tells_of_nobody_where_there_are_several_organizations(night: World) -> None:
    short, wrong = (Seen(without_cookies().get(path)) for path in ("/r/", "/r/o/nobody/"))

    assert (short.status, wrong.status, short.html == wrong.html) == (404, 404, True)


def test_a_shared_form_that_is_closed_takes_nothing_and_says_whom_to_ring(
    night: World, carol: Browser, bob: Browser
) -> None:
    """What is open in a browser is not taken either; what came before goes on, and so does each client's own form."""
    before, late = Lena(), Lena()
    before.asks()
    program = Client(headers={"authorization": f"Bearer {night.token('write')}"})
    told = program.get("/api/v1/organization/").json()
    change = {"edition": told["edition"], "shared_form_is_open": False}

    closed = program.patch("/api/v1/organization/", change, content_type="application/json").json()
    sent = late.asks(summary="Nobody can print")
    seen = Seen(without_cookies().get(late.path))

    assert (told["shared_form_is_open"], closed["shared_form_is_open"]) == (True, False)
    assert (sent.status, seen.status, Incident.objects.count()) == (404, 404, 1)
    assert "What you typed was not sent. Nobody has seen it." in sent
    assert "This form is closed" in seen
    assert "Ring Harbor Pine" in seen
    assert "We are calling the technician on duty." in before.proves()
    assert Dana().page.status == 200
    line = AuditEvent.objects.filter(object_kind="organization").latest("pk")
    assert (line.before, line.after) == ({"shared_form_is_open": True}, {"shared_form_is_open": False})
    assert "It is closed: whoever opens it reads so" in bob.opens("/clients/")
    assert "The shared form takes requests" in carol.opens("/organization/")
