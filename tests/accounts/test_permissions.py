"""Who may do what."""

import pytest

from accounts.models import PARTNER, Role
from accounts.permissions import ALLOWED, Act, may


def test_every_role_has_its_row():
    assert set(ALLOWED) == {*Role.values, PARTNER}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("viewer", {Act.VIEW}),
        ("technician", {Act.VIEW, Act.REPORT, Act.RESPOND, Act.OVERRIDE_SELF}),
        ("manager", set(Act) - {Act.OWN}),
        ("owner", set(Act)),
    ],
)
def test_a_role_may_do_what_its_row_says(role, allowed):
    assert {act for act in Act if may(role, act)} == allowed


def test_each_role_may_do_what_the_next_one_may():
    ranks = ["viewer", "technician", "manager", "owner"]

    for lower, higher in zip(ranks, ranks[1:], strict=False):
        assert ALLOWED[lower] <= ALLOWED[higher]


def test_a_role_nobody_knows_may_do_nothing():
    assert not any(may("janitor", act) for act in Act)
