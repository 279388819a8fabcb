"""A form sent several times at the same moment makes one thing: real threads on real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import ApiToken
from tests.web.conftest import Browser, Seen
from tests.web.test_once import TOKEN, rendering
from tests.world import world


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_token_and_both_lead_there() -> None:
    carol = Browser(world().carol)
    fields = {**TOKEN, "rendering": rendering(carol.opens("/tokens/new/"))}
    gate = threading.Barrier(4)

    def click(_number: int) -> Seen:
        gate.wait(10)
        try:
            return another(carol).sends("/tokens/new/", **fields)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        seen = list(hands.map(click, range(4)))

    assert ApiToken.objects.filter(name="Ticket sync").count() == 1
    assert [each.status for each in seen] == [200] * 4
    assert sum("That form was sent twice." in each for each in seen) == 3


def another(browser: Browser) -> Browser:
    """The same session in a client of its own, for a thread."""
    same = Browser(None)
    same.http.cookies = browser.http.cookies.copy()
    return same
