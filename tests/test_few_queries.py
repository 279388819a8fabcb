"""Every page there is asks the database fewer than 15 questions, however much there is to show.

The resolver is walked, as in tests/browser: an address that is not in its lists fails here. The firm that is looked at has
more than 15 rows of every kind, and below one other row too, so that a question for each of any of them is over the limit.
Forms are also sent empty, so that their pages come back with errors.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from bench.house import Size, gather
from bench.walk import MORE, Ask, Walk
from hours.clock import now
from tests.browser import addresses

FEWER_THAN, A_DEED = 15, 405
FULL = Size("full", members=18, clients=52, incidents=130, open=96, schedules=16, each=16, much=300)
NOT_THERE = {*addresses.LEADING_ELSEWHERE, *addresses.WITH_A_LIVE_PASSKEY}
NAMES = sorted({*addresses.names(), *addresses.ALSO, *MORE} - NOT_THERE)


@dataclass(frozen=True)
class Firm:
    """Its pages by name, and who opens them."""

    walk: Walk
    asks: dict[str, list[Ask]]

    def queries(self, ask: Ask) -> int:
        """How many the page asks, whose answer is whole and as it should be. A deed takes no GET."""
        with CaptureQueriesContext(connection) as asked:
            answer = self.walk.send(ask)
            answer.getvalue()
        deed = ask.form is None and answer.status_code == A_DEED
        assert deed or answer.status_code in ask.statuses, (
            answer.status_code,
            answer.headers.get("Location"),
        )
        return len(asked)


@pytest.fixture(scope="module")
def firm(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Firm]:
    """With the demo's mail, of which there is one."""
    with override_settings(**demo_mail(tmp_path_factory.mktemp("mail"))):
        send_mail("The desk opens", "HP-1001 waits.", "bell@x.example", ["desk@x.example"])
        with django_db_blocker.unblock(), transaction.atomic():
            found = furnished()
            connection.check_constraints()  # once for all of its rows, and not again after every test
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as any database knows of itself how many rows it has
            yield found
            transaction.set_rollback(True)


def furnished() -> Firm:
    walk = Walk(gather(FULL, now()))
    asks = defaultdict(list)
    for ask in walk.asks():
        asks[ask.name].append(ask)
    return Firm(walk, asks)


def demo_mail(directory: Path) -> dict[str, object]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": directory,
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_little_however_much_there_is(firm: Firm, db: None, name: str) -> None:
    assert firm.asks[name], "No list in tests/browser/addresses.py has it."
    for ask in firm.asks[name]:
        counted = firm.queries(ask)
        if counted >= FEWER_THAN:  # what is read once in the life of a process is known now
            counted = firm.queries(ask)
        assert counted < FEWER_THAN, ask.address
