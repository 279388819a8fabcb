"""Changing members: what only owners may, and that there is always one of them."""

import threading

import pytest
from django.db import connection

from accounts.actions.invitations import invite
from accounts.actions.members import Profile, edit_member
from accounts.actions.tokens import create_token
from accounts.audit import Actor
from accounts.edition import edition_of
from accounts.models import AuditEvent, Membership, Role
from accounts.queries import live_token, unanswered_invitations
from accounts.refusal import Refused
from tests import world as people
from tests.world import NIGHT


@pytest.fixture
def carol(harbor_pine):
    return people.join(harbor_pine, "carol", Role.MANAGER)


@pytest.fixture
def bob(harbor_pine):
    return people.join(harbor_pine, "bob", Role.TECHNICIAN)


def edit(member, by, *, name=None, role=None, time_zone=None, seen=None):
    was = Profile.of(member)
    zone = was.time_zone if time_zone is None else time_zone
    profile = Profile(name or was.name, role or was.role, zone, was.level)
    return edit_member(member=member, profile=profile, by=by, actor=Actor.member(by), now=NIGHT, seen=seen)


def test_what_was_changed_is_in_the_audit_and_nothing_else(alice, bob):
    edit(bob, alice, role="manager", time_zone="Europe/Berlin")

    line = AuditEvent.objects.get(object_kind="membership")
    assert line.before == {"role": "technician", "time_zone": ""}
    assert line.after == {"role": "manager", "time_zone": "Europe/Berlin"}


@pytest.mark.parametrize(("who", "role"), [("bob", "owner"), ("alice", "technician"), ("carol", "owner")])
def test_a_manager_neither_makes_nor_unmakes_an_owner(alice, bob, carol, harbor_pine, who, role):
    people.join(harbor_pine, "erin", Role.OWNER)
    member = {"alice": alice, "bob": bob, "carol": carol}[who]

    with pytest.raises(Refused) as refused:
        edit(member, carol, role=role)

    assert list(refused.value.errors) == ["role"]


def test_who_becomes_an_owner_keeps_only_tokens_that_nobody_else_read(alice, bob, carol):
    def made(by):
        return create_token(
            organization=bob.organization, name=f"by {by}", scope="write", membership=bob, by=by,
            actor=Actor.member(by), now=NIGHT,
        )[1]  # fmt: skip

    his, carols = made(bob), made(carol)

    edit(bob, alice, role="owner")

    assert live_token(his) is not None
    assert live_token(carols) is None
    assert AuditEvent.objects.get(verb="revoked", object_kind="api_token").before["name"] == "by Carol"


def test_what_was_on_its_way_is_judged_by_what_its_sender_is_now(alice, bob, carol):
    def wants():
        return create_token(
            organization=bob.organization, name="Mine", scope="write", membership=None, by=carol,
            actor=Actor.member(carol), now=NIGHT,
        )  # fmt: skip

    for change in ({"role": "technician"}, {"archived_at": NIGHT}):
        Membership.objects.filter(pk=carol.pk).update(**change)

        with pytest.raises(Refused):
            edit(bob, carol, role="manager")
        with pytest.raises(Refused):
            wants()


def test_a_token_in_the_name_of_who_became_an_owner_meanwhile_is_refused(alice, bob, carol):
    stale = Membership.objects.get(pk=bob.pk)
    edit(bob, alice, role="owner")

    with pytest.raises(Refused):
        create_token(
            organization=bob.organization, name="Mine", scope="write", membership=stale, by=carol,
            actor=Actor.member(carol), now=NIGHT,
        )  # fmt: skip


def test_who_is_no_owner_any_more_takes_their_owners_invitations_along(alice, harbor_pine):
    erin = people.join(harbor_pine, "erin", Role.OWNER)
    for email, role in (("frank@harbor-pine.example", "owner"), ("grace@harbor-pine.example", "viewer")):
        invite(
            organization=harbor_pine, email=email, role=role, name="", invited_by=alice, actor=Actor.member(alice),
            now=NIGHT,
        )  # fmt: skip

    edit(alice, erin, role="manager")

    assert [row.email for row in unanswered_invitations(harbor_pine)] == ["grace@harbor-pine.example"]


def test_the_last_owner_stays_one(alice):
    with pytest.raises(Refused) as refused:
        edit(alice, alice, role="viewer")

    assert "only owner" in refused.value.errors["role"]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"role": "king"}, "role"), ({"time_zone": "EST"}, "time_zone")],
)  # fmt: skip
def test_nonsense_is_refused_by_field(alice, bob, change, field):
    with pytest.raises(Refused) as refused:
        edit(bob, alice, **change)

    assert list(refused.value.errors) == [field]


def test_the_name_of_somebody_who_belongs_to_another_firm_too_is_theirs(alice, bob):
    elsewhere = people.new_organization("Elsewhere Ltd", "elsewhere", "EL")
    Membership.objects.create(organization=elsewhere, user=bob.user, role="viewer", created_at=NIGHT)

    with pytest.raises(Refused):
        edit(bob, alice, name="Robert")

    assert edit(bob, alice, role="viewer").role == "viewer"


def test_the_second_of_two_editors_is_told(alice, bob):
    seen = edition_of(Profile.of(bob).as_json())
    edit(bob, alice, name="Bobby", seen=seen)

    with pytest.raises(Refused) as refused:
        edit(bob, alice, role="manager", seen=seen)

    assert list(refused.value.errors) == ["changed"]


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_at_once_leave_one():
    harbor_pine = people.new_organization("Harbor Pine IT", "harbor-pine", "HP")
    alice, erin = (people.join(harbor_pine, name, Role.OWNER) for name in ("alice", "erin"))
    gate, refusals = threading.Barrier(2), []

    def demotes(by, member):
        gate.wait(10)
        try:
            edit(member, by, role="technician")
        except Refused as refused:
            refusals.append(refused)
        finally:
            connection.close()

    both = [threading.Thread(target=demotes, args=pair) for pair in ((alice, erin), (erin, alice))]
    [one.start() for one in both]
    [one.join() for one in both]

    assert len(refusals) == 1
    assert Membership.objects.filter(role="owner").count() == 1
