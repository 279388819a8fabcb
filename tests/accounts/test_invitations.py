"""Coming in: once, in time, and never with somebody else's password."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from accounts.actions.invitations import (
    STANDS_FOR,
    InvitationGone,
    accept_as_newcomer,
    accept_as_user,
    invite,
)
from accounts.audit import Actor
from accounts.models import AuditEvent, Invitation, Membership, User
from accounts.queries import open_invitation
from accounts.refusal import Refused
from tests import world as people
from tests.world import NIGHT, PASSWORD

BOB = "bob@harbor-pine.example"


def ask_in(organization, email=BOB, role="technician", now=NIGHT):
    return invite(
        organization=organization, email=email, role=role, name="Bob", invited_by=None, actor=Actor.system(),
        now=now,
    ).secret  # fmt: skip


def accept(secret, name="Bob", password=PASSWORD, now=NIGHT):
    return accept_as_newcomer(secret=secret, name=name, password=password, address="192.0.2.7", now=now)


def test_a_newcomer_becomes_a_member_with_the_role_of_the_invitation(harbor_pine):
    membership = accept(ask_in(harbor_pine))

    assert (membership.organization, membership.role) == (harbor_pine, "technician")
    assert membership.user.email == BOB
    assert membership.user.check_password(PASSWORD)
    line = AuditEvent.objects.get(verb="joined")
    assert (line.actor_id, line.address) == (membership.pk, "192.0.2.7")


def test_only_the_hash_of_the_link_is_kept(harbor_pine):
    secret = ask_in(harbor_pine)

    assert secret not in map(str, Invitation.objects.values().get().values())


def test_an_invitation_is_accepted_once(harbor_pine):
    secret = ask_in(harbor_pine)
    accept(secret)

    with pytest.raises(InvitationGone):
        accept(secret)

    assert open_invitation(secret, NIGHT) is None


def test_an_invitation_ends_after_seven_days(harbor_pine):
    secret = ask_in(harbor_pine)

    assert open_invitation(secret, NIGHT + timedelta(days=7, seconds=-1))
    with pytest.raises(InvitationGone):
        accept(secret, now=NIGHT + STANDS_FOR)


def test_a_newer_invitation_replaces_the_older(harbor_pine):
    old, new = ask_in(harbor_pine), ask_in(harbor_pine, email=BOB.upper())

    with pytest.raises(InvitationGone):
        accept(old)

    assert accept(new).role == "technician"


@pytest.mark.parametrize("password", ["short", "password1234", "bobbob", ""])
def test_a_weak_password_is_refused_and_the_invitation_stands(harbor_pine, password):
    secret = ask_in(harbor_pine)

    with pytest.raises(Refused) as refused:
        accept(secret, password=password)

    assert "password" in refused.value.errors
    assert not User.objects.exists()
    assert open_invitation(secret, NIGHT)


def test_an_invitation_never_sets_the_password_of_a_user_who_exists(harbor_pine):
    elsewhere = people.new_organization("Elsewhere Ltd", "elsewhere", "EL")
    mallory = people.join(elsewhere, "mallory", people.Role.OWNER)
    secret = ask_in(harbor_pine, email=mallory.user.email.upper())

    with pytest.raises(Refused):
        accept(secret, password="another horse battery")

    mallory.user.refresh_from_db()
    assert mallory.user.check_password(PASSWORD)


def test_a_user_joins_a_second_organization_as_themselves(harbor_pine):
    elsewhere = people.new_organization("Elsewhere Ltd", "elsewhere", "EL")
    mallory = people.join(elsewhere, "mallory", people.Role.OWNER)
    secret = ask_in(harbor_pine, email=mallory.user.email)

    membership = accept_as_user(secret=secret, user=mallory.user, address=None, now=NIGHT)

    assert membership.organization == harbor_pine
    assert mallory.user.memberships.count() == 2


def test_somebody_elses_invitation_does_not_work(harbor_pine, alice):
    secret = ask_in(harbor_pine)

    with pytest.raises(InvitationGone):
        accept_as_user(secret=secret, user=alice.user, address=None, now=NIGHT)


def test_a_member_who_left_comes_back_with_a_new_role(harbor_pine, alice):
    alice.archived_at = NIGHT
    alice.save()
    secret = ask_in(harbor_pine, email=alice.user.email, role="viewer")

    membership = accept_as_user(secret=secret, user=alice.user, address=None, now=NIGHT)

    assert (membership.pk, membership.role, membership.archived_at) == (alice.pk, "viewer", None)


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [("nobody", "viewer", "email"), (BOB, "king", "role"), ("alice@harbor-pine.example", "viewer", "email")],
)
def test_an_invitation_without_sense_is_refused_by_field(harbor_pine, alice, email, role, field):
    with pytest.raises(Refused) as refused:
        ask_in(harbor_pine, email=email, role=role)

    assert list(refused.value.errors) == [field]


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_become_one_member():
    harbor_pine = people.new_organization("Harbor Pine IT", "harbor-pine", "HP")
    secret = ask_in(harbor_pine)
    outcomes = []

    def come_in():
        try:
            outcomes.append(accept(secret))
        except InvitationGone:
            outcomes.append(None)
        finally:
            connection.close()

    both = [threading.Thread(target=come_in) for _ in range(4)]
    [one.start() for one in both]
    [one.join() for one in both]

    assert len([one for one in outcomes if one]) == 1
    assert len(outcomes) == 4
    assert Membership.objects.count() == User.objects.count() == 1


def sent_by(sender, role):
    return invite(
        organization=sender.organization, email=BOB, role=role, name="Bob", invited_by=sender, actor=Actor.system(),
        now=NIGHT,
    ).secret  # fmt: skip


@pytest.mark.parametrize(
    ("role", "sender_is_now", "stands"),
    [("owner", "owner", True), ("owner", "manager", False), ("manager", "manager", True), ("viewer", "technician", False)],
)  # fmt: skip
def test_an_invitation_counts_while_its_sender_may_still_ask_for_that_role(
    alice, role, sender_is_now, stands
):
    secret = sent_by(alice, role)

    Membership.objects.filter(pk=alice.pk).update(role=sender_is_now)

    assert (open_invitation(secret, NIGHT) is not None) is stands
    if not stands:
        with pytest.raises(InvitationGone):
            accept(secret)


def test_whoever_left_lets_nobody_in_any_more(alice):
    secret = sent_by(alice, "technician")

    Membership.objects.filter(pk=alice.pk).update(archived_at=NIGHT)

    with pytest.raises(InvitationGone):
        accept(secret)


def test_a_mailbox_gets_five_invitations_an_hour_whoever_sends_them(harbor_pine):
    elsewhere = people.new_organization("Elsewhere", "elsewhere", "EL")
    for _ in range(5):
        ask_in(elsewhere)

    with pytest.raises(Refused) as refused:
        ask_in(harbor_pine, email=BOB.upper())

    assert "Too many" in refused.value.errors["email"]
    assert ask_in(harbor_pine, now=NIGHT + timedelta(hours=1))
