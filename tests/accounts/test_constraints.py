"""What the database itself holds, whatever the code above it does."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.audit import Actor, record
from accounts.models import ApiToken, AuditEvent, IdempotencyKey, Invitation, Membership, Organization, User
from tests import world as people
from tests.world import NIGHT


@pytest.fixture
def mallory(db):
    return people.join(people.new_organization("Elsewhere", "elsewhere", "EL"), "mallory", people.Role.OWNER)


@pytest.fixture
def token(harbor_pine):
    return ApiToken.objects.create(
        organization=harbor_pine, name="PSA", prefix="nb_x", token_hash="h", scope="read", created_at=NIGHT
    )


def refused(name, make):
    with pytest.raises(IntegrityError, match=name):
        make_for_good(make)


@transaction.atomic
def make_for_good(make):
    make()
    connection.check_constraints()


def test_one_user_per_address_in_any_case(alice):
    refused("one_user_per_address", lambda: User.objects.create(email=alice.user.email.upper(), name="A"))


def test_one_membership_per_user(alice):
    refused(
        "one_membership_per_user",
        lambda: Membership.objects.create(
            organization=alice.organization, user=alice.user, role="viewer", created_at=NIGHT
        ),
    )


def test_a_role_is_known(alice):
    refused("membership_role_is_known", lambda: Membership.objects.update(role="king"))


def test_an_incident_prefix_is_capital_letters(harbor_pine):
    refused("incident_prefix_is_capital_letters", lambda: Organization.objects.update(incident_prefix="hp-1"))


def test_the_fallback_rings_at_most_twice_a_minute(harbor_pine):
    refused(
        "fallback_rings_at_most_twice_a_minute",
        lambda: Organization.objects.update(fallback_interval_seconds=29),
    )


def test_one_open_invitation_per_address(harbor_pine):
    def ask(token_hash, email, **more):
        Invitation.objects.create(
            organization=harbor_pine, email=email, role="viewer", token_hash=token_hash, created_at=NIGHT,
            expires_at=NIGHT, **more,
        )  # fmt: skip

    ask("1", "bob@x.example")
    ask("2", "bob@x.example", revoked_at=NIGHT)

    refused("one_open_invitation_per_address", lambda: ask("3", "BOB@x.example"))


def test_a_token_is_never_bound_to_another_organizations_member(harbor_pine, mallory, token):
    refused(
        "accounts_apitoken_membership_id_in_organization",
        lambda: ApiToken.objects.filter(pk=token.pk).update(membership=mallory),
    )


def test_a_token_scope_is_known(token):
    refused("token_scope_is_known", lambda: ApiToken.objects.update(scope="all"))


def test_one_answer_per_idempotency_key(token):
    def claim():
        IdempotencyKey.objects.create(
            organization=token.organization, token=token, key="k", request_hash="h", created_at=NIGHT
        )

    claim()

    refused("one_answer_per_idempotency_key", claim)


@pytest.fixture
def line(harbor_pine):
    return record(
        organization=harbor_pine, actor=Actor.system(), verb="tested", object_kind="x", object_id=1, now=NIGHT
    )


@pytest.mark.parametrize(
    "spoil", [lambda: AuditEvent.objects.update(verb="nothing"), lambda: AuditEvent.objects.all().delete()]
)
def test_the_audit_only_grows(line, spoil):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        spoil()

    assert AuditEvent.objects.filter(pk=line.pk, verb="tested").exists()


def test_the_audit_is_forgotten_on_purpose_only(line):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL nightbell.forgetting = 'on'")
        AuditEvent.objects.filter(pk=line.pk).delete()

    assert not AuditEvent.objects.filter(pk=line.pk).exists()
