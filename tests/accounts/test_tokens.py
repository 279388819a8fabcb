"""Tokens: shown once, kept as a hash, refused when revoked or when their member left."""

from datetime import timedelta

import pytest

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.actions.tokens import create_token, note_use, revoke_token
from accounts.audit import Actor
from accounts.models import ApiToken, AuditEvent
from accounts.queries import live_token
from accounts.refusal import Refused
from accounts.tokens import digest, mint_key, mint_token
from tests.world import NIGHT


def make(organization, member=None, scope="read"):
    return create_token(
        organization=organization, name="PSA", scope=scope, membership=member, actor=Actor.system(), now=NIGHT
    )


def test_a_secret_is_marked_long_and_not_shown_by_its_repr():
    minted = mint_token()

    assert minted.secret.startswith("nb_")
    assert len(minted.secret) == 46
    assert minted.secret.startswith(minted.prefix)
    assert minted.secret not in repr(minted)


def test_two_secrets_are_never_the_same():
    assert len({mint_key().secret for _ in range(100)} | {mint_token().secret for _ in range(100)}) == 200


def test_a_partner_has_no_token(harbor_pine):
    profile = PartnerProfile("Pacific NOC", "Pacific/Auckland", "")
    partner = add_partner(organization=harbor_pine, profile=profile, actor=Actor.system(), now=NIGHT)

    with pytest.raises(Refused, match="has no token"):
        make(harbor_pine, partner)


def test_only_the_hash_is_kept(harbor_pine):
    token, secret = make(harbor_pine)

    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert row["token_hash"] == digest(secret)
    assert secret not in map(str, row.values())


def test_the_secret_finds_its_token(harbor_pine):
    token, secret = make(harbor_pine)

    assert live_token(secret) == token
    assert live_token(secret + "x") is None
    assert live_token(token.token_hash) is None
    assert live_token("nb_\ud800\x00") is None


def test_a_revoked_token_is_nobodys(harbor_pine):
    token, secret = make(harbor_pine)

    assert revoke_token(token=token, actor=Actor.system(), now=NIGHT)
    assert not revoke_token(token=token, actor=Actor.system(), now=NIGHT)

    assert live_token(secret) is None
    assert AuditEvent.objects.filter(verb="revoked", object_id=token.pk).count() == 1


def test_the_token_of_a_member_who_left_is_nobodys(harbor_pine, alice):
    _, secret = make(harbor_pine, alice)
    assert live_token(secret) is not None

    alice.archived_at = NIGHT
    alice.save()

    assert live_token(secret) is None


def test_the_token_of_a_closed_login_is_nobodys(harbor_pine, alice):
    _, secret = make(harbor_pine, alice)

    alice.user.is_active = False
    alice.user.save()

    assert live_token(secret) is None


def test_use_is_written_at_most_once_a_minute(harbor_pine):
    token, _ = make(harbor_pine)

    for seconds in (0, 59, 60, 70):
        token.refresh_from_db()
        note_use(token=token, now=NIGHT + timedelta(seconds=seconds))

    token.refresh_from_db()
    assert token.last_used_at == NIGHT + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("name", "scope", "field"),
    [("", "read", "name"), (" ", "read", "name"), ("x" * 81, "read", "name"), ("x", "all", "scope")],
)
def test_a_token_without_sense_is_refused_by_field(harbor_pine, name, scope, field):
    with pytest.raises(Refused) as refused:
        create_token(
            organization=harbor_pine, name=name, scope=scope, membership=None, actor=Actor.system(), now=NIGHT
        )

    assert list(refused.value.errors) == [field]
