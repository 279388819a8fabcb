"""On Monday at eight everybody reads who is on call in the coming week: once, on their own clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.audit import Actor
from accounts.models import Organization, User
from hours.wall import local
from oncall.actions.override import add_override
from routing.models import HandoffWatch, WeekMail
from routing.week_times import LATE, week_to_mail
from tests.night import Night
from tests.world import LONG_AGO

MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)  # 08:00 in New York, a day after its clocks went forward
HOUR = timedelta(hours=1)
ZONES = st.sampled_from(
    ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"]
)


def looks(night: Night, at: datetime) -> None:
    """What the sweep does at that instant."""
    HandoffWatch.objects.filter(organization=night.world.organization).update(due_at=at)
    night.clock.now = at
    night.do_due()
    HandoffWatch.objects.filter(organization=night.world.organization).update(due_at=at + timedelta(days=99))


def addresses() -> list[str]:
    return sorted(address for one in mail.outbox for address in one.to)


def body_to(name: str) -> str:
    return next(str(one.body) for one in mail.outbox if one.to == [f"{name}@harbor-pine.example"])


@pytest.mark.django_db
def test_the_team_and_the_desk_read_who_is_on_once_a_week(night: Night) -> None:
    looks(night, MONDAY - timedelta(minutes=1))
    assert addresses() == []
    add_override(
        schedule=night.world.backup, kind="replace", subject=night.world.bob, stand_in=night.world.carol,
        start_at=MONDAY + 24 * HOUR, end_at=MONDAY + 48 * HOUR, actor=Actor.system(), now=MONDAY,
    )  # fmt: skip
    add_override(
        schedule=night.world.primary, kind="remove", subject=night.world.alice, start_at=MONDAY + 24 * HOUR,
        end_at=MONDAY + 25 * HOUR, actor=Actor.system(), now=MONDAY,
    )  # fmt: skip
    User.objects.filter(pk=night.world.dave.user_id).update(time_zone="Europe/London", wants_week_mail=True)
    User.objects.filter(pk=night.world.vera.user_id).update(wants_week_mail=False)

    looks(night, MONDAY + timedelta(minutes=2))
    looks(night, MONDAY + timedelta(minutes=7))

    people = [f"{name}@harbor-pine.example" for name in ("alice", "bob", "carol", "dave", "desk")]
    assert addresses() == people
    assert {one.subject for one in mail.outbox} == {"On call at Harbor Pine IT from Mon 9 Mar to Mon 16 Mar"}
    assert "Backup:\n- until Tue 10 Mar 08:00 EDT: Bob\n- Tue 10 Mar 08:00 EDT to Wed 11 Mar" in body_to(
        "alice"
    )
    assert "- Tue 10 Mar 08:00 EDT to Tue 10 Mar 09:00 EDT: NOBODY" in body_to("desk")
    assert "- Tue 10 Mar 12:00 GMT to Wed 11 Mar 12:00 GMT: Carol" in body_to("dave")
    night.rest_is_noise = True  # Alice was told on Tuesday that she comes on again
    looks(night, MONDAY + timedelta(days=7))
    assert len(addresses()) == 2 * len(people)


@pytest.mark.django_db
def test_a_partner_reads_the_schedules_it_takes_turns_in_and_nothing_else(night: Night) -> None:
    here = night.world.organization
    noc, _ = (
        add_partner(
            organization=here,
            profile=PartnerProfile(name, zone, f"{name}@noc.example"),
            actor=Actor.system(),
            now=LONG_AGO,
        )
        for name, zone in (("Pacific", "Pacific/Auckland"), ("Idle", "UTC"))
    )
    add_override(
        schedule=night.world.backup, kind="add", subject=noc, start_at=MONDAY + HOUR, end_at=MONDAY + 9 * HOUR,
        actor=Actor.system(), now=MONDAY,
    )  # fmt: skip

    looks(night, MONDAY)

    told = [str(one.body) for one in mail.outbox if one.to[0].endswith("noc.example")]
    assert len(told) == 1
    assert "Tue 10 Mar 02:00 NZDT to Tue 10 Mar 10:00 NZDT: Bob and Pacific" in told[0]
    assert "Primary" not in told[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"week_mail_day": None}, {"week_mail_day": 1}, {"week_mail_hour": 9}, {"went_live_at": None}]
)
def test_no_mail_on_another_day_or_hour_or_where_nobody_wants_it(
    night: Night, change: dict[str, int | None]
) -> None:
    Organization.objects.filter(pk=night.world.organization.pk).update(**change)

    looks(night, MONDAY)

    assert addresses() == []


@pytest.mark.django_db
def test_the_database_holds_one_mail_per_organization_and_week(night: Night) -> None:
    looks(night, MONDAY)

    with pytest.raises(IntegrityError, match="one_mail_per_organization_and_week"), transaction.atomic():
        WeekMail.objects.create(
            organization=night.world.organization, week_on=date(2026, 3, 9), written_at=MONDAY
        )


@given(st.integers(-100_000, 400_000), ZONES, st.integers(0, 6), st.integers(0, 23))
def test_a_week_is_due_for_some_hours_from_its_day_and_hour_on(
    minutes: int, zone: str, day: int, hour: int
) -> None:
    now = MONDAY + timedelta(minutes=minutes)

    found = week_to_mail(now=now, zone=ZoneInfo(zone), day=day, hour=hour)

    if found is not None:
        week_on, since = found
        assert week_on.weekday() == 0
        assert since <= now < since + LATE
        assert local(since, ZoneInfo(zone)).date() == week_on + timedelta(days=day)
    assert week_to_mail(now=now, zone=ZoneInfo(zone), day=None, hour=hour) is None
