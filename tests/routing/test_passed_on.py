"""Not me: whoever passed it on comes again only when the others were tried, and not before a person's time is over."""

import pytest

from accounts.audit import Actor
from delivery.models import ContactMethod
from oncall.models import EscalationStep, FallbackEntry
from routing.actions import respond
from routing.coming import coming
from routing.models import Incident, Page
from tests.night import Night
from tests.world import PHONES


def texts(incident: Incident) -> list[tuple[int, str]]:
    """(seconds after paging began, who), in order."""
    assert incident.paging_started_at
    rows = incident.pages.filter(channel="sms", kind=Page.Kind.PAGE, message__isnull=False).order_by("id")
    return [
        (round((page.due_at - incident.paging_started_at).total_seconds()), str(page.member))
        for page in rows.select_related("member__user")
    ]


def gone(night: Night, *names: str) -> None:
    """Their phones are no more."""
    numbers = [PHONES[name] for name in names]
    ContactMethod.objects.filter(address__in=numbers).update(archived_at=night.clock.now)


def passes_on(night: Night, name: str = "alice") -> None:
    night.alert() if not Incident.objects.exists() else None
    night.phone(name).replies("2")


@pytest.mark.parametrize("backup", ["without a phone", "off", "silent for an hour"])
def test_before_a_silent_backup_she_is_not_paged_again_at_once(night: Night, backup: str) -> None:
    """The owner is primary and fallback; her backup can't be reached."""
    night.rest_is_noise = True
    if backup == "without a phone":
        gone(night, "bob")
    if backup == "off":
        night.phone("bob").is_off()
    if backup == "silent for an hour":
        night.alert("Printer down")
        night.clock.forward(minutes=4)
        night.phone("alice").replies("1")
        night.clock.forward(minutes=4)
        night.phone("alice").replies("5")
    night.alert()
    passed_at = night.clock.now
    incident = night.incident()
    code = incident.pages.latest("id").code

    night.phone("alice").replies(f"{code} 2")
    night.clock.forward(minutes=3, seconds=59)

    alices = incident.pages.filter(member=night.world.alice, created_at__gt=passed_at)
    assert not alices.exists()
    assert incident.pages.filter(member=night.world.carol).exists() or backup == "silent for an hour"
    night.clock.forward(minutes=7)  # the fallback's time
    assert alices.exists()


def test_the_timeline_says_that_she_comes_later(night: Night) -> None:
    night.rest_is_noise = True
    gone(night, "bob")

    passes_on(night)

    assert "Round 2, step 1: Carol. Alice passed it on just now and comes later." in night.timeline()


def test_when_the_backup_is_silent_she_comes_after_his_time(night: Night) -> None:
    night.rest_is_noise = True
    passes_on(night)

    night.clock.forward(minutes=4, seconds=1)

    assert texts(night.incident()) == [(0, "Alice"), (0, "Bob"), (240, "Alice")]


def test_who_has_it_and_passes_it_on_is_left_alone_too(night: Night) -> None:
    night.rest_is_noise = True
    gone(night, "bob")
    night.alert()
    night.phone("alice").replies("1")
    night.clock.forward(minutes=5)

    night.phone("alice").replies("2")
    night.clock.forward(minutes=3, seconds=50)

    assert [name for _, name in texts(night.incident())] == ["Alice", "Carol"]


def test_alone_she_is_told_when_she_is_asked_again_and_then_is(night: Night) -> None:
    gone(night, "bob", "carol", "dave")
    night.alert()
    night.phone("alice").received("Core switch down")

    night.phone("alice").replies("2")

    night.phone("alice").received(
        "Nobody else can be reached for Northwind Dental now. You are asked again at 02:18 EST. Reply 1 to take it"
    )
    night.clock.forward(minutes=3, seconds=59)
    assert night.phone("alice").is_quiet
    night.clock.forward(seconds=1)
    night.phone("alice").received("Core switch down", "Nobody else is left")
    assert "Nobody else can be reached, so Alice is asked again later." in night.timeline()


def test_the_last_one_who_passes_it_on_brings_everybody_else_and_not_her_again(night: Night) -> None:
    night.rest_is_noise = True
    FallbackEntry.objects.filter(member=night.world.carol).delete()
    night.alert()
    Incident.objects.update(round=2, step=2)
    respond.escalate_now(incident_id=night.incident().pk, by=None, actor=Actor.system(), now=night.clock.now)
    night.do_due()
    night.clock.forward(minutes=6)
    before = Page.objects.latest("id").pk

    night.phone("alice").replies("2")

    later = Page.objects.filter(pk__gt=before, due_at__lte=night.clock.now)
    assert {str(page.member) for page in later} == {"Bob", "Carol", "Dave"}


def test_a_p3_that_everybody_passed_on_goes_to_the_desk(night: Night) -> None:
    night.rest_is_noise = True
    EscalationStep.objects.filter(policy=night.world.policy, position=2).delete()
    night.alert(severity="warning")
    respond.escalate_now(incident_id=night.incident().pk, by=None, actor=Actor.system(), now=night.clock.now)
    night.do_due()

    night.phone("alice").replies("2")

    assert night.incident().status == "queued"


def test_what_is_foretold_after_she_passed_it_on_happens(night: Night) -> None:
    night.rest_is_noise = True
    passes_on(night)
    told = coming(night.incident(), now=night.clock.now)

    night.clock.forward(minutes=17)

    names = [(each.at, str(way.member)) for each in told if each.what != "ring" for way in each.ways]
    paged = {(page.due_at, str(page.member)) for page in night.incident().pages.all()}
    assert {*names} <= paged
    assert [name for _, name in names][:2] == ["Alice", "Bob"]
