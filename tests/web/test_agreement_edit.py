"""Agreements: one at a time, ended, renewed and suspended in words; the oracle goes by what is saved."""

import pytest

from accounts.models import AuditEvent
from sla.models import Agreement, SlaTierVersion
from tests.web.conftest import Browser, reported
from tests.world import World

pytestmark = pytest.mark.django_db
PLACE = "/clients/northwind-dental/agreements/"


@pytest.fixture
def gold(night: World) -> Agreement:
    return Agreement.objects.get(client=night.northwind)


def version(night: World, tier: str) -> SlaTierVersion:
    return SlaTierVersion.objects.get(tier__organization=night.organization, tier__name=tier)


def test_two_for_the_same_days_are_refused_and_the_one_in_the_way_is_named(
    alice: Browser, night: World
) -> None:
    seen = alice.sends(f"{PLACE}new/", version=version(night, "8x5").pk, starts_on="2026-06-01")

    assert seen.status == 422
    assert "Gold holds from 1 January 2026, without an end: end that one first" in seen
    assert Agreement.objects.filter(client=night.northwind).count() == 1


def test_one_line_may_have_its_own(alice: Browser, night: World) -> None:
    alice.sends(
        f"{PLACE}new/", version=version(night, "8x5").pk, starts_on="2026-03-01", service_line="help_desk"
    )

    assert reported(night, "Phones are dead", "P1").status == "queued"


def test_an_agreement_ends_and_is_renewed(alice: Browser, night: World, gold: Agreement) -> None:
    asked = alice.opens(f"{PLACE}{gold.pk}/end/")
    alice.sends(f"{PLACE}{gold.pk}/end/", ends_on="2026-03-02")
    ended = reported(night, "Phones are dead", "P1")
    alice.sends(
        f"{PLACE}{gold.pk}/renew/", version=gold.version_id, starts_on="2026-03-03", ends_on="2027-03-02"
    )

    assert "only security P1 and P2 wake somebody" in asked
    assert ended.status == "queued"
    assert reported(night, "Phones are dead again", "P1").status == "triggered"
    verbs = AuditEvent.objects.filter(object_kind="agreement").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["agreement.ended", "agreement.added"]


def test_one_without_an_end_is_renewed_by_ending_it_the_day_before(
    alice: Browser, night: World, gold: Agreement
) -> None:
    alice.sends(f"{PLACE}{gold.pk}/renew/", version=version(night, "8x5").pk, starts_on="2026-04-01")

    rows = Agreement.objects.filter(client=night.northwind).order_by("starts_on")
    assert [(row.version.tier.name, str(row.ends_on)) for row in rows] == [
        ("Gold", "2026-03-31"),
        ("8x5", "None"),
    ]


def test_a_suspended_one_promises_nothing_until_it_is_resumed(
    alice: Browser, night: World, gold: Agreement
) -> None:
    alice.sends(f"{PLACE}{gold.pk}/suspend/")
    assert reported(night, "Phones are dead", "P1").status == "queued"

    alice.sends(f"{PLACE}{gold.pk}/resume/")
    assert reported(night, "Phones are dead again", "P1").status == "triggered"
    stopped, resumed = AuditEvent.objects.filter(object_kind="agreement").order_by("id")
    assert (stopped.before, resumed.after) == ({"suspended_at": None}, {"suspended_at": None})
    assert stopped.after == resumed.before != {"suspended_at": None}


def test_days_in_the_wrong_order_and_stale_pages_are_told(alice: Browser, gold: Agreement) -> None:
    page = f"{PLACE}{gold.pk}/"
    opened = alice.opens(page).response.context["form"].initial["edition"]
    wrong = alice.sends(page, starts_on="2026-05-01", ends_on="2026-04-01", edition=opened)
    odd = alice.sends(page, starts_on="9999-99-99", edition=opened)
    alice.sends(page, starts_on="2026-01-01", ends_on="2026-12-31", edition=opened)

    second = alice.sends(page, starts_on="2026-02-01", edition=opened)

    assert "It ends on the day it starts or later." in wrong
    assert "Enter a valid date" in odd
    assert (second.status, "Alice saved this after you opened it (ends on)" in second) == (422, True)


@pytest.mark.parametrize("far", ["0001-01-01", "0207-03-01", "9999-12-31"])
def test_a_day_of_another_age_is_refused_and_stays_typed(alice: Browser, gold: Agreement, far: str) -> None:
    page = f"/clients/northwind-dental/agreements/{gold.pk}/"

    renewed = alice.sends(f"{page}renew/", version=gold.version_id, starts_on=far, ends_on="")
    edited = alice.sends(page, starts_on="2026-01-01", ends_on=far)

    assert (renewed.status, edited.status) == (422, 422)
    assert "Choose a day between the years 1970 and 2199." in renewed
    assert f'value="{far}"' in edited.html


def test_another_tenants_tier_cannot_be_chosen(mallory: Browser, night: World) -> None:
    seen = mallory.sends(
        "/clients/their-client/agreements/new/", version=version(night, "8x5").pk, starts_on="2030-01-01"
    )

    assert (seen.status, "Select a valid choice" in seen) == (422, True)
