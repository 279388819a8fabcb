"""Calendars typed as a person writes a week; holidays chosen, special days added, and told whom it touches."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from hours.weekly import WeeklyWindow
from sla.calendar_templates import TEMPLATES
from sla.desk import desk_time
from sla.holiday_days import days
from sla.models import Client, Desk, ServiceCalendar
from sla.own_holidays import own_holidays
from sla.stored_facts import facts_for
from tests.web.conftest import Browser, Seen, reported
from tests.world import NIGHT, World
from web.week_text import day_texts, read_day, windows_of

WEEK = {f"day_{number}": "08:00-17:00" for number in range(5)}


@pytest.fixture
def office(night: World) -> ServiceCalendar:
    return night.northwind.calendar


def shown(page: Seen) -> dict[str, object]:
    return {name: value for name, value in page.response.context["form"].initial.items() if value is not None}


@pytest.mark.parametrize(
    ("typed", "windows"),
    [
        ("", []),
        ("closed", []),
        ("8-17", [(480, 1020)]),
        ("08:00 – 12:00, 13:00 to 17:30", [(480, 720), (780, 1050)]),
        ("22:00-06:00", [(1320, 360)]),
        ("all day", [(0, 1440)]),
        ("18:00-00:00", [(1080, 1440)]),
        ("9am - 12:30 p.m., 1pm to 5 PM", [(540, 750), (780, 1020)]),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, windows: list[tuple[int, int]]) -> None:
    assert read_day(typed) == windows


@pytest.mark.parametrize(
    "typed", ["morning", "25:00-26:00", "08:00-08:00", "8", "08:00-17:00-18:00", "13pm-14pm", "0am-5pm"]
)
def test_a_day_that_cannot_be_read_says_what_would_be_right(typed: str) -> None:
    with pytest.raises(ValueError, match=r"08:00-17:00|17:00, from|all day"):
        read_day(typed)


def test_a_week_comes_back_as_it_was_stored() -> None:
    week = (
        WeeklyWindow(frozenset({0, 1}), 480, 720),
        WeeklyWindow(frozenset({0}), 780, 1020),
        WeeklyWindow(frozenset({6}), 0, 1440),
    )

    assert windows_of([read_day(text) for text in day_texts(week)]) == tuple(
        sorted(week, key=lambda each: (each.start_minute, each.end_minute))
    )


@pytest.mark.django_db
def test_an_edit_says_whom_it_touches_and_what_comes_in_next_goes_by_it(
    alice: Browser, night: World, office: ServiceCalendar
) -> None:
    page = f"/calendars/{office.pk}/edit/"
    opened = alice.opens(page)
    before = reported(night, "Phones are dead", "P1")
    around = shown(opened) | {f"day_{number}": "00:00-24:00" for number in range(7)}

    alice.sends(page, **around)

    assert "This touches 3: Contoso Legal, Fabrikam, Northwind Dental." in opened
    after = reported(night, "Phones are dead again", "P1")
    bands = [each.decisions.get().band for each in (before, after)]
    assert bands == ["after_hours", "business_hours"]
    told = AuditEvent.objects.get(verb="calendar.edited")
    assert told.before == {"windows": [[[0, 1, 2, 3, 4], 480, 1020]]}


@pytest.mark.django_db
def test_holidays_are_chosen_by_name_and_a_year_is_shown(
    alice: Browser, night: World, office: ServiceCalendar
) -> None:
    page = f"/calendars/{office.pk}/holidays/"
    form = shown(alice.opens(page))
    form["closed"] = [name for name in form["closed"] if not name.startswith("Columbus Day")]

    alice.sends(page, **form)

    seen = alice.opens(f"/calendars/{office.pk}/?year=2027")
    assert "Mon 11 October Columbus Day worked" in seen
    assert "Thu 25 November Thanksgiving Day closed" in seen
    assert alice.opens(f"/calendars/{office.pk}/?year=20270").status == 404
    office.refresh_from_db()
    assert office.holidays_off == ["Columbus Day"]


@pytest.mark.django_db
def test_a_half_day_is_added_and_removed(alice: Browser, night: World, office: ServiceCalendar) -> None:
    page = f"/calendars/{office.pk}/days/new/"
    wrong = alice.sends(page, kind="holiday", on="2026-03-03", starts="17:00", ends="12:00")
    odd = alice.sends(page, kind="holiday", on="2026-03-03", starts="noon")

    seen = alice.sends(
        page, kind="holiday", on="2026-03-03", starts="00:00", ends="12pm", name="Founders' Day"
    )

    assert "It must end after it starts" in wrong
    assert "is not a time of day" in odd
    assert "Tue 3 March 2026 Founders' Day A holiday of their own 00:00–12:00" in seen
    assert reported(night, "Phones are dead", "P1").decisions.get().band == "holiday"
    day = office.exceptions.get()
    assert "like any other again" in alice.sends(f"/calendars/{office.pk}/days/{day.pk}/remove/")
    assert reported(night, "Phones are dead again", "P1").decisions.get().band == "after_hours"


@pytest.mark.django_db
def test_a_year_is_shown_with_each_odd_day_and_what_is_chosen_holds_at_night(
    alice: Browser, night: World, office: ServiceCalendar
) -> None:
    days = f"/calendars/{office.pk}/days/new/"
    alice.sends(
        days, kind="opening", on="2026-10-31", starts="20:00", until="2026-11-01", ends="02:00", name="Move"
    )
    alice.sends(days, kind="holiday", on="2025-03-03", yearly="on", name="Founders' day")
    backwards = alice.sends(days, kind="closing", on="2026-10-31", until="2026-10-30")
    form = shown(alice.opens(f"/calendars/{office.pk}/edit/"))
    alice.sends(
        f"/calendars/{office.pk}/edit/", **{name: value for name, value in form.items() if name != "observed"}
    )

    year = alice.opens(f"/calendars/{office.pk}/year/?year=2026")
    file = b"".join(alice.http.get(f"/calendars/{office.pk}/year.csv?year=2026")).decode()
    frozen = reported(night, "Phones are dead", "P1").decisions.get()

    assert "Sat 31 October Move 20:00–24:00 Sun 1 November Move 00:00–02:00" in year
    assert "Tue 3 March Founders' day closed" in year
    assert "Sat 4 July Independence Day closed" in year
    assert "Independence Day (observed)" not in year
    assert "2026-11-01,Sunday,Move,00:00–02:00" in file
    assert "up to 100 days later" in backwards
    assert frozen.band == "holiday"
    assert any("Founders' day" in reason for reason in frozen.reasons)
    assert "Tue 3 March Founders' day" not in alice.opens(f"/calendars/{office.pk}/year/?year=2024")


@pytest.mark.django_db
def test_a_change_for_one_of_several_is_seen_before_and_touches_nobody_else(
    alice: Browser, night: World, office: ServiceCalendar
) -> None:
    office.exceptions.create(kind="holiday", on="2026-05-14", yearly=True, name="Founders' day")
    page, only = f"/calendars/{office.pk}/edit/", f"client {night.fabrikam.pk}"
    around = (
        shown(alice.opens(page)) | {f"day_{number}": "00:00-24:00" for number in range(7)} | {"whose": only}
    )

    before = alice.sends(page, preview="2027", **around)
    untouched = ServiceCalendar.objects.count()
    alice.sends(page, **around)
    again = alice.sends(page, **around)
    copied = alice.sends(f"/calendars/{office.pk}/copy/", whose=f"client {night.northwind.pk}", name="Teeth")

    night.fabrikam.refresh_from_db()
    own = night.fabrikam.calendar
    assert "2027, as it is typed: nothing is saved yet" in before
    assert "Fri 14 May Founders' day closed" in before
    assert untouched == ServiceCalendar.objects.count() - 2
    assert (own.name, own.exceptions.get().yearly, own.windows.get().end_minute) == ("Fabrikam", True, 1440)
    assert office.windows.get().end_minute == 1020
    assert "do not go by this calendar any more" in again or "Select a valid choice" in again
    assert "Who goes by it Northwind Dental" in copied
    told = AuditEvent.objects.get(verb="client.edited", object_id=night.fabrikam.pk)
    assert (told.before, told.after) == ({"calendar": office.pk}, {"calendar": own.pk})


@pytest.mark.django_db
@pytest.mark.parametrize("start", TEMPLATES)
def test_every_template_fills_in_a_calendar_that_can_be_saved(
    alice: Browser, night: World, start: str
) -> None:
    page, template = f"/calendars/new/?start={start}", TEMPLATES[start]

    seen = alice.sends(page, **shown(alice.opens(page)) | {"name": "Fresh"})

    row = ServiceCalendar.objects.get(name="Fresh")
    assert seen.status == 200
    assert (row.country, row.subdivision) == (template.country, template.subdivision)
    assert set(row.holidays_off) == set(template.holidays_off)
    named = {day.name for day in days(row.country, row.subdivision, (2026, 2027))}
    assert set(row.holidays_off) <= named


@pytest.mark.django_db
def test_the_desks_own_holidays_are_on_its_page_and_nothing_is_promised_for_them(
    alice: Browser, night: World
) -> None:
    desk = Desk.objects.get(organization=night.organization)
    page = f"/calendars/{desk.calendar_id}/days/new/"
    known = facts_for(night.organization, night.northwind, None, NIGHT)
    usual = desk_time(known.desk_calendar, known.calendar, NIGHT)

    alice.sends(page, kind="holiday", on="2025-03-03", yearly="on", name="Founders' day")
    alice.sends(page, kind="closing", on="2026-03-04", until="2026-03-05", ends="10:00", name="Moving house")

    seen = alice.opens("/desk/")
    known = facts_for(night.organization, night.northwind, None, NIGHT)
    closed = desk_time(known.desk_calendar, known.calendar, NIGHT)
    frozen = reported(night, "Slow printer", "P4").decisions.get()
    assert "Our service desk is closed today: Founders' day." in alice.opens(f"/r/{night.northwind.slug}/")
    assert "It is closed now: Founders' day. It opens on Thu 5 Mar, 10:00." in seen
    assert "Moving house: closed 00:00–10:00" in seen
    assert usual.at == datetime(2026, 3, 3, 13, tzinfo=UTC)
    assert closed.at == frozen.next_opening_at == datetime(2026, 3, 5, 15, tzinfo=UTC)
    assert any(
        day.contains(NIGHT) for day in own_holidays(night.organization, NIGHT, NIGHT + timedelta(days=2))
    )


@pytest.mark.django_db
def test_the_database_holds_what_a_calendar_may_be(office: ServiceCalendar) -> None:
    calendar, day = ServiceCalendar.objects.filter(pk=office.pk), {"kind": "closing", "on": "2026-03-03"}
    odd = {
        "weekend_days_are_of_a_week": lambda: calendar.update(weekend_days=[7]),
        "country_has_two_letters": lambda: calendar.update(country="usa"[:2]),
        "subdivision_is_of_a_country": lambda: calendar.update(country="", subdivision="NY"),
        "half_days_begin_within_the_day": lambda: calendar.update(half_days_from=0),
        "window_has_days_of_a_week": lambda: office.windows.update(days=[]),
        "exception_ends_after_it_starts": lambda: office.exceptions.create(
            start_minute=60, end_minute=60, **day
        ),
        "exception_is_not_for_ever": lambda: office.exceptions.create(further_days=101, **day),
    }

    for name, deed in odd.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            deed()


@pytest.mark.django_db
def test_one_in_use_is_not_archived_and_one_that_is_not_is(
    alice: Browser, night: World, office: ServiceCalendar
) -> None:
    refused = alice.sends(f"/calendars/{office.pk}/archive/")
    alice.sends("/calendars/new/", name="Spare", time_zone="Europe/Berlin", **WEEK)
    spare = ServiceCalendar.objects.get(name="Spare")

    seen = alice.sends(f"/calendars/{spare.pk}/archive/")

    assert "Contoso Legal, Fabrikam, Northwind Dental still go by it" in refused
    assert "Spare is archived" in seen
    assert AuditEvent.objects.get(verb="calendar.archived").before == {"name": "Spare"}
    assert alice.opens(f"/calendars/{spare.pk}/").status == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"country": "US", "subdivision": "XX"}, "has no subdivision 'XX'. There are: AK"),
        ({"day_0": "late"}, "Write it like 08:00-17:00"),
        ({"time_zone": "EST"}, "Select a valid choice"),
        ({"country": "ZZ"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said(alice: Browser, night: World, changed: dict[str, str], words: str) -> None:
    fields = {"name": "New", "time_zone": "Europe/Berlin"} | changed
    seen = alice.sends("/calendars/new/", **fields)

    assert (seen.status, words in seen) == (422, True), seen.words
    assert not ServiceCalendar.objects.filter(name="New").exists()


@pytest.mark.django_db
def test_the_desk_gets_another_address_and_calendar(
    alice: Browser, night: World, office: ServiceCalendar
) -> None:
    opened = alice.opens("/desk/").response.context["form"].initial["edition"]
    fields = {"name": "Help desk", "calendar": office.pk, "edition": opened}
    wrong = alice.sends("/desk/", email="desk", **fields)
    alice.sends("/desk/", email="help@harbor-pine.example", **fields)
    second = alice.sends("/desk/", email="other@harbor-pine.example", **fields)

    assert (wrong.status, second.status) == (422, 422)
    assert "Alice saved this after you opened it" in second
    desk = Desk.objects.get(organization=night.organization)
    assert (desk.name, desk.email, desk.calendar) == ("Help desk", "help@harbor-pine.example", office)
    assert AuditEvent.objects.get(verb="desk.edited").after["email"] == "help@harbor-pine.example"
    assert Client.objects.filter(calendar=office).count() == 3
