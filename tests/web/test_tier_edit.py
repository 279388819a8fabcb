"""Tiers edited as a grid: a version never changes, and agreements stay on theirs until they are moved."""

import pytest

from accounts.models import AuditEvent
from routing.models import Decision
from sla.models import Agreement, SlaTier, SlaTierVersion
from tests.web.conftest import Browser, Seen, reported
from tests.world import World

pytestmark = pytest.mark.django_db
CELL = "help_desk-after_hours-P1"


@pytest.fixture
def gold(night: World) -> SlaTier:
    return SlaTier.objects.get(organization=night.organization, name="Gold")


def sent(page: Seen, **changed: object) -> dict[str, object]:
    """The grid as the page shows it, with something changed."""
    initial = page.response.context["form"].initial
    return {name: value for name, value in initial.items() if value is not False} | changed


def saves(browser: Browser, tier: SlaTier, **changed: object) -> Seen:
    page = f"/tiers/{tier.pk}/edit/"
    fields = {name.replace("__", "-"): value for name, value in changed.items()}
    return browser.sends(page, **sent(browser.opens(page), **fields))


def test_saving_makes_the_next_version_and_agreements_stay(
    alice: Browser, night: World, gold: SlaTier
) -> None:
    seen = saves(alice, gold, **{CELL: "queue", "P1_response": "1 h 30 min"})

    assert "Version 2 is saved." in seen
    assert "Move agreements to version 2" in seen
    first, second = gold.versions.order_by("number")
    assert first.rules.get(service_line="help_desk", band="after_hours", priority="P1").outcome == "page"
    assert second.rules.get(service_line="help_desk", band="after_hours", priority="P1").outcome == "queue"
    assert second.rules.count() == 48
    assert second.targets.get(priority="P1").response_seconds == 5400
    assert Agreement.objects.get(client=night.northwind).version == first
    told = AuditEvent.objects.get(verb="tier.edited")
    assert told.before == {"help_desk after_hours P1": "page", "targets P1": [600, 1800, 3600, 14400, "24x7"]}
    assert "1 stays on an earlier version until you move it" in alice.opens("/tiers/")


def test_saving_what_is_there_makes_no_version(alice: Browser, gold: SlaTier) -> None:
    seen = saves(alice, gold, name="Golden")

    assert "there is no new version" in seen
    assert [each.number for each in gold.versions.all()] == [1]
    assert SlaTier.objects.get(pk=gold.pk).name == "Golden"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({CELL: "maybe"}, "Select a valid choice"),
        ({CELL: "consent"}, "say what a call-out costs"),
        ({"P1_response": "soon"}, "Write it like 30 min, 4 h or 1 day."),
        ({"P1_response": "0 min"}, "more than nothing and at most a year"),
        ({"P1_response": "5 min"}, "First it is taken, then the client is answered"),
        ({"P4_response": "90 min"}, "Business days are whole days"),
        ({"call_out_sold": "on", "rate": ""}, "Say what an hour costs"),
        ({"call_out_sold": "on", "rate": "180", "terms_version": "2"}, "Say where the terms are to be read"),
        ({"name": "8x5"}, "There is a tier called 8x5 already"),
    ],
)
def test_what_is_wrong_is_said_and_no_version_is_made(
    alice: Browser, gold: SlaTier, changed: dict[str, str], words: str
) -> None:
    seen = saves(alice, gold, **changed)

    assert (seen.status, words in seen) == (422, True), seen.words
    assert gold.versions.count() == 1


def test_who_saves_second_is_told(alice: Browser, carol: Browser, gold: SlaTier) -> None:
    page = f"/tiers/{gold.pk}/edit/"
    opened = sent(alice.opens(page), **{CELL: "queue"})
    saves(carol, gold, **{"help_desk-weekend-P1": "queue"})

    seen = alice.sends(page, **opened)

    assert (seen.status, "Carol saved this after you opened it" in seen) == (422, True)
    assert gold.versions.count() == 2


