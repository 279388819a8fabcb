"""Who should take a gap, on the form of an override and by the API."""

from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from oncall.models import LayerVersion, Override, Schedule, TimeOff
from tests.web.conftest import Browser
from tests.world import NIGHT, World, schedule

pytestmark = pytest.mark.django_db
A_NIGHT = "starts=2026-03-10T21:00&ends=2026-03-11T06:00"


@pytest.fixture
def late(night: World) -> Schedule:
    """Dave was on call until three weeks ago."""
    row = schedule(night.organization, "Late", night.dave)
    LayerVersion.objects.filter(layer__schedule=row).update(ends_on=date(2026, 2, 20), ends_time=time(9))
    return row


def test_the_form_of_a_gap_says_who_should_take_it_and_why(
    carol: Browser, night: World, late: Schedule
) -> None:
    with CaptureQueriesContext(connection) as asked:
        seen = carol.opens(f"/schedules/{late.pk}/overrides/?kind=add&{A_NIGHT}")

    assert "Suggested Dave: 10 nights in the 4 weeks before, nothing within 10 h of it" in seen
    assert "Everybody else Alice: 28 nights in the 4 weeks before, on call then already Bob:" in seen
    assert len(asked) < 15
    filled = carol.opens(
        f"/schedules/{late.pk}/overrides/?kind=add&starts=2026-03-10T21%3A00&ends=2026-03-11T06%3A00&subject={night.dave.pk}"
    )
    assert f'<option value="{night.dave.pk}" selected>' in filled.html


def test_nights_in_a_schedule_that_was_archived_since_count(
    carol: Browser, night: World, late: Schedule
) -> None:
    row = schedule(night.organization, "Winter", night.dave)
    Schedule.objects.filter(pk=row.pk).update(archived_at=NIGHT)

    seen = carol.opens(f"/schedules/{late.pk}/overrides/?kind=add&{A_NIGHT}")

    assert "Dave: 21 nights in the 4 weeks before" in seen


def test_nobody_fits_is_said_with_what_each_lacks(carol: Browser, night: World, late: Schedule) -> None:
    TimeOff.objects.create(
        organization=night.organization, member=night.dave, start_at=NIGHT, end_at=NIGHT.replace(month=4),
    )  # fmt: skip

    seen = carol.opens(f"/schedules/{late.pk}/overrides/?kind=add&{A_NIGHT}")

    assert "Nobody fits well" in seen
    assert "Dave: 10 nights in the 4 weeks before, on time off" in seen


def test_a_junior_is_suggested_with_a_word_where_somebody_would_come_along(
    carol: Browser, night: World, late: Schedule
) -> None:
    Membership.objects.filter(pk=night.dave.pk).update(level="junior")

    seen = carol.opens(f"/schedules/{late.pk}/overrides/?kind=add&{A_NIGHT}")

    assert "Nobody fits well" in seen
    assert (
        "Dave: 10 nights in the 4 weeks before, junior: for some clients a colleague would be paged too"
        in seen
    )


def test_asking_who_should_take_it_saves_nothing_and_keeps_what_was_typed(
    carol: Browser, night: World, late: Schedule
) -> None:
    seen = carol.sends(
        f"/schedules/{late.pk}/overrides/?kind=replace", suggest="yes", subject=night.alice.pk,
        starts="2026-03-10T21:00", ends="2026-03-11T06:00", reason="Alice travels",
    )  # fmt: skip

    assert "Suggested Dave" in seen
    assert "Alice:" not in seen
    assert 'value="Alice travels"' in seen.html
    assert not Override.objects.exists()


@pytest.mark.parametrize(
    "typed", ["starts=0001-01-01T00:00&ends=9999-12-31T23:59", "starts=x&ends=y", "starts=2026-03-11T06:00&ends=2026-03-10T21:00", f"{A_NIGHT}&subject={'9' * 5000}"]
)  # fmt: skip
@pytest.mark.parametrize("kind", ["add", "replace", "set", "remove"])
def test_whatever_stands_in_the_address_the_form_opens(
    carol: Browser, late: Schedule, kind: str, typed: str
) -> None:
    assert carol.opens(f"/schedules/{late.pk}/overrides/?kind={kind}&{typed}").status == 200


def test_a_technician_is_shown_no_comparison(dave: Browser, late: Schedule) -> None:
    seen = dave.opens(f"/schedules/{late.pk}/overrides/?kind=add&{A_NIGHT}")

    assert "Suggested" not in seen
    assert "Who should take it?" not in seen


def test_programs_are_told_the_same(night: World, late: Schedule, client: Any) -> None:
    headers = {"Authorization": f"Bearer {night.token(scope='read')}"}
    asked = {
        "start": "2026-03-11T01:00:00Z",
        "end": "2026-03-11T10:00:00Z",
        "instead_of": night.bob.user.email,
    }

    told = client.get(f"/api/v1/schedules/{late.pk}/suggestions/", asked, headers=headers)
    bad = client.get(
        f"/api/v1/schedules/{late.pk}/suggestions/", asked | {"end": "2026-03-11T01:00:00Z"}, headers=headers
    )

    assert [(one["member"], one["fits"], one["nights"]) for one in told.json()] == [
        (night.dave.user.email, True, 10), (night.alice.user.email, False, 28),
    ]  # fmt: skip
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["end"])
