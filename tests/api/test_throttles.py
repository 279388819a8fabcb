"""How much a token may ask, and that it is told."""

from tests.api.conftest import Caller
from web.api.throttles import QuestionThrottle, TokenThrottle

QUESTION = {"client": None, "service_line": "security", "priority": "P1", "channel": "alert"}


def test_every_answer_says_what_is_left(reader):
    first, second = reader.get("on-call/"), reader.get("on-call/")

    assert first.headers["RateLimit-Limit"] == str(TokenThrottle.per_minute)
    left = [int(answer.headers["RateLimit-Remaining"]) for answer in (first, second)]
    assert left[0] - left[1] == 1
    assert 0 < int(first.headers["RateLimit-Reset"]) <= 60


def test_questions_are_allowed_at_least_twenty_a_second():
    assert QuestionThrottle.per_minute / 60 >= 20


def test_who_asks_too_much_waits_and_others_do_not(night, monkeypatch):
    monkeypatch.setattr(TokenThrottle, "per_minute", 2)
    greedy, modest = Caller(night.token(scope="read")), Caller(night.token(scope="read"))
    answers = [greedy.get("on-call/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["type"] == "urn:nightbell:throttled"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    assert answers[-1].headers["RateLimit-Remaining"] == "0"
    assert modest.get("on-call/").status_code == 200


def test_questions_and_the_rest_are_counted_apart(night, monkeypatch):
    monkeypatch.setattr(TokenThrottle, "per_minute", 1)
    monkeypatch.setattr(QuestionThrottle, "per_minute", 100)
    caller = Caller(night.token())

    assert [caller.get("on-call/").status_code for _ in range(2)] == [200, 429]
    assert caller.post("coverage/decide/", QUESTION).status_code == 200
