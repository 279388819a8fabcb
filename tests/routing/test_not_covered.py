"""What the plan does not cover now: to the desk, one word to the owner, and nobody else is woken."""

import pytest
from django.core import mail

from delivery.models import ContactMethod
from routing.actions.client_acts import got_worse
from routing.models import Incident, Page
from tests.night import Night
from tests.world import PHONES

ALICE_MAIL = "alice@harbor-pine.example"


def test_a_p1_that_would_cost_extra_goes_to_the_desk_with_one_text_to_the_owner(night: Night) -> None:
    night.reported("Server on fire", "P1", client="fabrikam")

    incident = night.incident()
    assert (incident.status, incident.decisions.get().outcome) == ("queued", "consent")
    assert not incident.decisions.get().covered
    night.phone("alice").received(
        "Harbor Pine P1: Fabrikam: Server on fire. NOT COVERED now, nobody is paged.",
        "The desk looks at it 08:00 EST.", "to take it unbilled.",
    )  # fmt: skip
    night.clock.forward(hours=5)
    assert not Page.objects.exists()


def test_a_client_who_says_that_it_got_worse_is_not_said_to_have_woken_the_owner_again(night: Night) -> None:
    night.reported("Server on fire", "P1", client="fabrikam")
    night.phone("alice").received("NOT COVERED")

    got_worse(incident_id=night.incident().pk, now=night.clock.now)
    night.do_due()

    told = [line for line in night.timeline() if line.startswith("Alice is told")]
    assert told == ["Alice is told by text: not covered now, nobody is paged."]
    assert [
        line
        for line in night.timeline()
        if line.startswith("Decided again (now worse): not covered at this hour.")
    ]


def test_the_owner_takes_it_by_its_code(night: Night) -> None:
    night.reported("Server on fire", "P1", client="fabrikam")
    code = night.phone("alice").received("NOT COVERED").split("Reply ")[1].split(" ")[0]

    night.phone("alice").replies("1")
    night.phone("alice").received("no page is open")
    night.phone("alice").replies(code)

    night.phone("alice").received("You have it: Fabrikam")
    assert night.incident().taken_by == night.world.alice
    assert night.mails("desk@harbor-pine.example") == ["HP-1001 taken by Alice"]


def test_an_owner_who_takes_no_texts_gets_a_mail(night: Night) -> None:
    ContactMethod.objects.filter(address=PHONES["alice"]).update(can_text=False)

    night.reported("Server on fire", "P1", client="fabrikam")

    assert night.mails(ALICE_MAIL) == ["HP-1001 Fabrikam: P1, not covered now, nobody is paged"]
    assert "Server on fire" in str(mail.outbox[-1].body)


@pytest.mark.parametrize("priority", ["P2", "P3", "P4"])
def test_less_than_a_p1_wakes_nobody_at_all(night: Night, priority: str) -> None:
    night.reported("Scanner down", priority, client="fabrikam")

    assert night.incident().status == "queued"
    assert not night.mails(ALICE_MAIL)


def test_machines_never_consent(night: Night) -> None:
    night.alert("CRM down", client="contoso-legal", service_line="help_desk")

    assert night.incident().decisions.get().outcome == "consent"
    assert night.incident().status == "queued"
    night.phone("alice").received("NOT COVERED now, nobody is paged.")


def test_without_a_live_agreement_it_goes_to_the_desk_with_one_mail_to_the_owner(night: Night) -> None:
    night.world.northwind.agreements.update(suspended_at=night.clock.now)

    night.reported("Nobody can log in", "P1")

    assert night.incident().status == "queued"
    assert night.mails(ALICE_MAIL) == ["HP-1001 Northwind Dental: no live agreement"]
    night.clock.forward(hours=1)
    assert len(night.mails(ALICE_MAIL)) == 1


def test_security_pages_all_the_same_and_the_text_says_that_it_is_not_covered(night: Night) -> None:
    night.world.northwind.agreements.update(suspended_at=night.clock.now)

    night.alert("Ransomware on PC14", service_line="security")

    decision = night.incident().decisions.get()
    assert (decision.outcome, decision.covered, decision.contain_only) == ("page", False, True)
    night.phone("alice").received(
        "Harbor Pine P1 SECURITY: Northwind Dental: Ransomware on PC14. NOT COVERED: contain only, then ask Alice."
    )


def test_so_does_the_security_of_an_office_hours_plan(night: Night) -> None:
    night.alert("Ransomware on FAB-PC14", client="fabrikam", service_line="security")

    night.phone("alice").received("SECURITY", "NOT COVERED")


def test_the_second_page_on_a_phone_says_it_too(night: Night) -> None:
    night.alert("Core switch down")
    night.phone("alice").received("Core switch down")

    night.alert("Ransomware on FAB-PC14", client="fabrikam", service_line="security")

    night.phone("alice").received("Ransomware on FAB-PC14", "NOT COVERED", "is also yours")


def test_the_decision_is_frozen_and_a_changed_plan_changes_only_what_comes(night: Night) -> None:
    night.alert("Core switch down", dedup_key="sw-1")
    night.phone("alice").received("Core switch down")
    night.world.northwind.agreements.update(suspended_at=night.clock.now)

    night.clock.forward(minutes=4)

    [night.phone("alice").rang() for _ in range(2)]
    night.phone("bob").received("Core switch down")
    assert Incident.objects.get().decisions.count() == 1
