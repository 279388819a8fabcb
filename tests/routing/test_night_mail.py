"""At seven in the morning the owner reads how the night was: once, from when the desk closed, and also after an outage."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import Actor
from accounts.models import Organization
from hours.interval import Interval
from hours.wall import local
from routing.actions import respond
from routing.actions.consent_end import accept
from routing.models import ClockWatch, Decision, Incident, NightMail
from routing.night_times import A_DAY, LATE, night_began, night_to_mail
from sla.charges import WHOLE, cents_of, charged_minutes
from sla.facts import CallOut
from sla.models import SlaTierVersion
from tests.night import Night
from tests.paid import add_fred, by_form, newest, proof_of
from tests.sla.clients import wall
from tests.world import LONG_AGO

ALICE = "alice@harbor-pine.example"
ACTOR = Actor.system()
SEVEN = wall("2026-03-03 07:00")
ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"]


@pytest.fixture
def live(night: Night) -> Night:
    Organization.objects.filter(pk=night.world.organization.pk).update(went_live_at=LONG_AGO)
    night.rest_is_noise = True
    return night


def looks(night: Night, at: datetime) -> None:
    """What the sweep does at that instant."""
    night.clock.to(at)
    ClockWatch.objects.filter(organization=night.world.organization).update(due_at=at)
    night.do_due()
    ClockWatch.objects.filter(organization=night.world.organization).update(due_at=at + timedelta(days=99))


def mornings() -> list[str]:
    return [str(one.body) for one in mail.outbox if one.to == [ALICE] and "Last night" in one.subject]


@pytest.mark.django_db
def test_the_owner_reads_who_did_what_which_times_were_kept_what_it_costs_and_what_waits(live: Night) -> None:
    night, bob = live, live.world.bob
    incident = night.reported()
    night.clock.forward(minutes=4)
    respond.acknowledge(incident_id=incident.pk, by=bob, actor=ACTOR, now=night.clock.now)
    Incident.objects.update(due_at=SEVEN + A_DAY)  # nobody asks him for a sign of life
    night.clock.forward(minutes=40)
    respond.responded(incident_id=incident.pk, how="called", by=bob, actor=ACTOR, now=night.clock.now)
    respond.resolve(
        incident_id=incident.pk, reason="Done", by=bob, actor=ACTOR, now=night.clock.now, minutes=70, billable=True
    )  # fmt: skip
    paid = night.reported("Till is dead", "P1", client="fabrikam")
    respond.resolve(
        incident_id=paid.pk, reason="Done", by=bob, actor=ACTOR, now=night.clock.now, minutes=70, billable=True
    )  # fmt: skip
    night.reported("Printer jams", "P4")
    night.reported("Mail is slow", "P3")

    looks(night, SEVEN - timedelta(minutes=1))
    assert mornings() == []
    looks(night, SEVEN)
    looks(night, SEVEN + timedelta(minutes=1))

    (said,) = mornings()
    assert "From Mon 2 Mar 17:00 EST to Tue 3 Mar 07:00 EST." in said
    assert "HP-1001  P1  Northwind Dental: Nobody can log in" in said
    assert "Bob took it at 02:18 EST." in said
    assert "70 min worked, billable, no rate known." in said
    assert "70 min worked, billable: USD 225.00 for 75 min." in said
    assert "Missed: client answered by 02:44 EST (02:58 EST). In time: taken" in said
    assert "Called: Alice" in said
    waits = said[said.index("Waits at the desk") :]
    assert waits.index("Mail is slow (taken by Tue 3 Mar 12:00 EST)") < waits.index("Printer jams (taken by")
    assert "2 incidents of the night still open." in said
    assert [one.subject for one in mail.outbox if one.to == [ALICE]] == [
        "Last night at Harbor Pine IT: 4 incidents, 1 with a missed time"
    ]


@pytest.mark.django_db
def test_what_somebody_accepted_is_what_it_costs_whatever_the_tier_says_by_now(live: Night) -> None:
    night, fred = live, add_fred(live.world.organization, live.world.fabrikam)
    incident = by_form(night)
    accept(consent_id=newest().pk, proof=proof_of(fred), now=night.clock.now)
    respond.resolve(
        incident_id=incident.pk, reason="Done", by=night.world.bob, actor=ACTOR, now=night.clock.now, minutes=70,
        billable=True,
    )  # fmt: skip
    desk_only = SlaTierVersion.objects.filter(
        tier__organization=night.world.organization, call_out_sold=False
    )
    Decision.objects.create(
        organization=night.world.organization, incident=incident, at=night.clock.now, fact="now worse", outcome="queue",
        band="after_hours", covered=True, priority="P1", reasons=[], next_opening_at=SEVEN, tier_version=desk_only[0], tier_name="8x5 v1",
    )  # fmt: skip

    looks(night, SEVEN)

    assert "70 min worked, billable: USD 225.00 for 75 min, accepted by Fred Fabri." in mornings()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "lines"), [({}, 0), ({"night_mail_when_quiet": True}, 1)])
def test_a_quiet_night_is_a_line_where_that_is_wanted(
    live: Night, change: dict[str, bool], lines: int
) -> None:
    Organization.objects.filter(pk=live.world.organization.pk).update(**change)

    looks(live, SEVEN)

    said = "Nothing came and nobody was called. 0 incidents at the desk:"
    assert [each.split(" http")[0] for each in mornings()] == [said][:lines]
    assert NightMail.objects.get().morning_on == date(2026, 3, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"night_mail_hour": None}, {"night_mail_hour": 8}, {"went_live_at": None}]
)
def test_no_mail_where_none_is_wanted_or_nobody_is_ever_paged(live: Night, change: dict[str, object]) -> None:
    live.reported("Printer jams", "P4")
    Organization.objects.filter(pk=live.world.organization.pk).update(**change)

    looks(live, SEVEN)

    assert not NightMail.objects.exists()


@pytest.mark.django_db
def test_after_an_outage_one_mail_has_what_came_since_the_last(live: Night) -> None:
    looks(live, SEVEN)
    live.reported("Came on the first evening", "P4")

    looks(live, SEVEN + timedelta(days=2, hours=5))
    looks(live, SEVEN + timedelta(days=2, hours=7))

    (said,) = mornings()
    assert "No mail went out on the mornings before" in said
    assert "Came on the first evening" in said


@given(st.sampled_from(ZONES), st.integers(0, 11), st.integers(0, 525_600))
def test_every_morning_has_one_mail_at_its_hour_on_the_wall(zone_name: str, hour: int, minute: int) -> None:
    zone, now = ZoneInfo(zone_name), LONG_AGO + timedelta(minutes=minute)

    found = night_to_mail(now=now, zone=zone, hour=hour)

    if found:
        assert found[1] <= now < found[1] + LATE
        assert local(found[1], zone).date() == found[0] == local(now, zone).date()
    tomorrow = night_to_mail(now=now + A_DAY, zone=zone, hour=hour)
    if found and tomorrow:
        assert tomorrow[0] - found[0] == A_DAY


def test_the_night_begins_when_the_desk_closed_yesterday() -> None:
    monday = [Interval(wall("2026-03-02 08:00"), wall("2026-03-02 17:00"))]
    given = {"morning_on": date(2026, 3, 3), "now": SEVEN, "zone": ZoneInfo("America/New_York")}

    assert night_began(**given, desk_hours=monday, told=None) == wall("2026-03-02 17:00")
    assert night_began(**given, desk_hours=[], told=None) == SEVEN - A_DAY
    late = wall("2026-03-02 12:30")
    assert night_began(**given, desk_hours=[], told=(date(2026, 3, 2), late)) == late
    assert night_began(
        **given, desk_hours=monday, told=(date(2026, 2, 27), wall("2026-02-27 07:00"))
    ) == wall("2026-02-27 07:00")


@pytest.mark.parametrize(
    ("minutes", "charged", "cents"), [(1, 60, 18_000), (60, 60, 18_000), (61, 75, 22_500), (0, 60, 18_000)]
)
def test_a_charge_is_at_least_the_minimum_and_then_in_whole_steps(
    minutes: int, charged: int, cents: int
) -> None:
    sold = CallOut(18_000)
    found = charged_minutes(minutes, sold)

    assert (found, cents_of(found * WHOLE, sold)) == (charged, cents)
