"""Who is on call in a thousand schedules, asked by one request of a program."""

import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.actions.tokens import create_token
from accounts.audit import Actor
from accounts.models import Membership, Organization, Scope, User
from oncall.models import Layer, LayerVersion, Override, Participant, Schedule, TimeOff
from web.actions.set_up import Plan, set_up_organization

SCHEDULES, MEMBERS, GROUPS = 1000, 40, 4
TIMES = 7
SLUG = "thousand"
ADDRESS = "/api/v1/on-call/"


def ask_a_thousand(now: datetime) -> tuple[float, int]:
    """Seconds in the server, the fastest of several, and how many queries."""
    browser = Browser(headers={"host": "localhost", "authorization": f"Bearer {_build(now)}"})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    answer = browser.get(ADDRESS)  # what is read once is known then
    assert (answer.status_code, len(answer.json())) == (200, SCHEDULES)
    with CaptureQueriesContext(connection) as asked:
        browser.get(ADDRESS)
    queries = len(asked)
    return min(_timed(browser) for _ in range(TIMES)), queries


def _timed(browser: Browser) -> float:
    began = time.perf_counter()
    browser.get(ADDRESS)
    return time.perf_counter() - began


def _build(now: datetime) -> str:
    """An organization with so many schedules; returns the secret of a token of it."""
    plan = Plan(
        name="Thousand", slug=SLUG, time_zone="America/New_York", country="US", language="en",
        incident_prefix="TH", desk_email="desk@thousand.example",
    )  # fmt: skip
    organization = set_up_organization(plan=plan, actor=Actor.system(), now=now)
    Schedule.objects.filter(organization=organization).update(archived_at=now)  # those that come with it
    _make_schedules(organization, _make_members(organization, now), now)
    _token, secret = create_token(
        organization=organization, name="Wallboard", scope=Scope.READ, membership=None, actor=Actor.system(), now=now
    )  # fmt: skip
    return secret


def _make_members(organization: Organization, now: datetime) -> list[Membership]:
    """Each is away for two days in every other week to come."""
    users = User.objects.bulk_create(
        User(email=f"tech{number}@thousand.example", name=f"Tech {number}", joined_at=now)
        for number in range(MEMBERS)
    )
    members = Membership.objects.bulk_create(
        Membership(organization=organization, user=user, role="technician", created_at=now) for user in users
    )
    TimeOff.objects.bulk_create(
        TimeOff(
            organization=organization, member=member, start_at=now + timedelta(days=number * 14),
            end_at=now + timedelta(days=number * 14 + 2),
        )
        for number, member in enumerate(members)
    )  # fmt: skip
    return members


def _make_schedules(organization: Organization, members: list[Membership], now: datetime) -> None:
    """Four people take turns by the day, for two years now; somebody stands in tomorrow."""
    rows = Schedule.objects.bulk_create(
        Schedule(organization=organization, name=f"Schedule {number}", time_zone="America/New_York")
        for number in range(SCHEDULES)
    )
    layers = Layer.objects.bulk_create(Layer(schedule=row, name="Days") for row in rows)
    versions = LayerVersion.objects.bulk_create(
        LayerVersion(
            layer=layer, held=DateTimeTZRange(now - timedelta(days=730), None), turn_length=1, turn_unit="day",
            starts_on=date(2024, 1, 2), starts_time=clock_time(9),
        )
        for layer in layers
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(version=version, group=group, member=members[(number + group) % MEMBERS])
        for number, version in enumerate(versions)
        for group in range(GROUPS)
    )
    Override.objects.bulk_create(
        Override(
            schedule=row, kind="replace", subject=members[number % MEMBERS], stand_in=members[(number + 9) % MEMBERS],
            start_at=now + timedelta(days=1), end_at=now + timedelta(days=2), created_at=now,
        )
        for number, row in enumerate(rows)
    )  # fmt: skip
