"""What machines ask: are you there, and are you well."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_process_that_reaches_its_database_is_there() -> None:
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_without_its_database_it_is_not(settings: Any) -> None:
    connection.close()
    broken = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = "1"
    try:
        answer = Client().get("/healthz")
    finally:
        connection.close()
        connection.settings_dict["PORT"] = broken

    assert (answer.status_code, answer.json()["status"]) == (503, "down")


def test_it_is_unready_while_no_sweep_was_ever_seen_and_says_why() -> None:
    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert "The sweep has never been seen." in answer.json()["reasons"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_need_no_login_and_change_nothing(path: str) -> None:
    assert Client().post(path).status_code == 405
    assert not Client().get(path).cookies
