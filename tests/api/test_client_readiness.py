"""Ready for the night: the list of clients, the client's own page and the API say the same, of all at once and of one."""

from datetime import timedelta
from typing import Any

import pytest

from hours.clock import now
from routing.client_readiness import lacks_of, lacks_of_all, with_record
from sla.models import Client, ClientContact, Runbook, SheetAcceptance, SheetOffer, Site
from sla.runbook_check import unready_for_the_night
from sla.stored_facts import facts_for
from tests.api.conftest import Caller, fits
from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.django_db


def accepted(client: Client, **scope: object) -> None:
    """Somebody there accepted what rules."""
    for row in client.agreements.filter(**scope):
        same = {
            "organization": row.organization,
            "agreement": row,
            "version": row.version,
            "contact": client.contacts.first(),
        }
        offer = SheetOffer.objects.create(
            **same, address="dana@northwind.example", text="A", digest="a", sent_at=now(), expires_at=now() + timedelta(1)
        )  # fmt: skip
        SheetAcceptance.objects.create(**same, offer=offer, name="Dana", at=now(), text="A", digest="a")


def alone(client: Client) -> tuple[str, ...]:
    facts = facts_for(client.organization, client, None, now())
    return lacks_of(client, facts, now())


def test_all_at_once_and_each_alone_lack_the_same_until_nothing_is_missing(
    schema: Any, night: World, carol: Caller, django_assert_num_queries: Any
) -> None:
    rows = with_record(Client.objects.filter(organization=night.organization).select_related("organization"))
    before = lacks_of_all(night.organization, now())
    assert before == {row.pk: alone(row) for row in rows.all()}
    assert before[night.northwind.pk][-2:] == ("sheet", "links")

    Runbook.objects.create(organization=night.organization, title="Whatever comes")
    ClientContact.objects.update(may_approve_charges=True, gets_bills=True)
    Client.objects.filter(pk=night.northwind.pk).update(links=[["Vault", "https://vault.example/nd"]])
    night.northwind.agreements.update(
        site=Site.objects.create(organization=night.organization, client=night.northwind, name="Lab")
    )
    Runbook.objects.update(service_line="security")
    at_the_lab = lacks_of_all(night.organization, now())[night.northwind.pk]
    (unready,) = [
        each for each in unready_for_the_night(night.organization, now()) if each.client == night.northwind
    ]
    assert alone(rows.get(pk=night.northwind.pk)) == at_the_lab
    Runbook.objects.update(service_line="")
    bare = lacks_of_all(night.organization, now())[night.northwind.pk]
    accepted(night.northwind)
    with django_assert_num_queries(3):
        after = lacks_of_all(night.organization, now())
    told = fits(schema, "readiness/", "get", carol.get("readiness/"))
    left = carol.get("readiness/", ready="false").json()["results"]

    assert (at_the_lab, len(unready.lines)) == (("runbook", "sheet"), 2)
    assert bare == ("sheet",)
    assert after == {row.pk: alone(row) for row in rows.all()}
    assert {"client": "northwind-dental", "missing": []} in told["results"]
    assert left == [each for each in told["results"] if each["missing"]]
    assert told["count"] == len(left) + 1
    assert carol.get("readiness/", ready="perhaps").status_code == 400
    assert "Northwind" not in Browser(night.vera).opens("/clients/?ready=no")
    assert "ready" in Browser(night.vera).opens("/clients/?q=northwind")
