"""How the load lies on people, for managers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.django_db
A_WEEK = "since=2026-03-09&until=2026-03-15"


def test_a_week_on_call_is_all_its_hours_and_every_night_it_touches(carol: Browser, night: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        seen = carol.opens(f"/fairness/?{A_WEEK}")

    assert "Alice 8 168 48" in seen
    assert "Vera 0 0 0" in seen
    assert len(asked) < 15


def test_the_csv_says_the_same(carol: Browser, night: World) -> None:
    answer = carol.http.get(f"/fairness/export.csv?{A_WEEK}")

    assert f"Alice,{night.alice.user.email},168.00,8,48.00" in answer.getvalue().decode()


@pytest.mark.parametrize(
    "asked",
    ["since=2026-03-09", "since=2026-03-09&until=2026-03-01", "since=2000-01-01&until=2199-01-01", "since=%00&until=99999999-01-01"],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/fairness/", "/fairness/export.csv"])
def test_a_range_that_makes_no_sense_is_answered_in_words(carol: Browser, address: str, asked: str) -> None:
    seen = carol.opens(f"{address}?{asked}")

    assert seen.status == 422
    assert seen.html.count("<title>Error:") == 1
