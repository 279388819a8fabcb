"""Service calendars by program: the week, whose holidays count, days that are different."""

import pytest

from sla.models import CalendarException, ServiceCalendar
from tests.api.conftest import fits

ONE, EXCEPTIONS = "calendars/{calendar_id}/", "calendars/{calendar_id}/exceptions/"
CLINIC = {
    "name": "Clinic",
    "time_zone": "America/New_York",
    "country": "us",
    "subdivision": "ny",
    "windows": [
        {"days": ["mo", "tu"], "start": "08:00", "end": "12:00"},
        {"days": ["fr"], "start": "20:00", "end": "00:00"},
    ],
    "worked_holidays": ["Columbus Day"],
}


def test_a_calendar_is_made_changed_and_archived(schema, carol):
    told = fits(schema, "calendars/", "post", carol.post("calendars/", CLINIC))
    one = f"calendars/{told['id']}/"

    changed = fits(schema, ONE, "patch", carol.patch(one, {"weekend_days": ["su"], "subdivision": "MA"}))
    late = carol.patch(one, {"name": "Ward", "edition": told["edition"]})
    moved = carol.patch(one, {"country": "DE", "subdivision": "", "windows": []}).json()

    assert told["windows"] == [
        {"days": ["mo", "tu"], "start": "08:00", "end": "12:00"},
        {"days": ["fr"], "start": "20:00", "end": "24:00"},
    ]
    assert (told["country"], told["weekend_days"], told["used_by"]) == ("US", ["sa", "su"], [])
    assert (changed["weekend_days"], changed["subdivision"]) == (["su"], "MA")
    assert (changed["windows"], changed["worked_holidays"]) == (told["windows"], ["Columbus Day"])
    assert (late.status_code, fits(schema, ONE, "patch", late)["edition"]) == (409, changed["edition"])
    assert (moved["windows"], moved["worked_holidays"]) == ([], [])
    assert carol.delete(one).status_code == 204
    assert carol.get(one).status_code == 404


def test_what_is_not_said_of_a_new_calendar_is_as_it_ships(carol):
    told = carol.post("calendars/", {"name": "Plain", "time_zone": "UTC"}).json()

    assert told["windows"] == [{"days": ["mo", "tu", "we", "th", "fr"], "start": "08:00", "end": "17:00"}]
    assert (told["weekend_days"], told["country"], told["exceptions"]) == (["sa", "su"], "", [])


def test_a_day_that_is_different_comes_and_goes(schema, night, carol):
    one = f"calendars/{night.northwind.calendar_id}/"
    closing = {"kind": "closing", "on": "2026-12-24", "start": "12:00", "name": "Christmas party"}

    added = fits(schema, EXCEPTIONS, "post", carol.post(one + "exceptions/", closing))

    assert (added["start"], added["end"], added["kind"]) == ("12:00", "24:00", "closing")
    assert carol.get(one).json()["exceptions"] == [added]
    assert carol.delete(f"{one}exceptions/{added['id']}/").status_code == 204
    assert carol.delete(f"{one}exceptions/{added['id']}/").status_code == 404
    assert not CalendarException.objects.exists()


def test_the_holidays_of_a_year_say_which_are_worked(schema, night, carol):
    one = f"calendars/{night.northwind.calendar_id}/"
    carol.patch(one, {"worked_holidays": ["Columbus Day"]})

    told = fits(schema, ONE + "holidays/", "get", carol.get(one + "holidays/", year="2027"))

    assert {"on": "2027-10-11", "name": "Columbus Day", "worked": True} in told["holidays"]
    assert {"on": "2027-01-01", "name": "New Year's Day", "worked": False} in told["holidays"]
    assert carol.get(one + "holidays/").json()["year"] == 2026
    assert list(carol.get(one + "holidays/", year="99999").json()["errors"]) == ["year"]


