"""What is held, and what was worked, changed by two in the same moment: one wins, the other reads so, and nobody is forgotten."""

import re
from datetime import timedelta
from functools import partial

import pytest

from accounts.audit import Actor
from accounts.refusal import Refused
from delivery.models import Channel, Message
from routing.actions.held import check_proof_code, release, send_proof_code, was_spam
from routing.actions.respond import NotPossible
from routing.actions.work import Work, correct_work, write_work
from routing.doubt import Doubt
from routing.models import HeldRequest, Incident, Page, WorkEntry
from routing.states import WhyHeld
from tests.night import Night
from tests.routing.test_at_once import _no_broker, at_once, night

__all__ = ["_no_broker", "night"]
pytestmark = pytest.mark.django_db(transaction=True)


def asked(night: Night) -> Incident:
    """Dana's P1, which looks like a machine's."""
    return night.reported("Tills dead", "P1", kind="form", doubt=Doubt(WhyHeld.MACHINE, ["trap"]))


def ended(incident: Incident) -> tuple[str, str, bool]:
    incident.refresh_from_db()
    how = HeldRequest.objects.get(incident=incident).ended_how
    return how, incident.status, Page.objects.filter(incident=incident).exists()


@pytest.mark.parametrize("n", range(2))
def test_spam_for_one_and_let_through_by_the_other_goes_on_whoever_was_first(night: Night, n: int) -> None:
    """Doubt calls somebody: what was called spam a moment ago can still be let through; the other way round it is too late."""
    incident, bob, carol = asked(night), night.world.bob, night.world.carol
    let = partial(release, incident_id=incident.pk, by=bob, actor=Actor.member(bob), now=night.clock.now)
    spam = partial(
        was_spam, incident_id=incident.pk, by=carol, actor=Actor.member(carol), now=night.clock.now
    )

    passed, called_spam = at_once(let, spam)
    night.do_due()

    assert isinstance(passed, Incident)
    assert isinstance(called_spam, Incident | NotPossible)
    assert ended(incident) == ("released", "triggered", True)


@pytest.mark.parametrize("n", range(2))
def test_a_code_that_comes_back_while_it_is_called_spam_calls_somebody_or_is_told_no(
    night: Night, n: int
) -> None:
    incident, carol = asked(night), night.world.carol
    send_proof_code(incident_id=incident.pk, channel=Channel.SMS, now=night.clock.now)
    code = re.findall(r"\d{6}", Message.objects.get(purpose="verification").body)[0]

    proved, called_spam = at_once(
        partial(check_proof_code, incident_id=incident.pk, code=code, now=night.clock.now),
        partial(was_spam, incident_id=incident.pk, by=carol, actor=Actor.member(carol), now=night.clock.now),
    )
    night.do_due()

    lost = [one for one in (proved, called_spam) if isinstance(one, NotPossible)]
    assert len(lost) == 1
    won = ("spam", "resolved", False) if lost == [proved] else ("proved", "triggered", True)
    assert ended(incident) == won


def test_of_two_who_correct_one_entry_at_once_one_does_and_the_other_reads_so(night: Night) -> None:
    incident, now, people = asked(night), night.clock.now, (night.world.bob, night.world.carol)
    hour = Work(night.world.bob, now - timedelta(hours=1), now)
    entry = write_work(incident_id=incident.pk, work=hour, actor=Actor.system(), now=now)
    other = Work(night.world.bob, now - timedelta(minutes=20), now)

    done = at_once(
        *(partial(correct_work, entry=entry, work=other, actor=Actor.member(by), now=now) for by in people)
    )

    (refused,) = [one for one in done if isinstance(one, Refused)]
    assert "Somebody corrected this entry meanwhile" in str(refused)
    (counts,) = WorkEntry.objects.filter(archived_at=None)
    assert (counts.replaces, counts.minutes) == (entry, 20)
