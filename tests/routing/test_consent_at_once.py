"""Yes, no, the end of the time and somebody who takes it, all in the same moment: one wins, and all agree on which."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.audit import Actor
from routing.actions import respond
from routing.actions.advance import advance
from routing.actions.consent_ask import ask_again
from routing.actions.consent_end import accept, refuse, withdraw
from routing.actions.respond import NotPossible
from routing.models import Consent, ConsentReceipt, Incident
from sla.models import ClientContact
from tests.night import Night
from tests.paid import add_fred, by_form, newest, proof_of
from tests.routing.test_at_once import _no_broker, at_once, night

__all__ = ["_no_broker", "night"]
pytestmark = pytest.mark.django_db(transaction=True)
AFTER = {"accepted": "triggered", "refused": "queued", "lapsed": "queued"}


@pytest.fixture
def fred(night: Night) -> ClientContact:
    return add_fred(night.world.organization, night.world.fabrikam)


def taken(night: Night, incident: Incident) -> None:
    bob = night.world.bob
    respond.acknowledge(incident_id=incident.pk, by=bob, actor=Actor.member(bob), now=night.clock.now)


@pytest.mark.parametrize("n", range(3))
def test_of_yes_no_and_the_end_of_the_time_one_wins(night: Night, fred: ClientContact, n: int) -> None:
    incident = by_form(night, priority="P2")
    asked, late = newest().pk, night.clock.now + timedelta(minutes=10)
    yes = partial(accept, consent_id=asked, proof=proof_of(fred), now=late)

    answers = at_once(
        yes,
        partial(refuse, consent_id=asked, now=late),
        yes,
        partial(advance, incident_id=incident.pk, now=late),
    )

    assert not [one for one in answers if isinstance(one, Exception)]
    ended = Consent.objects.get(pk=asked).status
    assert sum(answers[:3]) == (0 if ended == "lapsed" else 1)
    assert ConsentReceipt.objects.filter(consent=asked).count() == (ended == "accepted")
    assert Incident.objects.get(pk=incident.pk).status == AFTER[ended]


def test_nobody_pays_for_what_somebody_took_in_that_moment(night: Night, fred: ClientContact) -> None:
    incident = by_form(night, priority="P2")
    asked, now = newest().pk, night.clock.now

    accepted, _took = at_once(
        lambda: accept(consent_id=asked, proof=proof_of(fred), now=now), lambda: taken(night, incident)
    )

    assert Consent.objects.get(pk=asked).status == ("accepted" if accepted else "overtaken")
    assert Incident.objects.get(pk=incident.pk).status == "acknowledged"


def test_it_is_taken_or_withdrawn(night: Night, fred: ClientContact) -> None:
    incident = by_form(night, priority="P2")
    asked, now = newest().pk, night.clock.now
    accept(consent_id=asked, proof=proof_of(fred), now=now)

    back, _took = at_once(
        lambda: withdraw(consent_id=asked, address=None, now=now), lambda: taken(night, incident)
    )

    too_late = isinstance(back, NotPossible)
    assert too_late or back is None, back
    assert Consent.objects.get(pk=asked).status == ("accepted" if too_late else "withdrawn")
    assert Incident.objects.get(pk=incident.pk).taken_by == night.world.bob


def test_asked_again_by_two_clicks_is_one_question(night: Night, fred: ClientContact) -> None:
    incident = by_form(night, priority="P2")
    refuse(consent_id=newest().pk, now=night.clock.now)

    asked = at_once(*[lambda: ask_again(incident_id=incident.pk, now=night.clock.now)] * 4)

    assert asked == [True] * 4
    assert list(incident.consents.order_by("id").values_list("status", flat=True)) == ["refused", "open"]
