"""Clients: what was promised for which hours, whom to call, where their form is."""

import pytest

from sla.models import (
    BusinessWindow,
    CalendarException,
    Client,
    ClientContact,
    Runbook,
    RunbookStep,
    ServiceCalendar,
)
from tests.web.conftest import Browser, reported
from tests.world import DANA, LONG_AGO, World

pytestmark = pytest.mark.django_db


def test_the_list_shows_each_in_its_own_hour(bob: Browser, night: World) -> None:
    in_chicago = ServiceCalendar.objects.create(
        organization=night.organization, name="Chicago", time_zone="America/Chicago", weekend_days=[5, 6]
    )
    Client.objects.filter(pk=night.contoso.pk).update(calendar=in_chicago)

    seen = bob.opens("/clients/")

    assert "Contoso Legal contoso-legal 01:14 CST After hours 24/7 monitoring + 8x5" in seen
    assert "Northwind Dental northwind-dental 02:14 EST After hours Gold Dana Reyes +1 212 555 0142" in seen


def test_the_list_counts_open_incidents(bob: Browser, night: World) -> None:
    reported(night, "Core switch down", "P1")

    seen = bob.opens("/clients/")

    assert "+1 212 555 0142 1" in seen


def test_the_list_is_leafed_through_and_keeps_what_was_asked(bob: Browser, night: World) -> None:
    Client.objects.bulk_create(
        Client(
            organization=night.organization, name=f"Branch {number:03}", code=f"branch-{number}", calendar=night.northwind.calendar,
            created_at=LONG_AGO, archived_at=LONG_AGO if number == 0 else None,
        )
        for number in range(103)
    )  # fmt: skip

    first, second = bob.opens("/clients/?q=branch"), bob.opens("/clients/?q=branch&page=2")

    assert "Branch 050" in first
    assert "Branch 051" not in first
    assert "1 to 50 of 102 Next" in first
    assert 'href="?q=branch&amp;page=2"' in first.html
    assert "Branch 051" in second
    assert "Previous 51 to 100 of 102 Next" in second
    assert "Archived" not in second
    assert "Archived (1)" in bob.opens("/clients/?q=branch&page=3")
    assert [bob.opens(f"/clients/?page={wrong}").status for wrong in ("4", "0", "x", "9" * 20)] == [404] * 4


def test_the_week_says_what_happens_hour_by_hour(bob: Browser) -> None:
    seen = bob.opens("/clients/fabrikam/?priority=P1")

    assert "Tue 3 Mar 00:00–08:00 After hours Not covered Desk later Page, contain only" in seen
    assert "Tue 3 Mar 08:00–17:00 Business hours Desk Desk Desk" in seen
    assert "Sat 7 Mar 00:00–24:00 Weekend Not covered Desk later Page, contain only" in seen


def test_the_week_is_drawn_with_the_same_words(bob: Browser) -> None:
    seen = bob.opens("/clients/fabrikam/?priority=P1")

    assert "<title>08:00–17:00 Business hours: Desk</title>" in seen.html
    assert "<title>17:00–24:00 After hours: Page, contain only</title>" in seen.html


def test_a_holiday_is_named(bob: Browser, night: World) -> None:
    CalendarException.objects.create(
        calendar=night.northwind.calendar, kind="holiday", on="2026-03-05", name="Founders' Day"
    )

    seen = bob.opens("/clients/northwind-dental/")

    assert "Thu 5 Mar 00:00–24:00 Founders' Day Page Page Page" in seen
    assert "Thu 5 March: Founders' Day" in seen


def test_the_week_changes_when_our_desk_closes_before_the_client_does(bob: Browser, night: World) -> None:
    long_days = ServiceCalendar.objects.create(
        organization=night.organization, name="Long days", time_zone="America/New_York", weekend_days=[5, 6]
    )
    BusinessWindow.objects.create(calendar=long_days, days=[0, 1, 2, 3, 4], start_minute=480, end_minute=1200)
    Client.objects.filter(pk=night.contoso.pk).update(calendar=long_days)

    seen = bob.opens("/clients/contoso-legal/?priority=P1")

    assert "Tue 3 Mar 08:00–17:00 Business hours Desk Desk Desk" in seen
    assert "Tue 3 Mar 17:00–20:00 Business hours Page Page Page" in seen


def test_the_tier_is_a_grid_that_can_be_read(bob: Browser) -> None:
    seen = bob.opens("/clients/contoso-legal/")

    assert "24/7 monitoring + 8x5 v1 holds today" in seen
    assert "After hours P1 Not covered P2 P3 P4 Desk P1 P2 Page P3 P4 Desk P1 P2 Page P3 P4 Desk" in seen
    assert "P1 10 min 30 min 1 h 4 h around the clock" in seen


def test_contacts_hours_and_the_form_are_there(bob: Browser) -> None:
    seen = bob.opens("/clients/northwind-dental/")

    assert f'href="tel:{DANA}"' in seen.html
    assert "Mon–Fri 08:00–17:00" in seen
    assert "/r/harbor-pine-northwind-dental/" in seen


def test_the_runbook_is_there(bob: Browser, night: World) -> None:
    runbook = Runbook.objects.create(
        organization=night.organization, client=night.northwind, title="Switch down"
    )
    RunbookStep.objects.create(
        runbook=runbook, position=1, text="Check the UPS", responsible="On call", deadline_minutes=10
    )

    seen = bob.opens("/clients/northwind-dental/")

    assert "Switch down Check the UPS On call within 10 min of taking it" in seen


def test_another_organizations_client_is_not_there(mallory: Browser) -> None:
    assert mallory.opens("/clients/northwind-dental/").status == 404
    assert "Northwind" not in mallory.opens("/clients/")


def test_an_unknown_priority_is_not_there(bob: Browser) -> None:
    assert bob.opens("/clients/fabrikam/?priority=P5").status == 404


def test_its_page_says_what_is_missing_for_the_night_until_nothing_is(alice: Browser, night: World) -> None:
    page, agreement = "/clients/northwind-dental/", night.northwind.agreements.get()
    bare = alice.opens(page)

    Runbook.objects.create(organization=night.organization, title="Whatever comes")
    ClientContact.objects.update(may_approve_charges=True, gets_bills=True, is_vip=True)
    Client.objects.filter(pk=night.northwind.pk).update(links=[["Vault", "https://vault.example/nd"]])
    incident = reported(night, "Core switch down", "P1", contact=night.northwind.contacts.get())
    seen, board, shown = alice.opens(page), alice.opens("/"), alice.opens(f"/incidents/{incident.number}/")

    assert "no runbook says what to do. Write a runbook" in bare
    assert "gets no link to their documentation. Add a link" in bare
    assert f'href="/clients/northwind-dental/agreements/{agreement.pk}/sheet/"' in bare.html
    assert "1 thing is missing Nobody there accepted what is promised in writing." in seen
    assert "+1 212 555 0142 1 1 thing missing" in alice.opens("/clients/?ready=no&q=northwind")
    assert 'href="https://vault.example/nd"' in shown.html
    assert "VIP" in board
    assert "Northwind Dental VIP" in alice.opens("/incidents/")
    assert "VIP" in shown