def test_a_year_says_what_differs_and_half_days_close_at_noon(schema, carol):
    place = {
        "country": "IS",
        "half_days_from": "12:00",
        "observed": False,
        "worked_holidays": ["New Year's Eve (from 1pm)"],
    }
    one = f"calendars/{carol.post('calendars/', {'name': 'Reykjavik', 'time_zone': 'Atlantic/Reykjavik'} | place).json()['id']}/"
    shut = {
        "kind": "closing",
        "on": "2027-12-29",
        "until": "2028-01-02",
        "yearly": True,
        "start": "18:00",
        "end": "12:00",
    }

    added = fits(schema, EXCEPTIONS, "post", carol.post(one + "exceptions/", shut))
    backwards = carol.post(one + "exceptions/", shut | {"until": "2027-12-28"})
    told = fits(schema, ONE + "year/", "get", carol.get(one + "year/", year="2028"))

    days = {day["on"][5:]: day for day in told["days"]}
    assert (added["until"], added["yearly"]) == ("2028-01-02", True)
    assert list(backwards.json()["errors"]) == ["until"]
    assert told["known"]
    assert (days["12-24"]["names"], days["12-24"]["open"]) == (["Christmas Eve (from 1pm)"], [])
    assert (days["12-29"]["look"], days["12-29"]["open"]) == ("open", [{"start": "08:00", "end": "17:00"}])
    assert (days["12-30"]["look"], days["01-01"]["look"], days["01-02"]["look"]) == (
        "closed",
        "holiday",
        "closed",
    )
    half = next(
        day for day in carol.get(one + "year/", year="2027").json()["days"] if day["on"] == "2027-12-24"
    )
    assert (half["look"], half["open"]) == ("part", [{"start": "08:00", "end": "12:00"}])


def test_a_client_gets_a_calendar_of_its_own_that_begins_as_the_shared_one(schema, night, carol):
    copies, copy = f"calendars/{night.northwind.calendar_id}/copies/", {"client": "fabrikam"}

    made = fits(schema, ONE + "copies/", "post", carol.post(copies, copy))
    refused = carol.post(copies, copy)
    spare = carol.post(copies, {}).json()

    assert (made["name"], made["used_by"]) == ("Fabrikam", ["Fabrikam"])
    assert carol.get("clients/fabrikam/").json()["calendar"] == made["id"]
    assert list(refused.json()["errors"]) == ["client"]
    assert spare["used_by"] == []
    assert carol.post(copies, {"client": "nobody-here"}).status_code == 404


def test_a_calendar_somebody_goes_by_stays(schema, night, carol, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        rows = fits(schema, "calendars/", "get", carol.get("calendars/"))["results"]

    used = next(row for row in rows if row["id"] == night.northwind.calendar_id)
    refused = carol.delete(f"calendars/{used['id']}/")
    assert used["used_by"] == ["Contoso Legal", "Fabrikam", "Northwind Dental"]
    assert refused.status_code == 409
    assert "Fabrikam" in fits(schema, ONE, "delete", refused)["detail"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"country": "QQ"}, "country"),
        ({"subdivision": "ZZ"}, "subdivision"),
        ({"worked_holidays": ["Colombus Day"]}, "worked_holidays[0]"),
        ({"weekend_days": ["saturday"]}, "weekend_days[0]"),
        ({"windows": [{"days": ["mo"], "start": "8", "end": "17:00"}]}, "windows[0].start"),
        ({"windows": [{"days": ["mo"], "start": "24:00", "end": "17:00"}]}, "windows[0]"),
        ({"windows": [{"days": [], "start": "08:00", "end": "17:00"}]}, "windows[0].days"),
        ({"windows": [7]}, "windows[0]"),
        ({"holidays": []}, "holidays"),
    ],
)
def test_what_is_wrong_with_a_calendar_is_said_by_field(carol, more, field):
    answer = carol.post("calendars/", CLINIC | more)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "20260224"}, "on"),
        ({"on": "9999-12-31"}, "on"),
        ({"start": "18:00", "end": "17:00"}, "end"),
        ({"end": 7}, "end"),
    ],
)
def test_what_is_wrong_with_an_exception_is_said_by_field(night, carol, more, field):
    where = f"calendars/{night.northwind.calendar_id}/exceptions/"

    answer = carol.post(where, {"kind": "closing", "on": "2026-12-24"} | more)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_one_calendar_with_a_key_is_one_calendar(carol, dave):
    first, second = (carol.post("calendars/", CLINIC, Idempotency_Key="clinic") for _ in range(2))

    assert (first.status_code, second.content) == (201, first.content)
    assert ServiceCalendar.objects.filter(name="Clinic").count() == 1
    assert dave.get("calendars/").status_code == dave.post("calendars/", CLINIC).status_code == 403
