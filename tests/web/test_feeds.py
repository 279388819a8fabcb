"""Calendar feeds: a client's calendar program reads the shifts that the API tells, by a secret address alone."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar, Event

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.audit import Actor
from accounts.models import AuditEvent
from hours import clock
from oncall.actions.override import add_override
from oncall.calendar_feed import CalendarFeed
from oncall.models import LayerVersion, Participant, Restriction, Schedule
from tests.web.conftest import Browser
from tests.world import NIGHT, World, schedule

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"http://[^\s<]+/feeds/([\w-]+)\.ics")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_has_fetched() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def primary(night: World) -> Schedule:
    """Alice, Bob and Carol by the week; Dave at weekends above them; all from January on."""
    version = night.primary.layers.get().versions.get()
    for group, member in enumerate((night.bob, night.carol), start=1):
        Participant.objects.create(version=version, group=group, member=member)
    weekends = LayerVersion.objects.create(
        layer=night.primary.layers.create(name="Weekends"), held=version.held, precedence=10, turn_length=1,
        turn_unit="day", starts_on=version.starts_on, starts_time=version.starts_time,
    )  # fmt: skip
    Participant.objects.create(version=weekends, group=0, member=night.dave)
    Restriction.objects.create(version=weekends, days=[5, 6], start_minute=0, end_minute=1440)
    return night.primary


def made(browser: Browser, of: Schedule | None = None, name: str = "My phone") -> str:
    """The path of a new feed."""
    seen = browser.sends("/me/feeds/new/", name=name, schedule=of.pk if of else "")
    [secret, *_] = ADDRESS.findall(seen.html)
    return f"/feeds/{secret}.ics"


def fetched(path: str, status: int = 200, **headers: str) -> Any:
    answer = Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == status, answer.content
    return answer


def calendar(path: str) -> Calendar:
    [found] = Calendar.from_ical(fetched(path).content, multiple=True)
    return found


def events(path: str) -> dict[str, Event]:
    """By their UID, which no two share."""
    found = list(calendar(path).walk("VEVENT"))
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


def times(path: str) -> list[tuple[datetime, datetime]]:
    return sorted((event.decoded("DTSTART"), event.decoded("DTEND")) for event in events(path).values())


def window() -> tuple[datetime, datetime]:
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - 30 * DAY, today + 400 * DAY


def told(night: World, row: Schedule) -> list[tuple[datetime, datetime, list[str]]]:
    """The shifts as the API tells them, within what a feed holds; it takes at most 400 days at once."""
    since, until = window()
    ends, found = [since, since + 300 * DAY, until], []
    headers = {"Authorization": f"Bearer {night.token('read')}"}
    for start, end in zip(ends, ends[1:], strict=False):
        query = {"since": start.isoformat(), "until": end.isoformat()}
        answer = Client().get(f"/api/v1/schedules/{row.pk}/shifts/", query, headers=headers)
        found += [
            (datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"]), one["on_call"])
            for one in answer.json()["shifts"]
        ]
    return merged(found)


def merged(shifts: list[tuple[datetime, datetime, list[str]]]) -> list[tuple[datetime, datetime, list[str]]]:
    """What was cut in two by asking twice is one."""
    whole: list[tuple[datetime, datetime, list[str]]] = []
    for start, end, people in shifts:
        if whole and whole[-1][1:] == (start, people):
            whole[-1] = (whole[-1][0], end, people)
        else:
            whole.append((start, end, people))
    return whole


def names(emails: list[str]) -> str:
    return ", ".join(email.partition("@")[0].title() for email in emails)


def dave_helps(night: World, row: Schedule) -> None:
    """Dave is on call too, tomorrow for an hour."""
    add_override(
        schedule=row, kind="add", subject=night.dave, start_at=NIGHT + DAY, end_at=NIGHT + DAY + timedelta(hours=1),
        actor=Actor.system(), now=clock.now(),
    )  # fmt: skip


def test_a_schedules_feed_is_what_the_api_tells_across_both_changes_of_the_clock(
    bob: Browser, night: World, primary: Schedule
) -> None:
    path = made(bob, primary)

    found = sorted(events(path).values(), key=lambda event: event.decoded("DTSTART"))

    since, _until = window()
    read = [
        (max(event.decoded("DTSTART"), since), event.decoded("DTEND"), str(event["SUMMARY"]))
        for event in found
    ]
    expected = [
        (start, end, f"On call: Primary ({names(people)})") for start, end, people in told(night, primary)
    ]
    assert read == expected
    assert {start.hour for start, _, _ in read} > {4, 5}  # weekends begin at midnight in New York
    assert all(event.decoded("DTSTART").tzinfo.utcoffset(None) == timedelta(0) for event in found)


def test_ones_own_feed_has_ones_own_shifts_of_all_schedules_and_nobody_elses(
    bob: Browser, night: World, primary: Schedule
) -> None:
    path = made(bob)

    since, _until = window()
    read = [(max(start, since), end) for start, end in times(path)]

    his = [
        (start, end)
        for row in (primary, night.backup)
        for start, end, people in told(night, row)
        if night.bob.user.email in people
    ]
    assert read == sorted(his)
    assert {str(event["SUMMARY"]) for event in events(path).values()} == {
        "On call: Primary",
        "On call: Backup",
    }


def test_it_is_read_as_calendar_programs_wish(bob: Browser, primary: Schedule) -> None:
    path = made(bob, primary)

    answer, found = fetched(path), calendar(path)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    assert (str(found["X-WR-CALNAME"]), found["X-PUBLISHED-TTL"]) == ("On call: Primary", "PT1H")
    assert found["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    event = next(iter(found.walk("VEVENT")))
    assert str(event["URL"]).endswith(f"/schedules/{primary.pk}/")
    assert str(event["DESCRIPTION"]).endswith(str(event["URL"]))
    assert event["TRANSP"] == "TRANSPARENT"
    assert not [*found.walk("VALARM")]
    assert "RRULE" not in event
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert Client().head(path)["ETag"] == answer["ETag"]
    assert Client().head(path).content == b""
    assert Client().post(path).status_code == 405


def test_what_was_read_is_not_sent_again_until_it_changes(
    bob: Browser, night: World, primary: Schedule
) -> None:
    path = made(bob, primary)
    first = fetched(path)
    clock.move(5 * 3600)

    by_tag = fetched(path, 304, if_none_match=f'"other", W/{first["ETag"]}')
    by_date = fetched(path, 304, if_modified_since=first["Last-Modified"])
    again = fetched(path)
    dave_helps(night, primary)
    changed = fetched(path, if_none_match=first["ETag"], if_modified_since=first["Last-Modified"])

    assert (by_tag["ETag"], by_date.content, again.content) == (first["ETag"], b"", first.content)
    assert "private" in by_tag["Cache-Control"]
    before, after = (Calendar.from_ical(one.content).walk("VEVENT") for one in (first, changed))
    assert len(after) == len(before) + 2  # the shift that was cut in two, and the hour within it
    assert {event["SEQUENCE"] for event in after} == {1}
    assert after[0].decoded("DTSTAMP") > before[0].decoded("DTSTAMP")
    assert fetched(path, 304, if_none_match=changed["ETag"]).content == b""


def test_a_new_name_of_the_organization_reaches_who_asks_by_date_alone(bob: Browser, night: World) -> None:
    path = made(bob)
    first = fetched(path)
    clock.move(5 * 3600)
    night.organization.name = "Harbor Oak IT"
    night.organization.save()

    changed = fetched(path, if_modified_since=first["Last-Modified"])

    assert "Harbor Oak IT" in changed.content.decode()


@pytest.mark.parametrize("days", [1, 9, 40, 200])
def test_a_shift_keeps_its_name_from_day_to_day(
    alice: Browser, bob: Browser, night: World, primary: Schedule, days: int
) -> None:
    schedule(night.organization, "Owner", night.alice)  # on call without end
    paths = [made(alice), made(bob, primary)]
    before = [events(path) for path in paths]

    clock.move(days * DAY.total_seconds())
    after = [events(path) for path in paths]

    since, until = window()
    for old, new in zip(before, after, strict=True):
        last = max(event.decoded("DTEND") for event in old.values())
        kept = {uid for uid, event in old.items() if event.decoded("DTEND") > since}
        assert kept <= set(new)
        for uid in kept:
            assert new[uid].decoded("DTSTART") == old[uid].decoded("DTSTART")
            assert old[uid].decoded("DTEND") in (new[uid].decoded("DTEND"), last)
            assert new[uid].decoded("DTSTAMP") <= clock.now()


def test_an_edit_of_a_later_turn_leaves_the_earlier_ones_alone(
    bob: Browser, night: World, primary: Schedule
) -> None:
    path = made(bob, primary)
    before = events(path)

    dave_helps(night, primary)
    after = events(path)

    changed = {uid for uid in before if uid not in after}
    assert changed == set()
    moved = [uid for uid in before if after[uid].decoded("DTEND") != before[uid].decoded("DTEND")]
    assert len(moved) == 1


def test_each_device_has_its_own_which_is_shown_once_and_ends_alone(
    bob: Browser, carol: Browser, night: World
) -> None:
    phone, desk = made(bob, name="My phone"), made(bob, name="My desk")
    again = bob.sends("/me/feeds/new/", name="My phone", schedule="")
    fetched(phone)
    listed = bob.opens("/me/feeds/")
    first, second = CalendarFeed.objects.order_by("pk")

    asked = bob.opens(f"/me/feeds/{first.pk}/revoke/")
    theirs = carol.opens(f"/me/feeds/{first.pk}/revoke/")
    bob.sends(f"/me/feeds/{first.pk}/revoke/")
    rotated = bob.sends(f"/me/feeds/{second.pk}/rotate/")

    assert again.status == 422
    assert phone[7:50] not in listed.html
    assert "never" in listed  # his desk
    assert "gets no more shifts" in asked
    assert theirs.status == 404
    assert "This calendar has ended." in fetched(phone, 410).content.decode()
    fetched(desk, 404)
    [secret, *_] = ADDRESS.findall(rotated.html)
    fetched(f"/feeds/{secret}.ics")
    assert "My phone" not in bob.opens("/me/feeds/")
    kept = str(list(AuditEvent.objects.values())) + str(list(CalendarFeed.objects.values()))
    assert not [one for one in (phone[7:50], desk[7:50], secret) if one in kept]
    verbs = (
        AuditEvent.objects.filter(object_kind="calendar_feed").order_by("pk").values_list("verb", flat=True)
    )
    assert [*verbs] == ["created", "created", "revoked", "rotated_address"]


def test_it_ends_with_the_member_and_with_the_schedule(
    alice: Browser, carol: Browser, bob: Browser, night: World
) -> None:
    extra = Schedule.objects.create(
        organization=night.organization, name="Extra", time_zone="America/New_York"
    )
    his, theirs = made(bob), made(carol, extra)
    fetched(his), fetched(theirs)
    asked = carol.opens(f"/people/{night.bob.pk}/deactivate/")

    carol.sends(f"/people/{night.bob.pk}/deactivate/", to=night.dave.pk)
    alice.sends(f"/schedules/{extra.pk}/archive/")

    assert "Calendar feed My phone" in asked
    fetched(his, 410), fetched(theirs, 410)
    assert "archived: the feed has ended" in carol.opens("/me/feeds/")
    left = AuditEvent.objects.get(verb="deactivated")
    assert left.before["calendar_feeds"] == ["My phone"]


def test_whose_login_was_closed_gets_nothing(bob: Browser, night: World) -> None:
    path = made(bob)
    night.bob.user.is_active = False
    night.bob.user.save()

    fetched(path, 410)


@pytest.mark.parametrize(
    "secret", ["%00" * 43, "x" * 43, "x" * 3000, "%F0%9F%94%94" * 43, "%ED%A0%80", "..%2f", "%27%20or%201=1"]
)
def test_a_wrong_secret_is_not_even_looked_for(db: None, secret: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        fetched(f"/feeds/{secret}.ics", 404)

    assert len(asked) == (1 if secret == "x" * 43 else 0)


def test_who_reads_it_too_often_waits(bob: Browser) -> None:
    phone, desk = made(bob, name="My phone"), made(bob, name="My desk")

    statuses = [Client().get(phone).status_code for _ in range(31)]

    assert statuses == [200] * 30 + [429]
    assert Client().get(phone)["Retry-After"] == "60"
    fetched(desk)


def test_a_feed_of_one_organization_never_shows_anothers_schedule(
    mallory: Browser, night: World, other: Any
) -> None:
    seen = mallory.sends("/me/feeds/new/", name="Theirs", schedule=night.primary.pk)

    assert seen.status == 422
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "a\x00b"}, {"name": "x" * 81}, {"schedule": "9" * 20}, {"schedule": "x"}],
)
def test_nonsense_is_answered_with_words(bob: Browser, fields: dict[str, str]) -> None:
    seen = bob.sends("/me/feeds/new/", **{"name": "My phone", "schedule": "", **fields})

    assert seen.status == 422
    assert bob.opens("/me/feeds/new/?schedule=" + "9" * 30).status == 200


def test_names_are_as_they_are_written(bob: Browser, night: World, primary: Schedule) -> None:
    primary.name = "Näxt; 夜間, \\n “x” " + "🌙" * 20
    primary.save()
    night.alice.user.name = "O'Neil, Ünal; Jr"
    night.alice.user.save()

    found = calendar(made(bob, primary))

    read = re.sub(
        r"\\(.)", r"\1", str(found["X-WR-CALNAME"])
    )  # icalendar leaves what it does not know as it stands
    assert read == f"On call: {primary.name}"
    assert any("O'Neil, Ünal; Jr" in str(event["SUMMARY"]) for event in found.walk("VEVENT"))


def test_what_no_text_may_hold_is_left_out_of_a_name(bob: Browser, night: World, primary: Schedule) -> None:
    night.alice.user.name = "Al\x08i\x1bce\r\nEND:VEVENT"
    night.alice.user.save()
    primary.name = "Pri\x0bmary\r\nEND:VCALENDAR"
    primary.save()

    text = fetched(made(bob, primary)).content.decode()

    assert "Alice\\nEND:VEVENT" in text.replace("\r\n ", "")
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", text)


def test_partners_are_named_and_who_left_for_as_long_as_they_were_there(
    bob: Browser, night: World, primary: Schedule
) -> None:
    profile = PartnerProfile(name="Far Side NOC", time_zone="Australia/Perth", email="")
    partner = add_partner(organization=night.organization, profile=profile, actor=Actor.system(), now=NIGHT)
    version = primary.layers.get(name="Weeks").versions.get()
    Participant.objects.create(version=version, group=3, member=partner)
    night.carol.archived_at = NIGHT - DAY
    night.carol.save()

    found = events(made(bob, primary)).values()

    summaries = {str(event["SUMMARY"]) for event in found}
    ends = [event.decoded("DTEND") for event in found if "Carol" in event["SUMMARY"]]
    assert summaries == {
        f"On call: Primary ({name})" for name in ("Alice", "Bob", "Carol", "Dave", "Far Side NOC")
    }
    assert ends
    assert max(ends) <= NIGHT - DAY


def test_what_is_over_within_a_second_is_no_event(bob: Browser, night: World, primary: Schedule) -> None:
    begins = NIGHT.replace(day=5, microsecond=200_000)
    add_override(
        schedule=primary, kind="add", subject=night.bob, start_at=begins, end_at=begins.replace(microsecond=800_000),
        actor=Actor.member(night.carol), now=NIGHT, reason="a slip",
    )  # fmt: skip

    found = times(made(bob))

    assert found
    assert all(start < end for start, end in found)
