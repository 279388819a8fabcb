"""Paid help at an hour the plan does not cover: asked, accepted with a proof, and ended in every case."""

import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from accounts.audit import Actor
from accounts.models import AuditEvent
from delivery.actions.verify import Check
from delivery.models import Channel
from routing.actions import respond
from routing.actions.client_acts import got_worse, solved_itself
from routing.actions.consent_ask import ask_again
from routing.actions.consent_end import accept, refuse, withdraw
from routing.actions.consent_prove import ask_approvers, check_code, send_code
from routing.actions.respond import NotPossible
from routing.actions.undo import before, undo
from routing.consent_link import asked_by
from routing.models import ConsentAsked, ConsentReceipt, Incident
from sla.actions.tiers import newest_promise, save_tier
from sla.models import Agreement, ClientContact
from tests.night import Night
from tests.paid import BOOKS, FRED, FRED_MAIL, PRICE, STATEMENT, add_fred, by_form, newest, proof_of


@pytest.fixture
def fred(night: Night) -> ClientContact:
    return add_fred(night.world.organization, night.world.fabrikam)


def accepts(night: Night, fred: ClientContact) -> bool:
    found = accept(consent_id=newest().pk, proof=proof_of(fred), now=night.clock.now)
    night.do_due()
    return found


def test_a_request_by_the_form_waits_for_the_clients_word_and_wakes_nobody(
    night: Night, fred: ClientContact
) -> None:
    incident = by_form(night)

    assert (incident.status, incident.decisions.get().outcome) == ("awaiting_consent", "consent")
    assert incident.due_at
    assert (incident.due_at - night.clock.now).total_seconds() == 600
    assert f"The client is asked: wait without charge, or: {PRICE}" in night.timeline()


def test_what_an_hour_costs_at_this_hour_is_what_is_asked_accepted_and_kept(
    night: Night, fred: ClientContact
) -> None:
    agreement = Agreement.objects.select_related("version__tier").get(client=night.world.fabrikam)
    tier = agreement.version.tier
    promise = newest_promise(tier)
    assert promise.call_out
    dearer = replace(
        promise, call_out=replace(promise.call_out, after_hours_percent=150, weekend_percent=300)
    )
    version = save_tier(tier=tier, name=tier.name, promise=dearer, actor=Actor.system(), now=night.clock.now)
    Agreement.objects.filter(pk=agreement.pk).update(version=version)
    by_form(night, priority="P2")

    assert accepts(night, fred)

    receipt = ConsentReceipt.objects.get()
    assert (receipt.rate_cents, receipt.tier_version) == (27_000, version)
    assert "Accepted: Call a technician now: $270 per hour plus tax, at least 1 hour" in receipt.text
    assert any("$270 per hour" in line for line in night.timeline())
    night.phone("alice").received("Fabrikam")


@pytest.mark.parametrize("kind", ["member", "api"])
def test_nobody_else_is_asked(night: Night, fred: ClientContact, kind: str) -> None:
    incident = night.reported("Server on fire", "P2", client="fabrikam", kind=kind)

    assert incident.status == "queued"


def test_where_nobody_may_accept_nobody_is_asked(night: Night, fred: ClientContact) -> None:
    ClientContact.objects.filter(pk=fred.pk).update(may_approve_charges=False)

    assert by_form(night, priority="P2").status == "queued"


def test_a_code_that_comes_back_pages_and_leaves_a_receipt(night: Night, fred: ClientContact) -> None:
    incident = by_form(night)
    send_code(
        consent_id=newest().pk, contact=fred, channel=Channel.SMS, orderer="Greta Falk", role="Reception",
        now=night.clock.now,
    )  # fmt: skip
    night.do_due()
    code = re.findall(r"\d{6}", night.phone(FRED).received("your code is"))[0]

    assert check_code(consent=newest(), code="000000", now=night.clock.now).result is Check.WRONG
    assert check_code(consent=newest(), code=code, now=night.clock.now).result is Check.VERIFIED
    assert accepts(night, fred)

    night.phone("alice").received("Harbor Pine P1: Fabrikam: Server on fire", "Reply 1 to take it")
    night.phone("alice").replies("3")
    night.phone("alice").received("Details: Paid call-out, bill it.")
    decision = incident.decisions.latest("id")
    assert (decision.fact, decision.outcome, decision.covered) == ("consent given", "page", True)
    assert decision.reasons[-1] == "The charge was accepted for this request, so it pages."
    receipt = ConsentReceipt.objects.get()
    assert receipt.digest == sha256(receipt.text.encode()).hexdigest()
    assert [PRICE in receipt.text, STATEMENT in receipt.text, "Reception" in receipt.text] == [True] * 3
    assert (receipt.rate_cents, receipt.minimum_minutes, receipt.increment_minutes) == (18_000, 60, 15)
    assert (receipt.name, receipt.sent_to, receipt.address) == ("Fred Fabri", FRED, "198.51.100.7")
    assert night.mails(BOOKS) == ["Paid help was ordered: HP-1001"]
    assert receipt.digest in str(mail.outbox[-1].body)
    assert AuditEvent.objects.get(verb="consent.accepted").actor_name == "Fred Fabri"


