"""From what was worked to what is billed and paid: the same facts on the incident, on the page of money and in both exports."""

import csv
import io
import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from accounts.models import AuditEvent
from hours import clock
from routing.actions import respond
from routing.actions.consent_end import accept, refuse, withdraw
from routing.actions.undo import before, undo
from routing.grounds import Ground
from routing.ledger import incident_bill
from routing.models import Incident, WorkEntry
from sla.models import ClientContact
from tests.paid import add_fred, newest, proof_of
from tests.web.conftest import Browser, by_form, reported
from tests.world import NIGHT, World

pytestmark = pytest.mark.django_db
ACTOR = Actor.system()
DAY = "since=2026-03-03&until=2026-03-03"


def later(minutes: float) -> datetime:
    """02:14 in New York, and so many minutes."""
    return NIGHT + timedelta(minutes=minutes)


def it_is(minutes: float) -> None:
    clock.move((later(minutes) - clock.now()).total_seconds())


@pytest.fixture
def fred(night: World) -> ClientContact:
    return add_fred(night.organization, night.fabrikam)


def worked(
    night: World, incident: Incident, *, since: float, until: float, called: float | None = None
) -> None:
    """Bob takes it, phones, and is done."""
    whole = {"incident_id": incident.pk, "by": night.bob, "actor": ACTOR}
    respond.acknowledge(**whole, now=later(since))
    if called is not None:
        respond.responded(**whole, how="called", now=later(called))
    respond.resolve(**whole, reason="Spare part", now=later(until))
    it_is(until)


def table(browser: Browser, what: str) -> list[dict[str, str]]:
    answer = browser.http.get(f"/money/{what}-lines.csv?{DAY}")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def summed(rows: list[dict[str, str]]) -> Decimal:
    return sum((Decimal(row["amount"] or 0) for row in rows), Decimal(0))


def test_what_a_client_accepted_and_bob_worked_is_billed_and_paid_by_the_same_facts(
    night: World, fred: ClientContact, alice: Browser, bob: Browser, carol: Browser
) -> None:
    incident = by_form(night)
    accept(consent_id=newest().pk, proof=proof_of(fred), now=later(3))
    worked(night, incident, since=6, until=46, called=7)
    number = f"R-{newest().receipt.digest[:12]}"

    proposed = bob.opens(f"/incidents/{incident.number}/work/")
    assert "Bob 40 min, 02:20 EST to 03:00 EST to be checked" in proposed
    assert "39 min after hours, 117.00 USD" in proposed
    assert "1 min after hours, not billable: before we phoned the client" in proposed

    checked = bob.sends(f"/incidents/{incident.number}/work/{WorkEntry.objects.get().pk}/right/")
    assert "Bob 40 min, 02:20 EST to 03:00 EST Written by Bob" in checked
    assert "to be checked" not in checked
    assert AuditEvent.objects.get(verb="work.confirmed").actor_name == "Bob"

    entry = WorkEntry.objects.get(archived_at=None)
    seen = bob.sends(
        f"/incidents/{incident.number}/work/{entry.pk}/", started_at="2026-03-03T02:20", ended_at="2026-03-03T03:00",
        billable="true", note="Changed the disk",
    )  # fmt: skip
    assert "40 min after hours, 120.00 USD Up to the minimum and whole increments: 20 min, 60.00 USD" in seen
    assert (
        f"180.00 USD before tax. At 180.00 USD per hour, at least 60 min, then per 15 min. Receipt {number}"
        in seen
    )
    assert AuditEvent.objects.filter(verb="work.corrected").get().after["note"] == "Changed the disk"
    alice.sends(
        "/money/pay-rates/add/", starts_on="2026-03-01", standby="10", work="60", currency="USD", minimum_minutes="0",
        increment_minutes="1", business_hours_percent="0", after_hours_percent="150", weekend_percent="200",
        holiday_percent="200",
    )  # fmt: skip

    with CaptureQueriesContext(connection) as asked:
        page = carol.opens(f"/money/?{DAY}")
    pay = carol.opens(f"/money/pay/?{DAY}")
    billed, paid = table(carol, "bill"), table(carol, "pay")

    assert len(asked) < 15
    assert "Fabrikam 1 40 min 40 min 180.00 USD" in page
    assert "180.00 USD 1 incident, 40 min worked, 40 billable" in carol.opens(
        f"/money/clients/fabrikam/?{DAY}"
    )
    assert [(row["band"], row["minutes"], row["amount"]) for row in billed] == [
        ("after_hours", "40", "120.00"), ("rounding", "20", "60.00")
    ]  # fmt: skip
    assert {
        (row["incident"], row["receipt"], row["billable"], row["proposed"], row["began_at"]) for row in billed
    } == {(incident.reference, number, "yes", "no", "2026-03-03T02:20:00-05:00")}
    # Bob stood by from midnight to 03:00: 3 h x 10 x 1.5 = 45.00, and worked 40 min x 60 / 60 x 1.5 = 60.00
    mine = [row for row in paid if row["name"] == "Bob"]
    assert [(row["line"], row["incident"], row["minutes"], row["amount"]) for row in mine] == [
        ("standby", "", "180", "45.00"), ("work", incident.reference, "40", "60.00")
    ]  # fmt: skip
    assert f"What clients are billed: {summed(billed)} USD" in page
    assert f"What people are paid: {summed(paid)} USD" in pay
    assert "Bob 3 h 40 min 0 0 105.00 USD" in pay
    assert (
        f"105.00 USD On call Tue 3 March 00:00 EST to Tue 3 March 03:00 EST 180 min after hours (150 %): 45.00 USD Work "
        f"{incident.reference} Tue 3 March 02:20 EST to Tue 3 March 03:00 EST 40 min after hours (150 %): 60.00 USD"
    ) in carol.opens(f"/money/pay/{night.bob.pk}/?{DAY}")


