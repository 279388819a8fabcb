"""Never nobody, checked: what Harbor Pine promises against who can be reached, for the coming 60 days."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery.models import ContactMethod
from hours.interval import Interval, merge, subtract
from oncall.models import (
    EscalationPolicy,
    EscalationStep,
    Override,
    OverrideKind,
    OverridePerson,
    Participant,
    StepTarget,
)
from routing.backed import Missing
from routing.holes import AHEAD, Hole, find_holes
from routing.models import Route
from routing.promised import Worked, promised_pages
from sla.models import Agreement, BusinessWindow, Client, Desk, ServiceCalendar, SlaTier
from tests.sla.clients import wall
from tests.world import NIGHT, Elsewhere, World, client, office_hours, schedule

pytestmark = pytest.mark.django_db
BUSINESS = [Interval(wall(f"2026-03-{day:02}T08:00"), wall(f"2026-03-{day:02}T17:00")) for day in range(3, 7)]


def holes(harbor_pine: World, days: int = 60) -> list[Hole]:
    return find_holes(harbor_pine.organization, since=NIGHT, until=NIGHT + timedelta(days=days)).holes


def test_with_alice_first_and_bob_behind_nothing_is_missing(harbor_pine: World) -> None:
    found = find_holes(harbor_pine.organization, since=NIGHT, until=NIGHT + AHEAD)

    assert not found.holes
    assert not found.too_slow


def test_a_second_look_works_out_anew_whatever_an_edit_changed(harbor_pine: World) -> None:
    here, worked = harbor_pine.organization, Worked()
    hours, spare = harbor_pine.northwind.calendar_id, office_hours(here)
    promised = SlaTier.objects.get(organization=here, name="8x5").versions.get()
    edits: list[Callable[[], object]] = [
        lambda: None,
        lambda: Route.objects.create(
            organization=here, policy=harbor_pine.policy, client=harbor_pine.contoso
        ),
        lambda: Agreement.objects.filter(client=harbor_pine.contoso).update(version=promised),
        lambda: Agreement.objects.filter(client=harbor_pine.northwind).update(suspended_at=NIGHT),
        lambda: BusinessWindow.objects.filter(calendar=hours).update(end_minute=720),
        lambda: BusinessWindow.objects.filter(calendar=spare).update(days=[0]),
        lambda: Desk.objects.filter(organization=here).update(calendar=spare),
        lambda: Client.objects.filter(pk=harbor_pine.fabrikam.pk).update(archived_at=NIGHT),
    ]

    for edit in edits:
        edit()
        second = promised_pages(here, NIGHT, NIGHT + AHEAD, worked=worked)
        assert second == promised_pages(here, NIGHT, NIGHT + AHEAD)


def test_when_alice_said_nobody_may_text_or_call_her_phone_everything_promised_is_a_hole(
    harbor_pine: World,
) -> None:
    ContactMethod.objects.filter(member=harbor_pine.alice).update(verified_at=None)

    found = holes(harbor_pine, days=4)

    assert {hole.missing for hole in found} == {Missing.FIRST}
    assert found[0].start == NIGHT
    assert found[0].policy == harbor_pine.policy
    assert found[0].schedules == ("Primary",)
    assert set(found[0].clients) == {"Northwind Dental", "Contoso Legal", "Fabrikam"}
    never = subtract([Interval(NIGHT, NIGHT + timedelta(days=4))], [Interval(h.start, h.end) for h in found])
    assert never == BUSINESS


def test_a_gap_of_the_primary_is_a_hole_where_somebody_is_promised_a_page(harbor_pine: World) -> None:
    start, end = wall("2026-03-07T01:00"), wall("2026-03-07T03:00")
    Override.objects.create(
        schedule=harbor_pine.primary, kind=OverrideKind.REMOVE, subject=harbor_pine.alice, start_at=start, end_at=end, created_at=NIGHT,
    )  # fmt: skip

    found = holes(harbor_pine)

    assert [(hole.start, hole.end, hole.missing) for hole in found] == [(start, end, Missing.FIRST)]


def test_alice_as_her_own_backup_has_carol_of_the_fallback_behind_her(harbor_pine: World) -> None:
    Participant.objects.filter(version__layer__schedule=harbor_pine.backup).update(member=harbor_pine.alice)

    assert not holes(harbor_pine)

    ContactMethod.objects.filter(member=harbor_pine.carol).update(archived_at=NIGHT)
    found = holes(harbor_pine)

    assert {hole.missing for hole in found} == {Missing.BEHIND}
    assert found[0].schedules == ("Backup",)


def test_a_client_of_a_route_of_its_own_is_checked_against_its_own_policy(harbor_pine: World) -> None:
    own = EscalationPolicy.objects.create(organization=harbor_pine.organization, name="Northwind", rounds=1)
    step = EscalationStep.objects.create(
        organization=harbor_pine.organization, policy=own, position=1, wait_seconds=240
    )
    StepTarget.objects.create(step=step, schedule=harbor_pine.backup)
    Route.objects.create(organization=harbor_pine.organization, policy=own, client=harbor_pine.northwind)
    ContactMethod.objects.filter(member=harbor_pine.bob).update(verified_at=None)

    found = [hole for hole in holes(harbor_pine, days=2) if hole.missing is Missing.FIRST]

    assert {hole.policy for hole in found} == {own}
    assert {hole.clients for hole in found} == {("Northwind Dental",)}


def test_a_client_that_is_promised_nothing_at_that_hour_is_not_named(harbor_pine: World) -> None:
    start, end = wall("2026-03-04T12:00"), wall("2026-03-04T13:00")
    Override.objects.create(
        schedule=harbor_pine.primary, kind=OverrideKind.REMOVE, subject=harbor_pine.alice, start_at=start, end_at=end,
        created_at=NIGHT,
    )  # fmt: skip
    closed = ServiceCalendar.objects.create(
        organization=harbor_pine.organization,
        name="Never open",
        time_zone="America/New_York",
        weekend_days=[5, 6],
    )
    Client.objects.filter(pk=harbor_pine.northwind.pk).update(calendar=closed)

    found = holes(harbor_pine, days=4)

    assert [(hole.start, hole.end, hole.clients) for hole in found] == [(start, end, ("Northwind Dental",))]


def test_a_policy_that_asks_the_backup_after_the_acknowledge_target_is_too_slow(harbor_pine: World) -> None:
    EscalationStep.objects.filter(policy=harbor_pine.policy).update(wait_seconds=1500)

    found = find_holes(harbor_pine.organization, since=NIGHT, until=NIGHT + timedelta(days=3)).too_slow

    said = {(slow.missing, slow.priority, slow.after, slow.target) for slow in found}
    assert (Missing.BACKUP_IN_TIME, "P1", timedelta(minutes=25), timedelta(minutes=10)) in said
    assert (Missing.OWNER_IN_TIME, "P1", timedelta(minutes=100), timedelta(minutes=30)) in said
    assert {slow.policy for slow in found} == {harbor_pine.policy}
    assert any("Northwind Dental" in slow.clients for slow in found)


def test_another_firm_s_people_fill_no_hole(harbor_pine: World, other: Elsewhere) -> None:
    ContactMethod.objects.filter(organization=harbor_pine.organization).update(verified_at=None)

    assert {hole.missing for hole in holes(harbor_pine, days=1)} == {Missing.FIRST}
    assert not {name for hole in holes(harbor_pine, days=1) for name in hole.clients} & {other.client.name}


def test_the_number_of_queries_does_not_depend_on_how_much_there_is(harbor_pine: World) -> None:
    holes(harbor_pine)
    with CaptureQueriesContext(
        connection,
    ) as few:
        holes(harbor_pine)
    hours = office_hours(harbor_pine.organization)
    for number in range(5):
        client(harbor_pine.organization, f"Client {number}", f"client-{number}", hours, tier="Gold")
        schedule(harbor_pine.organization, f"Schedule {number}", harbor_pine.dave)
    with CaptureQueriesContext(connection) as many:
        holes(harbor_pine)

    assert len(many) == len(few) <= 14


def test_an_override_that_sets_nobody_reachable_is_a_hole(harbor_pine: World) -> None:
    start, end = wall("2026-03-10T20:00"), wall("2026-03-10T23:00")
    row = Override.objects.create(
        schedule=harbor_pine.primary, kind=OverrideKind.SET, start_at=start, end_at=end, created_at=NIGHT
    )
    OverridePerson.objects.create(override=row, member=harbor_pine.vera)

    found = holes(harbor_pine)

    assert merge(Interval(hole.start, hole.end) for hole in found) == [Interval(start, end)]
