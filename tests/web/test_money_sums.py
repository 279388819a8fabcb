"""Money's sums are those of its lines, and what was billed and paid stays so whatever is edited later."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import DatabaseError, transaction

from accounts.audit import Actor
from hours import clock
from hours.calendar import Band
from routing.actions import respond
from routing.actions.consent_end import accept, refuse
from routing.actions.pay_rates import Pay, add_pay_rate
from routing.actions.reclassify import identify
from routing.actions.work import Work, take_work_out, write_work
from routing.amounts import Amounts, summed
from routing.bill_sums import bill_sums
from routing.ledger import bills, incident_bill
from routing.models import Incident, WorkEntry
from routing.pay import Kind, pay_lines
from routing.pay_sums import pay_sums
from sla.models import BusinessWindow
from tests.paid import add_fred, newest, proof_of
from tests.web.conftest import Browser, by_form, reported
from tests.world import NIGHT, World
from web import money

pytestmark = pytest.mark.django_db
ACTOR = Actor.system()
DAY = timedelta(days=1)
SAID = (None, None, True, False)


def worked(
    night: World, incident: Incident, *, at: datetime, minutes: int, by: str, said: bool | None = None
) -> None:
    work = Work(getattr(night, by), at, at + timedelta(minutes=minutes), billable=said)
    write_work(incident_id=incident.pk, work=work, actor=ACTOR, now=clock.now())


def billed_lines(
    night: World, since: datetime, until: datetime
) -> dict[object, tuple[int, int, int, int, Amounts]]:
    """By client: incidents, those to be checked, minutes, billed minutes, amounts; from the lines."""
    found: dict[object, list] = {}
    for each in bills(night.organization, since=since, until=until):
        found.setdefault(each.incident.client, []).append(each)
    return {client: (
        len(made), sum(each.is_proposed for each in made), sum(each.minutes for each in made),
        sum(each.billed_minutes for each in made), summed((each.cents, each.currency) for each in made),
    ) for client, made in found.items()}  # fmt: skip


def paid_lines(
    night: World, since: datetime, until: datetime
) -> dict[object, tuple[int, int, Amounts, bool]]:
    """By person: minutes on call, minutes of work, amounts, whether a rate is missing; from the lines."""
    found: dict[object, list] = {}
    for line in pay_lines(night.organization, since=since, until=until, now=clock.now()):
        found.setdefault(line.member, []).append(line)

    def minutes(lines: Iterable, kind: Kind) -> int:
        return sum(line.minutes for line in lines if line.kind is kind and line.band)

    return {member: (
        minutes(lines, Kind.STANDBY), minutes(lines, Kind.WORK),
        summed((line.cents, line.price.currency) for line in lines if line.price),
        any(line.price is None for line in lines if line.kind in (Kind.STANDBY, Kind.WORK)),
    ) for member, lines in found.items()}  # fmt: skip


def ours_and_theirs(night: World) -> list[Incident]:
    """Nobody's, one that was nobody's first, two of Northwind's, five of Fabrikam's: two accepted charges, one after we phoned, and one that was refused."""
    fred = add_fred(night.organization, night.fabrikam)
    rows = [reported(night, f"Ours {number}", "P1") for number in range(4)]
    Incident.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(client=None)
    known = {"client": night.fabrikam, "site": None, "by": night.carol, "actor": ACTOR, "now": clock.now()}
    identify(incident_id=rows[1].pk, **known)
    for number in range(5):
        rows.append(by_form(night, f"Theirs {number}"))
        if number in (1, 2):
            accept(consent_id=newest().pk, proof=proof_of(fred), now=clock.now())
        if number == 2:
            whole = {"incident_id": rows[-1].pk, "by": night.bob, "actor": ACTOR}
            respond.acknowledge(**whole, now=clock.now())
            clock.move(600.5)
            respond.responded(**whole, how="called", now=clock.now())
        if number == 3:
            refuse(consent_id=newest().pk, now=clock.now())
    clock.move(5 * 24 * 3600)
    return rows


def paid_at_three_rates(night: World) -> None:
    for member, starts_on, cents in ((None, 2, 6000), (None, 5, 7000), (night.dave, 4, 9000)):
        pay = Pay(
            date(2026, 3, starts_on),
            1000,
            cents,
            minimum_minutes=30,
            increment_minutes=15,
            after_hours_percent=150,
        )
        add_pay_rate(organization=night.organization, member=member, pay=pay, actor=ACTOR, now=clock.now())


def test_sums_are_those_of_the_lines_whoever_worked_for_whom_when_and_whatever_was_said_of_it(
    night: World,
) -> None:
    dice, rows = Random(5), ours_and_theirs(night)
    paid_at_three_rates(night)
    for incident in rows:
        worked(night, incident, at=NIGHT - timedelta(minutes=3), minutes=40, by="alice")
        for by in ("bob", "dave", "carol"):
            at = NIGHT + timedelta(minutes=dice.randrange(-24 * 60, 4 * 24 * 60))
            worked(
                night, incident, at=at, minutes=dice.choice((15, 40, 95, 600)), by=by, said=dice.choice(SAID)
            )
    for entry in WorkEntry.objects.order_by("started_at", "id")[:3]:
        take_work_out(entry=entry, actor=ACTOR, now=clock.now())
    for incident in rows[:2]:
        respond.acknowledge(incident_id=incident.pk, by=night.bob, actor=ACTOR, now=clock.now())
        clock.move(1800)
        respond.resolve(incident_id=incident.pk, by=night.bob, actor=ACTOR, reason="Disk", now=clock.now())

    seen = []
    for since in range(-2, 7):
        start, end = NIGHT + since * DAY, NIGHT + (since + dice.choice((1, 2, 7))) * DAY
        when = {"since": start, "until": end}
        told = {
            row.client: (row.incidents, row.unchecked, row.minutes, row.billed_minutes, row.amounts)
            for row in bill_sums(night.organization, **when)
        }
        paid = {
            row.member: (sum(row.standby.values()), row.work_minutes, row.amounts, row.lacks_rate)
            for row in pay_sums(night.organization, since=start, until=end, now=clock.now())
        }

        assert told == billed_lines(night, start, end)
        assert paid == paid_lines(night, start, end)
        for client, row in told.items():
            (alone,) = bill_sums(night.organization, only=(client,), **when)
            assert (alone.incidents, alone.amounts) == (row[0], row[4])
        seen += [*told.values(), *paid.values()]

    assert len(seen) > 20
    assert {bool(row[1]) for row in seen} == {bool(row[-1]) for row in seen} == {True, False}


@pytest.mark.parametrize(
    "page",
    ["", "pay/", "clients/fabrikam/", "not-identified/", "pay/{bob}/", "bill-lines.csv", "pay-lines.csv"],
)
def test_money_understands_its_days_or_says_so(night: World, carol: Browser, page: str) -> None:
    here, month = f"/money/{page}".format(bob=night.bob.pk), "?since=2026-03-01&until=2026-03-31"
    asked = {
        "?since=0001-01-01&until=0001-01-02": 422, "?since=%00&until=x": 422, "?since=2026-03-31&until=2026-03-01": 422,
        "?since=2199-12-31&until=2199-12-31": 200, month: 200, "": 200,
    }  # fmt: skip

    assert {query: carol.http.get(here + query).status_code for query in asked} == asked
    assert (
        carol.http.get("/money/clients/%00/").status_code
        == carol.http.get("/clients/%00/").status_code
        == 404
    )
    assert carol.http.get(f"/money/clients/fabrikam/{month}&page=-1").status_code == 404


@pytest.mark.parametrize("page", ["", "pay/", "pay/{bob}/"])
def test_a_page_of_money_ends_somewhere_and_says_so(
    night: World, carol: Browser, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(money, "MOST_INCIDENTS", 2)
    monkeypatch.setattr(money, "MOST_OF_ONE", 2)
    here = f"/money/{page}?since=2026-03-01&until=2026-03-31".format(bob=night.bob.pk)
    rows = [reported(night, f"Ours {number}", "P1") for number in range(3)]
    clock.move(3600)
    for incident in rows:
        assert "More than 2 incidents were worked on in these days." not in carol.opens(here)
        worked(night, incident, at=NIGHT, minutes=15, by="bob")

    assert "More than 2 incidents were worked on in these days." in carol.opens(here)


def test_what_was_done_keeps_its_bands_when_a_calendar_is_edited_and_gets_those_of_whoever_is_named(
    night: World,
) -> None:
    incident = reported(night, "Whose is it", "P1")
    Incident.objects.filter(pk=incident.pk).update(client=None)
    morning = NIGHT + timedelta(hours=5, minutes=16)  # 07:30 in New York, on a Tuesday
    clock.move(8 * 3600)
    worked(night, incident, at=morning, minutes=60, by="bob")
    BusinessWindow.objects.filter(calendar=night.fabrikam.calendar).update(start_minute=0)

    def bands() -> dict[Band | None, int]:
        return {line.band: line.minutes for line in incident_bill(incident).lines}

    assert bands() == {Band.AFTER_HOURS: 30, Band.BUSINESS_HOURS: 30}
    identify(
        incident_id=incident.pk,
        client=night.fabrikam,
        site=None,
        by=night.carol,
        actor=ACTOR,
        now=clock.now(),
    )
    assert bands() == {Band.BUSINESS_HOURS: 60}
    BusinessWindow.objects.filter(calendar=night.fabrikam.calendar).delete()
    assert bands() == {Band.BUSINESS_HOURS: 60}
    before, after = WorkEntry.objects.order_by("id")
    assert (before.archived_at is None, after.replaces, after.note) == (False, before, before.note)
    with pytest.raises(DatabaseError, match="add up to its minutes"), transaction.atomic():
        WorkEntry.objects.create(
            organization=night.organization, incident=incident, member=night.dave, started_at=morning,
            ended_at=morning + timedelta(hours=1), written_by="x", written_at=clock.now(), bands=[["weekend", 59]],
            own_bands=[["weekend", 60]],
        )  # fmt: skip