def test_a_receipt_is_never_changed(night: Night, fred: ClientContact) -> None:
    by_form(night)
    accepts(night, fred)
    night.phone("alice").received("Server on fire")

    for change in (
        lambda: ConsentReceipt.objects.update(rate_cents=1),
        lambda: ConsentReceipt.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_silence_is_a_no_and_the_owner_may_take_it_unbilled(night: Night, fred: ClientContact) -> None:
    by_form(night)

    night.clock.forward(minutes=10)

    assert (night.incident().status, newest().status) == ("queued", "lapsed")
    night.phone("alice").received("NOT COVERED now, nobody is paged", "08:00 EST", "to take it unbilled")
    assert not accepts(night, fred), "too late"
    assert not ConsentReceipt.objects.exists()


@pytest.mark.parametrize("change", [{"may_approve_charges": False}, {"phone": "+12125550777"}])
def test_who_is_not_on_file_any_more_accepts_nothing(
    night: Night, fred: ClientContact, change: dict[str, Any]
) -> None:
    by_form(night, priority="P2")
    ClientContact.objects.filter(pk=fred.pk).update(**change)

    assert not accepts(night, fred)

    assert newest().status == "open"


def test_whoever_would_rather_wait_waits(night: Night, fred: ClientContact) -> None:
    by_form(night, priority="P2")

    assert refuse(consent_id=newest().pk, now=night.clock.now)

    night.do_due()
    assert (night.incident().status, newest().status) == ("queued", "refused")
    assert "The client waits without charge: it goes to the desk, Tue 03 Mar 08:00 EST." in night.timeline()
    assert not refuse(consent_id=newest().pk, now=night.clock.now), "once"


def test_a_request_is_asked_about_three_times_at_most(night: Night, fred: ClientContact) -> None:
    incident = by_form(night, priority="P2")

    again = []
    for _ in range(3):
        refuse(consent_id=newest().pk, now=night.clock.now)
        again.append(ask_again(incident_id=incident.pk, now=night.clock.now))

    assert again == [True, True, False]
    assert night.incident().status == "queued"


def test_who_may_accept_is_asked_by_a_private_link(night: Night, fred: ClientContact) -> None:
    by_form(night)
    night.clock.forward(minutes=8)

    for _ in range(2):
        ask_approvers(consent_id=newest().pk, orderer="Greta Falk", role="Reception", now=night.clock.now)
    night.do_due()

    text = night.phone(FRED).received("Greta Falk asks for a technician now", "$180/h plus tax, min 1 hour")
    found = asked_by(text.split("/c/")[1].strip("/"), now=night.clock.now)
    assert found == ConsentAsked.objects.get(channel="sms")
    assert night.mails(FRED_MAIL) == ["Paid help now? HP-1001, answer within 10 minutes"]
    night.clock.forward(minutes=9)
    assert night.incident().status == "awaiting_consent", "ten minutes from the question"
    night.clock.forward(minutes=1)
    assert night.incident().status == "queued"
    night.phone("alice").received("NOT COVERED")


def test_what_was_ordered_is_withdrawn_until_somebody_has_it(night: Night, fred: ClientContact) -> None:
    by_form(night, priority="P2")
    accepts(night, fred)
    night.phone("alice").received("Server on fire")

    withdraw(consent_id=newest().pk, address=None, now=night.clock.now)
    night.do_due()

    assert (night.incident().status, newest().status) == ("queued", "withdrawn")
    assert night.incident().decisions.latest("id").outcome == "consent"
    night.phone("alice").received("the client withdrew the paid call-out")
    night.clock.forward(hours=1)


def test_what_somebody_has_is_ordered(night: Night, fred: ClientContact) -> None:
    incident = by_form(night, priority="P2")
    accepts(night, fred)
    night.phone("alice").replies("1")
    [night.phone("alice").received(words) for words in ("Server on fire", "You have it")]

    with pytest.raises(NotPossible, match="can't be withdrawn any more"):
        withdraw(consent_id=newest().pk, address=None, now=night.clock.now)

    assert Incident.objects.get(pk=incident.pk).status == "acknowledged"


def take(night: Night, incident: Incident) -> None:
    alice = night.world.alice
    respond.acknowledge(incident_id=incident.pk, by=alice, actor=Actor.member(alice), now=night.clock.now)


@pytest.mark.parametrize(
    ("overtaken_by", "status"),
    [
        (take, "acknowledged"),
        (lambda night, incident: solved_itself(incident_id=incident.pk, now=night.clock.now), "resolved"),
    ],
)
def test_nobody_pays_for_what_was_taken_or_over_before(
    night: Night, fred: ClientContact, overtaken_by: Callable[[Night, Incident], object], status: str
) -> None:
    incident = by_form(night, priority="P2")

    overtaken_by(night, incident)
    night.do_due()

    assert (night.incident().status, newest().status) == (status, "overtaken")
    assert not accepts(night, fred)


def test_taken_by_mistake_the_question_is_open_again(night: Night, fred: ClientContact) -> None:
    incident, alice = by_form(night, priority="P2"), night.world.alice
    was = before(incident, verb="take", at=night.clock.now)
    take(night, incident)

    undo(was, by=alice, actor=Actor.member(alice), now=night.clock.now)

    assert (night.incident().status, newest().status) == ("awaiting_consent", "open")
    assert accepts(night, fred)
    night.phone("alice").received("Server on fire")


def test_what_got_worse_is_asked_again_only_where_it_was_not_paid_for(
    night: Night, fred: ClientContact
) -> None:
    incident = by_form(night, priority="P3")
    assert incident.status == "queued"

    got_worse(incident_id=incident.pk, now=night.clock.now)
    assert night.incident().status == "awaiting_consent"
    accepts(night, fred)
    got_worse(incident_id=incident.pk, now=night.clock.now)
    night.do_due()

    assert night.incident().decisions.latest("id").outcome == "page"
    night.rest_is_noise = True


def test_words_of_an_attack_are_told_to_the_owner_at_once(night: Night, fred: ClientContact) -> None:
    by_form(night, "Ransom note on every screen", "P3")

    assert 'It says "ransom": flagged as a P1 would be, whatever was chosen.' in night.timeline()
    night.phone("alice").received("Ransom note on every screen", "NOT COVERED now")
