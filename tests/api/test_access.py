"""Who gets in: tokens, scopes, and what everybody else is told."""

import pytest

from accounts.actions.tokens import revoke_token
from accounts.audit import Actor
from accounts.models import ApiToken
from tests.api.conftest import Caller
from tests.world import NIGHT


def test_a_token_opens_the_door(reader):
    assert reader.get("incidents/").status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [
        None, "", "Bearer", "Bearer ", "Bearer nb_wrong", "Bearer nb_wrong more", "Token {secret}", "{secret}",
        "Basic dXNlcjpwYXNz", "Bearer {secret}x", "Bearer \xe9\xff", "Bearer " + "x" * 5000,
    ],
)  # fmt: skip
def test_everybody_else_is_told_how_to_log_in(night, authorization):
    stranger = Caller(None)
    if authorization is not None:
        stranger.headers = {"Authorization": authorization.format(secret=night.token())}

    answer = stranger.get("incidents/")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["status"] == 401


def test_a_revoked_token_a_leaver_and_a_wrong_token_hear_the_same(night):
    revoked, leaver = night.token(), night.token(member=night.bob)
    revoke_token(token=ApiToken.objects.get(membership=None), actor=Actor.system(), now=NIGHT)
    night.bob.archived_at = NIGHT
    night.bob.save()

    answers = [Caller(token).get("incidents/") for token in (revoked, leaver, "nb_never_was")]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


def test_a_tokens_use_is_remembered(night):
    Caller(night.token()).get("incidents/")

    assert ApiToken.objects.get().last_used_at is not None


def test_a_query_parameter_is_no_token(night):
    assert Caller(None).get("incidents/", token=night.token(), access_token=night.token()).status_code == 401


def test_a_logged_in_session_is_no_token(night):
    caller = Caller(None)
    caller.http.force_login(night.alice.user)

    assert caller.get("incidents/").status_code == 401
    assert caller.post("incidents/", {}).status_code == 401


def test_answers_are_kept_by_no_cache(reader):
    assert reader.get("incidents/").headers["Cache-Control"] == "no-store"
