"""Two managers at the same moment: one of them saves, the other is told, and nothing is there twice."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.audit import Actor
from accounts.edition import Stale, edition_of
from accounts.models import Organization
from accounts.refusal import Refused
from routing.actions.external_ids import Learning
from sla.actions.agreements import add_agreement
from sla.actions.calendars import CalendarDetails, create_calendar
from sla.actions.clients import ClientDetails, create_client
from sla.actions.contacts import ContactDetails, add_contact
from sla.actions.import_clients import import_clients
from sla.actions.runbooks import RunbookDetails, create_runbook
from sla.actions.sheets import accept_sheet, offer_sheet
from sla.actions.sites import SiteDetails, add_site
from sla.actions.tiers import Promise, newest_promise, save_tier, tier_edition
from sla.facts import Rule
from sla.grid import ALL_CELLS, DESK, PAGE
from sla.models import (
    Agreement,
    Client,
    ClientContact,
    Runbook,
    ServiceCalendar,
    SheetAcceptance,
    SheetFile,
    SlaTier,
)
from tests.routing.test_at_once import at_once
from tests.world import NIGHT, new_organization
from web.sheet_facts import sheet_of

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {"actor": Actor.system(), "now": NIGHT}


@pytest.fixture
def firm() -> Organization:
    return new_organization("Harbor Pine IT", "harbor-pine", "HP")


@pytest.fixture
def gold(firm: Organization) -> SlaTier:
    return SlaTier.objects.get(organization=firm, name="Gold")


def test_editors_meet_and_each_race_has_one_winner(firm: Organization, gold: SlaTier) -> None:
    made = at_once(
        *[partial(create_client, organization=firm, details=ClientDetails("Fabrikam", code="fab"), **WHO)] * 2
    )
    shop = add_site(client=Client.objects.get(), details=SiteDetails("Shop"), **WHO)
    scopes: list[dict[str, Any]] = [{}, {"site": shop}, {"site": shop, "service_line": "security"}]
    agreed = at_once(
        *[
            partial(add_agreement, client=Client.objects.get(), version=gold.versions.get(), starts_on=day, **scope, **WHO)
            for scope in scopes
            for day in (date(2026, 1, 1), date(2026, 2, 1))
        ]
    )  # fmt: skip

    assert sorted(isinstance(each, Refused) for each in made) == [False, True]
    assert [isinstance(each, Refused) for each in agreed].count(True) == 3, agreed
    assert all("Gold holds from" in each.errors["starts_on"] for each in agreed if isinstance(each, Refused))
    assert (
        len({(each.site_id, each.service_line) for each in Agreement.objects.all()})
        == 3
        == Agreement.objects.count()
    )


def test_the_database_itself_holds_one_agreement_at_a_time(firm: Organization, gold: SlaTier) -> None:
    """For a client and for each of its sites and lines; both ends inclusive; what is archived is in nobody's way."""
    client = create_client(organization=firm, details=ClientDetails("Fabrikam", code="fab"), **WHO)
    version, first = gold.versions.get(), {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30)}

    def made(**more: Any) -> Agreement:
        with transaction.atomic():
            return Agreement.objects.create(
                organization=firm, client=client, version=version, created_at=NIGHT, **first | more
            )

    for scope in ({}, {"service_line": "security"}):
        made(**scope)
        with pytest.raises(IntegrityError, match="one_agreement_at_a_time"):
            made(starts_on=date(2026, 6, 30), ends_on=None, **scope)
        made(starts_on=date(2026, 7, 1), ends_on=None, **scope)
        made(archived_at=NIGHT, **scope)


def test_a_form_that_is_sent_twice_at_once_makes_one_row(firm: Organization) -> None:
    client = create_client(organization=firm, details=ClientDetails("Fabrikam", code="fab"), **WHO)
    dana = ContactDetails("Dana Reyes", phone="+1 212 555 0142", is_told=True)

    told = at_once(*[partial(add_contact, client=client, details=dana, **WHO)] * 2)
    written = at_once(
        *[partial(create_runbook, organization=firm, details=RunbookDetails("Switch down"), **WHO)] * 2
    )
    hours = at_once(
        *[partial(create_calendar, organization=firm, details=CalendarDetails("Office", time_zone="UTC"), **WHO)] * 2
    )  # fmt: skip

    for done in (told, written, hours):
        assert sorted(isinstance(each, Refused) for each in done) == [False, True], done
    assert (ClientContact.objects.count(), Runbook.objects.count()) == (1, 1)
    assert ServiceCalendar.objects.filter(name="Office").count() == 1


def test_a_tier_saved_twice_at_once_has_one_new_version(firm: Organization, gold: SlaTier) -> None:
    seen, newest = edition_of(tier_edition(gold)), newest_promise(gold)

    def everywhere(rule: Rule) -> Promise:
        return Promise(dict.fromkeys(ALL_CELLS, rule), newest.targets)

    done = at_once(
        *[
            partial(save_tier, tier=gold, name="Gold", promise=everywhere(rule), seen=seen, **WHO)
            for rule in (DESK, PAGE)
        ]
    )

    assert sorted(isinstance(each, Stale) for each in done) == [False, True], done
    assert [each.number for each in gold.versions.order_by("number")] == [1, 2]


def test_the_same_table_imported_twice_at_once_is_there_once(firm: Organization) -> None:
    text = "name,tier,contact name\n" + "".join(f"Client {n},Gold,Ann\n" for n in range(20))

    done = at_once(
        *[partial(import_clients, organization=firm, text=text, sources=Learning(firm), **WHO)] * 2
    )

    assert sorted(each.changes for each in done) == [False, True]
    rows = (Client, ClientContact, Agreement)
    assert [each.objects.count() for each in rows] == [20, 20, 20]


def test_a_sheet_accepted_twice_at_once_is_accepted_once_and_another_reader_accepts_theirs(
    firm: Organization, gold: SlaTier
) -> None:
    client = create_client(organization=firm, details=ClientDetails("Fabrikam", code="fab"), **WHO)
    row = add_agreement(client=client, version=gold.versions.get(), starts_on=date(2026, 1, 1), **WHO)
    readers = [
        add_contact(client=client, details=ContactDetails(name, email=f"{name}@fab.example"), **WHO)
        for name in ("Fred", "Greta")
    ]
    fred, greta = (
        offer_sheet(agreement=row, contact=each, sheet=sheet_of(row, NIGHT), days=14, sent_by=None, **WHO)
        for each in readers
    )
    accepts = [
        partial(accept_sheet, offer=offer, name=name, pdf=b"%PDF", address=None, now=NIGHT)
        for offer, name in ((fred, "Fred"), (fred, "Fred F."), (greta, "Greta"))
    ]

    done = at_once(*accepts)

    assert sorted(done[:2]) == [False, True]
    assert done[2] is True
    assert (SheetAcceptance.objects.count(), SheetFile.objects.count()) == (2, 2)
