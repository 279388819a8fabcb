"""How the load lies on people, for managers."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from delivery.models import Attempt
from hours import clock
from routing.actions.leave import deactivate
from routing.actions.report import report
from routing.models import Incident
from sla.models import CalendarException
from tests.routing.test_constraints import page
from tests.web.conftest import Browser
from tests.world import DANA, NIGHT, World

pytestmark = pytest.mark.django_db
A_WEEK = "since=2026-03-09&until=2026-03-15"


def test_a_week_on_call_is_all_its_hours_and_every_night_it_touches(carol: Browser, night: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        seen = carol.opens(f"/fairness/?{A_WEEK}")

    assert "Alice 8 168 48 0 0 0" in seen
    assert "Vera 0 0 0 0 0 0" in seen
    assert len(asked) < 15


def test_the_csv_says_the_same(carol: Browser, night: World) -> None:
    answer = carol.http.get(f"/fairness/export.csv?{A_WEEK}")

    assert f"Alice,{night.alice.user.email},168.00,8,48.00,0,0.00,0,0," in answer.getvalue().decode()


@pytest.mark.parametrize(
    "asked",
    ["since=2026-03-09", "since=2026-03-09&until=2026-03-01", "since=2000-01-01&until=2199-01-01", "since=%00&until=99999999-01-01"],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/fairness/", "/fairness/export.csv"])
def test_a_range_that_makes_no_sense_is_answered_in_words(carol: Browser, address: str, asked: str) -> None:
    seen = carol.opens(f"{address}?{asked}")

    assert seen.status == 422
    assert seen.html.count("<title>Error:") == 1


def reported(night: World) -> Incident:
    found = report(
        organization=night.organization, kind="member", summary="Switch down", priority="P4", service_line="help_desk",
        received_at=NIGHT, client=night.northwind, contact_name="Dana Reyes", contact_phone=DANA, reporter=night.carol,
    )  # fmt: skip
    return Incident.objects.get(pk=found.pk)


def sent(night: World, at: datetime, incident: Incident, status: str = "accepted") -> None:
    row = page(incident, member=night.alice)
    Attempt.objects.create(
        organization=night.organization, message=row.message, number=1, status=status, started_at=at
    )


def test_an_incident_wakes_once_however_often_it_pages_and_what_never_left_pages_nobody(
    carol: Browser, night: World
) -> None:
    incident, by_day = reported(night), reported(night)
    sent(night, NIGHT, incident)
    sent(night, NIGHT + timedelta(minutes=2), incident)
    sent(night, NIGHT + timedelta(hours=8), by_day)  # 10:14
    sent(night, NIGHT, incident, status="refused")
    page(incident, member=night.alice)

    seen = carol.opens("/fairness/?since=2026-03-03&until=2026-03-03")

    assert "Alice 2 24 0 0 3 1" in seen


def test_who_has_left_was_on_call_until_then_on_every_page_that_tells_the_past(
    carol: Browser, night: World
) -> None:
    at = NIGHT + timedelta(days=14)
    deactivate(member=night.bob, to=night.dave, by=night.carol, actor=Actor.member(night.carol), now=at)
    clock.move((at - NIGHT).total_seconds())

    seen = carol.opens("/fairness/?since=2026-03-03&until=2026-03-16")
    after = carol.opens("/fairness/?since=2026-03-18&until=2026-03-19")
    past = carol.opens(f"/schedules/{night.backup.pk}/?from=2026-03-03")

    assert "Bob left on 17 Mar 2026 15 335" in seen
    assert "Bob" not in after
    assert "Bob" in past
    assert "Gap" not in past


def test_a_holiday_counts_by_the_day_on_the_desks_calendar(carol: Browser, night: World) -> None:
    desk = night.organization.desk.calendar
    CalendarException.objects.create(
        calendar=desk, kind="holiday", on=date(2026, 5, 26), name="Founder's day"
    )

    seen = carol.opens("/fairness/?since=2026-05-25&until=2026-05-31")  # Memorial Day is the 25th

    assert "Alice 8 168 48 2 0 0" in seen
    assert "On average 4 nights and 84 hours a person. Most nights: Alice, Bob." in seen.html


def test_a_technician_sees_their_own_line_alone(bob: Browser, night: World) -> None:
    seen = bob.opens(f"/fairness/?{A_WEEK}")
    table = bob.http.get(f"/fairness/export.csv?{A_WEEK}").getvalue().decode()

    assert "Bob 8 168 48 0 0 0" in seen
    assert "Alice" not in seen
    assert "Alice" not in table
