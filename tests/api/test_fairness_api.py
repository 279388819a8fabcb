"""How the load lies on people, as programs read it."""

from datetime import UTC, datetime

import pytest

from oncall.models import Schedule
from tests.api.conftest import Caller
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_week_on_call_is_told_by_person(night: World) -> None:
    told = Caller(night.token(scope="read")).get("fairness/", since="2026-03-09", until="2026-03-15").json()

    assert (told["since"], told["until"]) == ("2026-03-09", "2026-03-15")
    assert told["members"][0] == {
        "member": night.alice.user.email, "name": "Alice", "hours": 168.0, "nights": 8, "weekend_hours": 48.0,
        "holidays": 0, "holiday_hours": 0.0, "pages": 0, "woken_by_incidents": 0, "left_at": None,
    }  # fmt: skip
    assert len(told["members"]) == 5


def test_what_a_schedule_bore_until_it_was_archived_counts(night: World) -> None:
    Schedule.objects.filter(pk=night.backup.pk).update(archived_at=datetime(2026, 3, 12, 4, tzinfo=UTC))

    told = Caller(night.token(scope="read")).get("fairness/", since="2026-03-09", until="2026-03-15").json()

    hours = {line["name"]: line["hours"] for line in told["members"]}
    assert (hours["Alice"], hours["Bob"]) == (168.0, 72.0)


def test_a_technicians_token_is_told_their_own_line(night: World) -> None:
    told = Caller(night.token(member=night.bob)).get("fairness/").json()

    assert [line["name"] for line in told["members"]] == ["Bob"]


@pytest.mark.parametrize(
    "asked", [{"since": "soon"}, {"since": "2026-03-09", "until": "2026-03-01"}, {"since": "2026-01-01", "until": "2027-03-01"}, {"until": "2199-12-31"}]
)  # fmt: skip
def test_days_that_make_no_sense_are_refused_by_name(night: World, asked: dict[str, str]) -> None:
    answer = Caller(night.token()).get("fairness/", **asked)

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) <= {"since", "until"}
