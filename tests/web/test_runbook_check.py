"""Ready for the night: only who is promised a P1 at night is asked for a runbook and for somebody to phone."""

import random
from itertools import product

import pytest
from django.db import connection

from routing.actions.policy import LEAST
from sla.models import Client, Runbook
from sla.queries import runbook_for
from sla.runbook_match import Case, best
from tests.web.conftest import Browser
from tests.world import NIGHT, Elsewhere, World

pytestmark = pytest.mark.django_db


def test_a_runbook_and_a_named_person_take_a_client_off_the_list(carol: Browser, night: World) -> None:
    before, listed = carol.opens("/runbooks/check/").words, carol.opens("/runbooks/")
    for client, line, word in (
        (night.northwind, "", ""),
        (night.contoso, "monitoring", ""),
        (night.contoso, "", "ups"),
    ):
        Runbook.objects.create(
            organization=night.organization,
            client=client,
            service_line=line,
            alert_class=word,
            title="Begin here",
        )

    after = carol.opens("/runbooks/check/").words

    assert "2 clients are promised a technician at night" in listed
    assert "Northwind Dental Help desk, Monitoring, Security yes" in before
    assert "Contoso Legal Monitoring, Security nobody: name somebody" in before
    assert "Fabrikam" not in before
    assert "Northwind Dental" not in after
    assert "Contoso Legal Security (only for ups) nobody: name somebody" in after


LINES, CLASSES = ("", "help_desk", "monitoring"), ("", "offline", "ups")


def test_the_database_finds_the_best_one_too_and_says_alike_who_may_come_alone(
    night: World, other: Elsewhere
) -> None:
    clients: dict[int | None, Client | None] = {
        None: None, night.northwind.pk: night.northwind, night.contoso.pk: night.contoso
    }  # fmt: skip
    Runbook.objects.create(organization=other.organization, title="Not ours")
    Runbook.objects.bulk_create(
        Runbook(
            organization=night.organization, client=client, service_line=line, alert_class=word, title="T"
        )
        for client, line, word in product(clients.values(), LINES, CLASSES)
    )
    rows, dice = list(Runbook.objects.filter(organization=night.organization)), random.Random(5)

    for _ in range(12):
        kept = dice.sample(rows, dice.randint(0, 9))
        Runbook.objects.filter(organization=night.organization).update(archived_at=NIGHT)
        Runbook.objects.filter(pk__in=[row.pk for row in kept]).update(archived_at=None)
        cases = [Case(row.client_id, row.service_line, row.alert_class, row.pk) for row in kept]
        for client, line, word in product(clients, LINES[1:], ("", " UPS", "fire")):
            wanted = best(cases, Case(client, line, word.strip().lower()))
            row = runbook_for(night.organization, clients[client], service_line=line, alert_class=word)

            assert (row and row.pk) == (wanted and wanted.id)
            assert who_comes_alone(night, client, line, word) == ("junior" if wanted else "senior")


def who_comes_alone(night: World, client: int | None, line: str, word: str) -> str:
    case = {"organization": night.organization.pk, "client": client, "service_line": line}
    with connection.cursor() as cursor:
        cursor.execute(LEAST, case | {"alert_class": word.strip().lower()})
        return str(cursor.fetchone()[0])
