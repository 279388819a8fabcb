"""A partner is called like a member: by its phone, its codes and its silence. It sees what it was paged for and no more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.audit import Actor
from accounts.models import AuditEvent, Membership
from accounts.queries import members, partners
from accounts.refusal import Refused
from oncall.actions.override import add_override
from oncall.models import Participant, StepTarget
from routing.actions.leave import deactivate
from routing.holes import find_holes
from routing.models import HandoffWatch, Page, TimelineEntry
from routing.page_link import page_for, token_for
from routing.people import verified_members
from tests.night import Night
from tests.world import LONG_AGO, PHONES, World, give_phone

NOC = "+6421555010"


@pytest.fixture
def pacific(night: Night, monkeypatch: pytest.MonkeyPatch) -> Membership:
    """Pacific NOC, in Auckland, has the primary's nights: it is Tuesday evening there."""
    partner = a_partner(night.world)
    give_phone(partner, NOC)
    Participant.objects.filter(version__layer__schedule=night.world.primary).update(member=partner)
    monkeypatch.setitem(PHONES, "noc", NOC)
    return partner


def a_partner(world: World, name: str = "Pacific NOC") -> Membership:
    profile = PartnerProfile(name, "Pacific/Auckland", "desk@pacific.example")
    return add_partner(organization=world.organization, profile=profile, actor=Actor.system(), now=LONG_AGO)


def paged(night: Night) -> None:
    """The partner has the page on its phone."""
    night.alert("Core switch down", severity="critical", client="northwind-dental")
    night.phone("noc").received("Harbor Pine P1: Northwind Dental: Core switch down.", "Reply 1 to take it")


def test_a_partner_is_paged_in_its_own_day_and_takes_it_with_1(night: Night, pacific: Membership) -> None:
    paged(night)

    night.phone("noc").replies("1")

    incident = night.incident()
    assert (incident.status, incident.taken_by) == ("acknowledged", pacific)
    night.phone("noc").received("You have it: Northwind Dental.", "We ask again at 20:29 NZDT.")
    assert TimelineEntry.objects.filter(incident=incident, text="Pacific NOC has it.").exists()
    deed = AuditEvent.objects.get(verb="incident.acknowledged")
    assert (deed.actor_kind, deed.actor_name) == ("partner", "Pacific NOC")


def test_by_call_a_partner_is_greeted_by_its_whole_name_and_takes_it_with_a_key(
    night: Night, pacific: Membership
) -> None:
    paged(night)

    night.clock.forward(seconds=31)
    call = night.phone("noc").rang().picked_up()
    greeted = call.said
    call.presses("1")

    assert "on-call page for Pacific NOC." in greeted
    assert night.incident().taken_by == pacific
    night.phone("noc").received("You have it")


def test_who_does_not_answer_at_the_partner_is_called_and_then_passed_over(
    night: Night, pacific: Membership
) -> None:
    paged(night)

    night.clock.forward(seconds=31)
    night.phone("noc").rang().rejects()
    night.clock.forward(seconds=90)
    night.phone("noc").rang().rejects()
    night.clock.forward(seconds=125)

    night.phone("bob").received("Core switch down")
    night.phone("bob").replies("1")
    night.phone("bob").received("You have it")


def test_a_partner_that_passes_it_on_has_the_backup_paged_at_once(night: Night, pacific: Membership) -> None:
    paged(night)

    night.phone("noc").replies("2")

    night.phone("noc").received("Passed on: Northwind Dental.")
    night.phone("bob").received("Core switch down")
    night.phone("bob").replies("1")
    night.phone("bob").received("You have it")


def test_a_partner_that_falls_silent_after_taking_it_is_passed_over_like_anybody(
    night: Night, pacific: Membership
) -> None:
    paged(night)
    night.phone("noc").replies("1")
    night.phone("noc").received("You have it")

    night.clock.forward(minutes=21, seconds=10)

    night.phone("noc").received("Still on Northwind Dental?")
    night.phone("noc").rang()
    night.phone("noc").received("No sign of life from you")
    night.phone("bob").received("Core switch down")
    night.phone("bob").replies("1")
    night.phone("bob").received("You have it")


def test_a_partner_closes_what_it_has_with_5(night: Night, pacific: Membership) -> None:
    paged(night)
    night.phone("noc").replies("1")
    night.phone("noc").received("You have it")

    night.phone("noc").replies("5")

    assert (night.incident().status, night.incident().resolved_by) == ("resolved", pacific)
    night.phone("noc").received("Northwind Dental")


