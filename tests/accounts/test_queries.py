"""Nobody finds the rows of another organization."""

import pytest

from accounts.models import Membership
from accounts.queries import (
    choose_organization,
    current_membership,
    get_membership,
    member_by_email,
    members,
    memberships_of,
)
from tests import world as people
from tests.world import NIGHT


@pytest.fixture
def mallory(db):
    return people.join(people.new_organization("Elsewhere", "elsewhere", "EL"), "mallory", people.Role.OWNER)


def test_a_member_is_found_at_home_only(harbor_pine, alice, mallory):
    assert get_membership(harbor_pine, alice.pk) == alice
    with pytest.raises(Membership.DoesNotExist):
        get_membership(harbor_pine, mallory.pk)


def test_a_member_is_found_by_address_in_any_case_at_home_only(harbor_pine, alice, mallory):
    assert member_by_email(harbor_pine, " Alice@Harbor-Pine.EXAMPLE ") == alice
    with pytest.raises(Membership.DoesNotExist):
        member_by_email(harbor_pine, mallory.user.email)


def test_who_left_is_no_member(harbor_pine, alice):
    alice.archived_at = NIGHT
    alice.save()

    assert not members(harbor_pine).exists()
    assert not memberships_of(alice.user).exists()
    with pytest.raises(Membership.DoesNotExist):
        member_by_email(harbor_pine, alice.user.email)


def test_the_first_organization_is_looked_at_until_another_is_chosen(harbor_pine, alice, mallory):
    there = Membership.objects.create(
        organization=mallory.organization, user=alice.user, role="viewer", created_at=NIGHT
    )
    session = {}
    assert current_membership(alice.user, session) == there  # Elsewhere comes before Harbor Pine

    choose_organization(alice.user, session, "harbor-pine")

    assert current_membership(alice.user, session) == alice


def test_an_organization_one_is_no_member_of_cannot_be_chosen(alice, mallory):
    session = {}

    with pytest.raises(Membership.DoesNotExist):
        choose_organization(alice.user, session, "elsewhere")

    assert current_membership(alice.user, session) == alice


def test_a_choice_that_ended_falls_back_to_what_is_left(harbor_pine, alice, mallory):
    there = Membership.objects.create(
        organization=mallory.organization, user=alice.user, role="viewer", created_at=NIGHT
    )
    session = {}
    choose_organization(alice.user, session, "elsewhere")

    there.archived_at = NIGHT
    there.save()

    assert current_membership(alice.user, session) == alice


def test_who_is_a_member_nowhere_has_no_membership(alice):
    alice.archived_at = NIGHT
    alice.save()

    assert current_membership(alice.user, {}) is None