def test_who_closes_paid_work_without_a_word_about_money_bills_what_was_accepted(
    night: World, fred: ClientContact, bob: Browser
) -> None:
    incident = by_form(night)
    accept(consent_id=newest().pk, proof=proof_of(fred), now=later(3))
    it_is(7)
    respond.acknowledge(incident_id=incident.pk, by=night.bob, actor=ACTOR, now=later(6))
    respond.responded(incident_id=incident.pk, by=night.bob, actor=ACTOR, how="called", now=later(7))
    page = f"/incidents/{incident.number}/"
    chosen = re.search(r'<select name="resolve-billable".*?</select>', bob.opens(page).html, re.DOTALL)
    it_is(46)

    bob.sends(f"{page}resolve/", **{"resolve-reason": "Spare part", "resolve-billable": ""})

    assert chosen
    assert re.findall(r"<option[^>]*>([^<]*)", chosen[0]) == ["by the agreement", "yes", "no"]
    assert re.findall(r'value="(\w*)" selected', chosen[0]) in ([], [""])
    seen = bob.opens(f"{page}work/")
    assert "1 min after hours, not billable: before we phoned the client" in seen
    entry = WorkEntry.objects.get()
    told = {"started_at": "2026-03-03T02:20", "ended_at": "2026-03-03T03:00", "billable": "false"}
    assert "Not billable, as written here" in bob.sends(f"{page}work/{entry.pk}/", **told)


def test_who_says_no_or_nothing_or_was_never_asked_pays_nothing_and_the_line_says_why(
    night: World, fred: ClientContact, carol: Browser
) -> None:
    def ends(incident: Incident) -> Ground:
        worked(night, incident, since=6, until=16)
        (line,) = incident_bill(incident).lines
        assert line.cents == 0
        return line.ground

    refused = by_form(night)
    refuse(consent_id=newest().pk, now=later(3))
    withdrawn = by_form(night)
    accept(consent_id=newest().pk, proof=proof_of(fred), now=later(3))
    withdraw(consent_id=newest().pk, address=None, now=later(4))
    overtaken = by_form(night)

    assert [ends(each) for each in (refused, withdrawn, overtaken)] == [
        Ground.REFUSED, Ground.WITHDRAWN, Ground.OVERTAKEN,
    ]  # fmt: skip
    it_is(0)
    assert ends(reported(night, "Switch down", "P1")) is Ground.COVERED
    it_is(0)
    assert ends(reported(night, "Till dead", "P1", client="fabrikam")) is Ground.NOT_ASKED
    assert [row["ground"] for row in table(carol, "bill")].count("charge_refused") == 1
    assert summed(table(carol, "bill")) == 0