def test_the_private_page_of_a_partner_is_over_with_its_seat(night: Night, pacific: Membership) -> None:
    paged(night)
    night.phone("noc").replies("1")
    night.phone("noc").received("You have it")
    page = Page.objects.filter(member=pacific).earliest("id")

    assert page_for(token_for(page), now=night.clock.now) == page
    Membership.objects.filter(pk=pacific.pk).update(archived_at=night.clock.now)

    assert page_for(token_for(page), now=night.clock.now) is None


def test_archiving_a_partner_hands_its_turns_steps_and_incidents_to_a_person_who_is_told(
    night: Night, pacific: Membership
) -> None:
    paged(night)
    night.phone("noc").replies("1")
    night.phone("noc").received("You have it")
    StepTarget.objects.create(step=night.world.policy.steps.get(position=2), member=pacific)
    carol, alice = night.world.carol, night.world.alice

    deactivate(member=pacific, to=carol, by=alice, actor=Actor.member(alice), now=night.clock.now)
    night.do_due()

    assert not partners(night.world.organization).exists()
    assert Participant.objects.filter(version__held__endswith=None, member=carol).exists()
    assert StepTarget.objects.filter(member=carol).exists()
    night.phone("carol").received("Core switch down")
    night.phone("carol").received("you take over from Pacific NOC")
    assert AuditEvent.objects.get(object_kind="partner", verb="archived").before["name"] == "Pacific NOC"
    night.phone("carol").replies("1")
    night.phone("carol").received("You have it")


def test_a_promise_is_backed_by_a_partner_only_once_its_phone_is_proven(
    night: Night, pacific: Membership
) -> None:
    def holes() -> int:
        since = night.clock.now
        return len(find_holes(night.world.organization, since=since, until=since + timedelta(days=7)).holes)

    with_proof = holes()
    pacific.contact_methods.update(verified_at=None)

    assert with_proof == 0
    assert holes() > 0


def test_the_last_rounds_ask_every_member_and_no_partner_that_nobody_put_there(
    night: Night, pacific: Membership
) -> None:
    assert pacific not in verified_members(night.world.organization)
    assert set(verified_members(night.world.organization)) <= set(members(night.world.organization))


def test_a_seat_is_a_users_or_a_partners_and_a_name_is_given_once(night: Night) -> None:
    world = night.world
    a_partner(world)

    for broken in ({"partner_name": "Both"}, {"user": None}, {"role": "partner"}):
        with pytest.raises(IntegrityError, match="a_seat_is"), transaction.atomic():
            Membership.objects.filter(pk=world.bob.pk).update(**broken)
    with pytest.raises(Refused, match="partner of that name"):
        a_partner(world, "PACIFIC noc")


def test_a_partner_that_goes_off_hears_that_nobody_has_confirmed(night: Night, pacific: Membership) -> None:
    world, begins = night.world, night.clock.now + timedelta(hours=1)
    night.rest_is_noise = True
    HandoffWatch.objects.filter(organization=world.organization).update(due_at=night.clock.now)
    add_override(
        schedule=world.primary, kind="replace", subject=pacific, stand_in=world.carol, start_at=begins,
        end_at=begins + timedelta(hours=8), actor=Actor.system(), now=night.clock.now,
    )  # fmt: skip

    night.clock.forward(minutes=76)

    night.phone("noc").received("Carol has not confirmed the shift that began 21:14 NZDT, Primary.")


def test_a_partner_that_comes_on_call_is_told_so_and_of_nothing_it_was_not_paged_for(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PHONES, "noc", NOC)
    partner = a_partner(night.world)
    give_phone(partner, NOC)
    organization, begins = night.world.organization, night.clock.now + timedelta(hours=4)
    organization.handoff_hours_before = 3
    organization.save()
    HandoffWatch.objects.filter(organization=organization).update(due_at=night.clock.now)
    add_override(
        schedule=night.world.primary, kind="replace", subject=night.world.alice, stand_in=partner, start_at=begins,
        end_at=begins + timedelta(hours=8), actor=Actor.system(), now=night.clock.now,
    )  # fmt: skip
    night.do_due()
    night.alert("Core switch down", severity="critical", client="northwind-dental")
    night.phone("alice").received("Core switch down")
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")
    night.clock.now = begins - timedelta(hours=2, minutes=30)

    night.do_due()
    before = night.phone("noc").received("You are on call from")
    night.clock.now = begins
    night.do_due()
    at_once = night.phone("noc").received("You are on call now")

    assert "/me/" not in before
    assert "Northwind" not in before + at_once
    assert "Nothing is open" not in at_once
    night.wire.sent.clear()
