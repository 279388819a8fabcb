"""Fragments that renew themselves are sent only when they changed."""

from django.http import HttpResponse
from django.test import RequestFactory

from web.live import stamp_of, unless_seen


def asks(**headers: str) -> HttpResponse:
    request = RequestFactory().get("/live/", headers=headers)
    return unless_seen(request, "abc", lambda: HttpResponse("news"))


def test_who_has_not_seen_it_gets_it_with_its_tag() -> None:
    answer = asks()

    assert (answer.status_code, answer.content, answer["ETag"]) == (200, b"news", '"abc"')


def test_who_has_seen_it_gets_nothing() -> None:
    assert asks(**{"If-None-Match": '"abc"'}).status_code == 304
    assert asks(**{"If-None-Match": 'W/"abc"'}).status_code == 304  # as a compressing proxy writes it


def test_who_has_seen_something_older_gets_it() -> None:
    assert asks(**{"If-None-Match": '"xyz"'}).status_code == 200


def test_a_stamp_is_of_all_its_facts() -> None:
    assert stamp_of(1, "a") == stamp_of(1, "a")
    assert stamp_of(1, "a") != stamp_of(1, "b")
