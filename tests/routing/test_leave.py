"""Bob leaves in the middle of the night: what he held is somebody's at once, and nothing reaches him any more."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.actions.invitations import accept_as_user, invite
from accounts.audit import Actor
from accounts.models import ApiToken, AuditEvent, Membership, Session
from accounts.queries import CURRENT_ORGANIZATION
from accounts.refusal import Refused
from delivery.actions.contact_methods import add_phone
from delivery.models import ContactMethod, Message
from oncall.actions.override import OverrideConflict, add_override
from oncall.models import EscalationStep, FallbackEntry, LayerVersion, Override, Participant, StepTarget
from oncall.shifts import on_call_at, shifts
from oncall.stored_specs import on_call, schedule_spec
from routing.actions import respond
from routing.actions.leave import Left, deactivate
from routing.models import Page
from tests.night import Night
from tests.world import Elsewhere, World


def leaves(world: World, night: Night, who: str = "bob", to: str = "dave", by: str = "carol") -> Left:
    manager = getattr(world, by)
    successor = getattr(world, to) if to else None
    left = deactivate(
        member=getattr(world, who), to=successor, by=manager, actor=Actor.member(manager), now=night.clock.now
    )
    night.do_due()
    return left


def test_bob_is_deactivated_while_his_phone_rings(night: Night) -> None:
    world = night.world
    night.alert()
    night.phone("alice").received("Core switch down")
    night.clock.forward(minutes=4)
    night.phone("alice").rang(), night.phone("alice").rang()
    night.phone("bob").received("Core switch down")

    leaves(world, night)
    night.clock.forward(seconds=1)

    night.phone("dave").received("Core switch down", "Reply 1 to take it")
    night.phone("dave").received("you take over from Bob now: turns in Backup; open incidents: 1")
    assert night.mails("dave@harbor-pine.example") == ["You take over from Bob"]
    night.clock.forward(seconds=50)
    night.phone("dave").rang()
    assert night.phone("bob").is_quiet
    night.phone("dave").replies("1")
    night.phone("dave").received("You have it")
    assert night.incident().taken_by == world.dave
    assert "Bob left. Carol gave their page to Dave." in night.timeline()


def test_the_successor_is_paged_at_the_next_turn_and_a_text_from_bob_does_nothing(night: Night) -> None:
    leaves(night.world, night)
    night.phone("dave").received("you take over from Bob")
    night.alert()
    night.rest_is_noise = True

    night.phone("bob").replies("1")
    night.clock.forward(minutes=4, seconds=1)

    assert night.incident().status == "triggered"
    night.phone("dave").received("Core switch down")


def test_what_bob_has_taken_rings_at_the_successor(night: Night) -> None:
    night.alert()
    night.rest_is_noise = True
    incident = night.incident()
    respond.acknowledge(
        incident_id=incident.pk, by=night.world.bob, actor=Actor.system(), now=night.clock.now
    )

    leaves(night.world, night)
    night.clock.forward(seconds=1)

    assert (night.incident().status, night.incident().taken_by) == ("triggered", None)
    night.phone("dave").received("Core switch down", "Reply 1")


@pytest.mark.parametrize("to", ["dave", "alice"])
def test_who_was_asked_to_help_hands_that_on_and_nobody_is_paged_for_what_alice_has(
    night: Night, to: str
) -> None:
    incident = night.alert().incident
    night.rest_is_noise = True
    alice = {"by": night.world.alice, "actor": Actor.system(), "now": night.clock.now}
    respond.acknowledge(incident_id=incident.pk, **alice)
    respond.send_help(incident_id=incident.pk, **alice)
    night.do_due()
    asked_again_at = night.incident().due_at

    leaves(night.world, night, to=to)
    night.do_due()

    [*new] = Page.objects.filter(incident=incident, member=getattr(night.world, to), ended_at=None)
    assert {page.kind for page in new} == ({"help"} if to == "dave" else set())
    now = night.incident()
    assert (now.status, now.taken_by, now.due_at) == ("acknowledged", night.world.alice, asked_again_at)


def test_a_snooze_of_his_goes_on_and_wakes_the_successor(night: Night) -> None:
    night.alert()
    night.rest_is_noise = True
    incident, bob = night.incident(), night.world.bob
    respond.acknowledge(incident_id=incident.pk, by=bob, actor=Actor.system(), now=night.clock.now)
    until = night.clock.now + timedelta(hours=2)
    respond.snooze(incident_id=incident.pk, until=until, by=bob, actor=Actor.system(), now=night.clock.now)

    leaves(night.world, night)

    assert night.incident().status == "snoozed"
    night.clock.forward(hours=2, seconds=1)
    night.phone("dave").received("Core switch down", "Reply 1")


def test_a_frozen_policy_asks_the_successor_where_it_named_bob(night: Night) -> None:
    world = night.world
    StepTarget.objects.filter(schedule=world.backup).update(schedule=None, member=world.bob)
    FallbackEntry.objects.filter(member=world.carol).update(member=world.bob)
    night.alert()
    night.rest_is_noise = True

    leaves(world, night)

    policy = night.incident().policy
    assert policy["steps"][1]["targets"] == [{"kind": "member", "id": world.dave.pk, "name": "Dave"}]
    assert [target["name"] for target in policy["fallback"]] == ["Alice", "Dave"]
    assert list(StepTarget.objects.filter(member__isnull=False).values_list("member__user__name")) == [
        ("Dave",)
    ]
    assert list(FallbackEntry.objects.values_list("position", "member__user__name")) == [
        (1, "Alice"),
        (2, "Dave"),
    ]


def group_of_three(world: World) -> LayerVersion:
    """Backup turns weekly: Bob with Carol, then Alice, then Bob; since 6 January, so in its ninth week now."""
    version = LayerVersion.objects.get(layer__schedule=world.backup)
    version.participants.all().delete()
    for group, member in ((0, world.bob), (0, world.carol), (1, world.alice), (2, world.bob)):
        Participant.objects.create(version=version, group=group, member=member)
    return version


@pytest.mark.parametrize("days", range(0, 22, 3))
def test_the_past_of_a_rotation_stays_and_nobodys_turn_moves(night: Night, days: int) -> None:
    world = night.world
    group_of_three(world)
    now = night.clock.now = night.clock.now + timedelta(days=days, hours=days)
    since, until = now - timedelta(days=60), now + timedelta(days=90)
    before = shifts(schedule_spec(world.backup, since=since, until=until), since, until)

    leaves(world, night)
    night.rest_is_noise = True

    spec = schedule_spec(world.backup, since=since, until=until)
    given = {world.bob.pk: world.dave.pk}
    for shift in before:
        middle = shift.start + (shift.end - shift.start) / 2
        for moment in (shift.start, middle):
            people = {int(str(p)) for p in on_call_at(spec, moment).people}
            expected = {int(str(p)) for p in shift.people}
            if moment >= now:
                expected = {given.get(p, p) for p in expected}
            assert people == expected, moment


def test_who_stands_in_the_group_already_stands_there_once(night: Night) -> None:
    version = group_of_three(night.world)

    at = night.clock.now
    leaves(night.world, night, to="carol", by="alice")
    night.phone("carol").received("you take over from Bob")

    newer = LayerVersion.objects.exclude(pk=version.pk).get(layer=version.layer)
    assert list(newer.participants.values_list("group", "member__user__name")) == [
        (0, "Carol"), (1, "Alice"), (2, "Carol"),
    ]  # fmt: skip
    assert newer.held.lower == at
    assert version.participants.filter(member=night.world.bob).count() == 2


def test_overrides_to_come_go_on_with_the_successor(night: Night) -> None:
    world, now, hour = night.world, night.clock.now, timedelta(hours=1)

    def override(schedule, kind, start, end, **people):
        return add_override(
            schedule=schedule, kind=kind, start_at=now + start * hour, end_at=now + end * hour, actor=Actor.system(),
            now=now - 2 * hour, **people,
        )  # fmt: skip

    running = override(world.primary, "replace", -1, 2, subject=world.alice, stand_in=world.bob)
    override(world.primary, "set", 10, 12, people=[world.bob, world.carol])
    override(world.primary, "add", 20, 22, subject=world.bob)
    override(world.primary, "add", 21, 23, subject=world.dave)
    override(world.backup, "replace", 5, 6, subject=world.bob, stand_in=world.alice)
    override(world.backup, "replace", 7, 8, subject=world.bob, stand_in=world.dave)

    left = leaves(world, night)
    night.rest_is_noise = True

    running.refresh_from_db()
    assert (running.end_at, running.canceled_at) == (now, None)
    at = {
        n: {int(str(p)) for p in on_call([world.primary], now + n * hour)[world.primary.pk].people}
        for n in (0, 11, 20, 22)
    }
    dave, carol, alice = world.dave.pk, world.carol.pk, world.alice.pk
    assert at == {0: {dave}, 11: {dave, carol}, 20: {alice}, 22: {alice, dave}}
    backup = [
        {int(str(p)) for p in on_call([world.backup], now + n * hour)[world.backup.pk].people} for n in (5, 7)
    ]
    assert backup == [{alice}, {dave}]
    assert [row.kind for row in left.dropped] == ["add"]
    assert not Override.objects.filter(canceled_at=None, end_at__gt=now, stand_in=world.bob).exists()


def test_numbers_tokens_and_sessions_end_and_one_line_of_the_audit_tells_all(night: Night) -> None:
    world = night.world
    world.token(member=world.bob)
    browser = Client()
    browser.force_login(world.bob.user)
    Message.objects.create(
        organization=world.organization, channel="sms", address="+12125550102", purpose="notice", body="Hello",
        created_at=night.clock.now, due_at=night.clock.now,
    )  # fmt: skip

    leaves(world, night)
    night.phone("dave").received("you take over from Bob")

    assert browser.get("/").status_code == 302
    assert not ApiToken.objects.filter(membership=world.bob, revoked_at=None).exists()
    assert not ContactMethod.objects.filter(member=world.bob, archived_at=None).exists()
    assert Message.objects.get(body="Hello").status == "canceled"
    [line] = AuditEvent.objects.filter(actor_name="Carol")
    assert (line.verb, line.object_id) == ("deactivated", str(world.bob.pk))
    assert line.before["turns"] == ["Backup: Weeks"]
    assert (line.before["sessions"], line.before["tokens"]) == (1, ["Bob write"])
    assert line.before["contact_methods"] == ["+12125550102"]
    assert line.after["successor"] == "Dave"


def test_who_is_a_member_elsewhere_stays_logged_in_there(night: Night, other: Elsewhere) -> None:
    bob = night.world.bob
    Membership.objects.create(
        organization=other.organization, user=bob.user, role="viewer", created_at=night.clock.now
    )
    browser = Client()
    browser.force_login(bob.user)
    browser.post("/organization/switch/", {"organization": "harbor-pine"})

    leaves(night.world, night)
    night.phone("dave").received("you take over from Bob")

    late = browser.post("/me/profile/", {"name": "Bob of Harbor Pine", "time_zone": ""})
    page = browser.get("/")
    assert late.status_code == 403
    assert b"no longer a member of the organization this page was about" in late.content
    assert page.status_code == 200
    assert b"Elsewhere Ltd" in page.content
    assert browser.post("/me/profile/", {"name": "Bob", "time_zone": ""}).status_code == 302
    assert Session.objects.get().get_decoded().get(CURRENT_ORGANIZATION) is None


def test_what_was_on_its_way_names_nobody_who_left(night: Night) -> None:
    world = night.world
    leaves(world, night)
    night.phone("dave").received("you take over from Bob")

    with pytest.raises(OverrideConflict, match="Bob was deactivated"):
        add_override(
            schedule=world.primary, kind="replace", subject=world.alice, stand_in=world.bob,
            start_at=night.clock.now, end_at=night.clock.now + timedelta(days=1), actor=Actor.system(),
            now=night.clock.now,
        )  # fmt: skip
    with pytest.raises(Refused, match="Bob was deactivated"):
        add_phone(member=world.bob, phone="+12125550166", actor=Actor.member(world.bob), now=night.clock.now)

    assert not Override.objects.exists()
    assert not ContactMethod.objects.filter(member=world.bob, archived_at=None).exists()


REFUSALS = [
    ("alice", "dave", "carol", "member"),  # only owners unmake owners
    ("alice", "dave", "alice", "member"),  # nobody themselves
    ("bob", "vera", "carol", "to"),
    ("bob", "bob", "carol", "to"),
    ("bob", "", "carol", "to"),
    ("carol", "dave", "bob", "member"),
]


@pytest.mark.parametrize(("who", "to", "by", "field"), REFUSALS)
def test_it_is_refused_in_words(night: Night, who: str, to: str, by: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        leaves(night.world, night, who, to, by)

    assert list(refused.value.errors) == [field]
    assert not Membership.objects.exclude(archived_at=None).exists()


def test_the_fallback_is_never_left_without_a_verified_phone(night: Night) -> None:
    world = night.world
    ContactMethod.objects.filter(member__in=[world.alice, world.dave]).update(verified_at=None)

    with pytest.raises(Refused) as refused:
        leaves(world, night, "carol", "dave", "alice")

    assert "verified phone" in refused.value.errors["to"]
    assert EscalationStep.objects.exists()
    assert ContactMethod.objects.filter(member=world.carol, archived_at=None).exists()
    assert FallbackEntry.objects.filter(member=world.carol).exists()


def test_who_holds_nothing_leaves_without_a_successor(night: Night) -> None:
    left = leaves(night.world, night, "vera", "")

    assert left.member.archived_at == night.clock.now


def test_who_comes_back_is_themselves_again_but_their_numbers_are_not(night: Night) -> None:
    world = night.world
    leaves(world, night)
    night.phone("dave").received("you take over from Bob")

    secret = invite(
        organization=world.organization, email=world.bob.user.email, role="technician", name="", invited_by=world.alice,
        actor=Actor.system(), now=night.clock.now,
    ).secret  # fmt: skip
    back = accept_as_user(secret=secret, user=world.bob.user, address=None, now=night.clock.now)

    assert (back.pk, back.archived_at) == (world.bob.pk, None)
    assert not ContactMethod.objects.filter(member=back, archived_at=None).exists()
    assert on_call([world.backup], night.clock.now)[world.backup.pk].people == (world.dave.pk,)