def test_agreements_move_from_a_day_on_and_nothing_decided_changes(
    alice: Browser, night: World, gold: SlaTier
) -> None:
    incident = reported(night, "Core switch down", "P1")
    before = Decision.objects.filter(incident=incident).values().get()
    saves(alice, gold, **{CELL: "queue"})
    old = Agreement.objects.get(client=night.northwind)

    late = alice.sends(f"/tiers/{gold.pk}/move/", agreements=[old.pk], starts_on="2026-03-02")
    seen = alice.sends(f"/tiers/{gold.pk}/move/", agreements=[old.pk], starts_on="2026-03-09")

    assert (late.status, "That day is over at Northwind Dental" in late) == (422, True)
    assert "1 agreement goes by version 2" in seen
    rows = Agreement.objects.filter(client=night.northwind).order_by("starts_on")
    assert [(row.version.number, str(row.starts_on), str(row.ends_on)) for row in rows] == [
        (1, "2026-01-01", "2026-03-08"),
        (2, "2026-03-09", "None"),
    ]
    assert Decision.objects.filter(incident=incident).values().get() == before


def test_an_agreement_that_is_over_is_on_no_tier_and_routes_nothing(
    alice: Browser, night: World, gold: SlaTier
) -> None:
    saves(alice, gold, **{CELL: "queue"})
    old = Agreement.objects.get(client=night.northwind)
    alice.sends(f"/tiers/{gold.pk}/move/", agreements=[old.pk], starts_on="2026-03-03")

    tier, client = alice.opens(f"/tiers/{gold.pk}/"), alice.opens("/clients/northwind-dental/")

    assert "Northwind Dental version 2" in tier
    assert "Northwind Dental version 1" not in tier
    assert "Move agreements" not in tier
    assert "Gold v1 over From 1 January 2026 to 2 March 2026." in client
    sheet = alice.opens(f"/clients/northwind-dental/agreements/{old.pk}/sheet/")
    assert "Version 1 routes" not in client
    assert "This agreement is over; it ended on 2 March 2026." in sheet
    assert "Send it to be accepted" not in sheet


def test_a_tier_begins_as_one_that_ships(alice: Browser, night: World) -> None:
    seen = alice.sends("/tiers/new/", name="Platinum", like="shipped-2")

    assert "Make it yours" in seen
    version = SlaTierVersion.objects.get(tier__name="Platinum")
    assert (version.rate_cents, version.rules.filter(outcome="consent").count()) == (18000, 6)
    assert (version.targets.count(), version.organization) == (4, night.organization)


def test_the_tier_for_unknown_clients_is_edited_at_once_and_never_archived(
    alice: Browser, night: World
) -> None:
    default = SlaTier.objects.get(organization=night.organization, kind="default")

    saves(alice, default, **{"monitoring-after_hours-P2": "queue"})
    refused = alice.sends(f"/tiers/{default.pk}/archive/")

    assert "can be edited, not archived" in refused
    assert default.versions.count() == 2


def test_an_archived_tier_is_not_offered_and_comes_back(alice: Browser, night: World, gold: SlaTier) -> None:
    asked = alice.opens(f"/tiers/{gold.pk}/archive/")
    alice.sends(f"/tiers/{gold.pk}/archive/")

    assert "1 agreement on it goes on as it is." in asked
    assert alice.opens(f"/tiers/{gold.pk}/").status == 404
    assert "Gold, version 1" not in alice.opens("/clients/fabrikam/agreements/new/")
    alice.sends(f"/tiers/{gold.pk}/restore/")
    assert alice.opens(f"/tiers/{gold.pk}/").status == 200
    told = AuditEvent.objects.filter(object_kind="tier", object_id=gold.pk).order_by("id")
    assert [(each.before, each.after) for each in told] == [
        ({"name": "Gold"}, None),
        (None, {"name": "Gold"}),
    ]


def test_every_version_can_be_read(alice: Browser, vera: Browser, gold: SlaTier) -> None:
    saves(alice, gold, **{CELL: "queue"})

    first, newest = vera.opens(f"/tiers/{gold.pk}/?version=1"), vera.opens(f"/tiers/{gold.pk}/")

    assert "After hours P1 P2 Page" in first
    assert "After hours P1 P3 P4 Desk P2 Page" in newest
    assert vera.opens(f"/tiers/{gold.pk}/?version=3").status == 404
