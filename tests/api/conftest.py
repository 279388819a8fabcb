"""Harbor Pine by night, and callers with tokens."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from openapi_schema_validator import OAS31Validator

from hours import clock
from tests.world import NIGHT, Elsewhere, World, elsewhere, world


class Caller:
    """Speaks JSON to the API with one token; answers are Django's test responses."""

    handler = ClientHandler(enforce_csrf_checks=True)  # one for all: loading the middleware takes its time

    def __init__(self, token: str | None) -> None:
        self.http = Client(raise_request_exception=False)
        self.http.handler = self.handler
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: str) -> Any:
        return self.http.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send(path, json.dumps({} if body is None else body).encode(), **headers)

    def patch(self, path: str, body: Any) -> Any:
        return self.send(path, json.dumps(body).encode(), method="PATCH")

    def put(self, path: str, body: Any) -> Any:
        return self.send(path, json.dumps(body).encode(), method="PUT")

    def delete(self, path: str) -> Any:
        return self.send(path, b"", method="DELETE")

    def send(
        self,
        path: str,
        raw: bytes,
        content_type: str = "application/json",
        method: str = "POST",
        **headers: str,
    ) -> Any:
        """Any bytes at all; a header's name is given with underscores."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.generic(
            method, f"/api/v1/{path}", raw, content_type=content_type, headers=self.headers | more
        )


@pytest.fixture(autouse=True, scope="module")
def _two_in_the_morning() -> Iterator[None]:
    """It is Tuesday 02:14 in New York."""
    clock.move((NIGHT - clock.now()).total_seconds())
    yield
    clock.move((datetime.now(UTC) - clock.now()).total_seconds())


@pytest.fixture(scope="module")
def _both(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, Elsewhere]]:
    """Both firms, built once for all tests of a file; every test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        both = world(), elsewhere()
        connection.check_constraints()  # once for all of these rows, and not again after every test
        yield both
        transaction.set_rollback(True)


@pytest.fixture
def night(_both: tuple[World, Elsewhere], db: None) -> World:
    return deepcopy(_both[0])


@pytest.fixture
def other(_both: tuple[World, Elsewhere], db: None) -> Elsewhere:
    return deepcopy(_both[1])


@pytest.fixture
def program(night: World) -> Caller:
    """A program with a token of scope write that is nobody's own."""
    return Caller(night.token())


@pytest.fixture
def reader(night: World) -> Caller:
    """A program that may only read."""
    return Caller(night.token(scope="read"))


@pytest.fixture
def alice(night: World) -> Caller:
    """Alice's own program: she is an owner."""
    return Caller(night.token(member=night.alice))


@pytest.fixture
def carol(night: World) -> Caller:
    """Carol's own program: she is a manager."""
    return Caller(night.token(member=night.carol))


@pytest.fixture
def dave(night: World) -> Caller:
    """Dave's own program: he is a technician."""
    return Caller(night.token(member=night.dave))


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(Caller(None).get("schema/", format="json").content)


def fits(schema: Any, path: str, method: str, answer: Any) -> Any:
    """What was answered. Raises where it is not what the schema says of it."""
    told = schema["paths"][f"/api/v1/{path}"][method]["responses"][str(answer.status_code)]["content"]
    kind = told[answer.headers["Content-Type"].partition(";")[0]]["schema"]
    OAS31Validator({**kind, "components": schema["components"]}).validate(answer.json())
    return answer.json()


SWITCH_DOWN = {
    "client": "northwind-dental",
    "summary": "Core switch down",
    "priority": "P1",
    "service_line": "monitoring",
    "contact_name": "Dana Reyes",
    "contact_phone": "+12125550142",
}


@pytest.fixture(scope="module")
def reported_once(_both: tuple[World, Elsewhere]) -> dict[str, Any]:
    """The same for all tests of a file, for those that do not mind."""
    answer = Caller(_both[0].token()).post("incidents/", SWITCH_DOWN)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def reported(program: Caller) -> dict[str, Any]:
    """An incident that was just reported: Northwind's core switch is down."""
    answer = program.post("incidents/", SWITCH_DOWN)
    assert answer.status_code == 201, answer.content
    return answer.json()