def test_only_one_of_two_corrections_holds_nothing_is_rewritten_and_nobody_writes_for_others(
    night: World,
    switch_down: Incident,
    bob: Browser,
    dave: Browser,
    carol: Browser,
    mallory: Browser,
    vera: Browser,
) -> None:
    worked(night, switch_down, since=6, until=46)
    (entry,) = WorkEntry.objects.all()
    here = f"/incidents/{switch_down.number}/work/{entry.pk}/"
    typed = {"started_at": "2026-03-03T02:20", "minutes": "15", "member": night.bob.pk}

    assert dave.sends(here, **typed).status == 403
    work = f"/incidents/{switch_down.number}/work/"
    assert [work in who.opens(f"/incidents/{switch_down.number}/").html for who in (dave, vera)] == [
        True,
        False,
    ]
    assert mallory.sends(here, **typed).status == 404
    assert "15 min, 02:20 EST" in carol.sends(here, **typed)
    assert bob.sends(here, **typed).status == 404
    overlaps = carol.sends(
        f"/incidents/{switch_down.number}/work/add/", **(typed | {"started_at": "2026-03-03T02:30"})
    )
    future = carol.sends(
        f"/incidents/{switch_down.number}/work/add/", **(typed | {"started_at": "2026-03-03T02:50"})
    )
    both = bob.sends(f"/incidents/{switch_down.number}/work/add/", **typed, ended_at="2026-03-03T02:30")
    assert "Bob has an entry on this incident that overlaps. Correct that one instead." in overlaps
    assert "This has not happened yet" in future
    assert "Say when it ended, or how many minutes it took: one of the two." in both
    assert [row.minutes for row in WorkEntry.objects.filter(archived_at=None)] == [15]
    with pytest.raises(DatabaseError, match="are archived, never changed"), transaction.atomic():
        WorkEntry.objects.filter(pk=entry.pk).update(note="Another")


def test_what_was_closed_by_mistake_was_not_worked_and_is_proposed_again_once(
    night: World, switch_down: Incident
) -> None:
    respond.acknowledge(incident_id=switch_down.pk, by=night.bob, actor=ACTOR, now=later(1))
    was = before(Incident.objects.get(pk=switch_down.pk), verb="resolve", at=later(5))
    respond.resolve(incident_id=switch_down.pk, reason="", by=night.bob, actor=ACTOR, now=later(5))
    undo(was, by=night.bob, actor=ACTOR, now=later(5.5))
    respond.resolve(
        incident_id=switch_down.pk,
        reason="Cable",
        by=night.bob,
        actor=ACTOR,
        now=later(31),
        minutes=20,
        billable=True,
    )

    (entry,) = WorkEntry.objects.filter(archived_at=None)

    assert (entry.minutes, entry.started_at, entry.proposed) == (20, later(1), False)
    assert incident_bill(switch_down).lines[0].ground is Ground.NO_RATE


@pytest.mark.parametrize("started_at", ["0001-01-01T00:00", "2026-02-01T00:00", "9999-12-31T23:59"])
def test_work_lies_about_its_incident_and_never_outside_the_calendar(
    night: World, bob: Browser, started_at: str
) -> None:
    page = f"/incidents/{reported(night, summary='Disk full', priority='P1').number}/work/"

    refused = bob.sends(f"{page}add/", started_at=started_at, minutes="30")

    assert refused.status == 422
    assert bob.opens(page).status == 200
