"""The whole schema, asked at random: nothing answers 5xx, and nothing answers what the schema does not know."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.world import World, world
from web.api.throttles import TokenThrottle

pytestmark = pytest.mark.slow
PROMISES = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
TRIES = 12  # of each operation


@pytest.fixture
def night(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(TokenThrottle, "allow_request", lambda *_: True)
    return world()


def operations(url: str) -> Iterator[Any]:
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/schema/?format=json")
    for each in schema.get_all_operations():
        yield each.ok()


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_operation_fails_or_answers_what_is_not_told(live_server: Any, night: World) -> None:
    headers = {"Authorization": f"Bearer {night.token(member=night.alice)}"}
    found = list(operations(live_server.url))

    told = {each.label: faults(each, headers) for each in found}

    assert len(found) > 20
    assert {label: words for label, words in told.items() if words} == {}


def faults(operation: Any, headers: dict[str, str]) -> str:
    """What went wrong with one operation, in words; empty where nothing did."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=TRIES, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def asked(case: Any) -> None:
        case.call_and_validate(checks=PROMISES, headers=headers)

    try:
        asked()
    except Exception as fault:  # noqa: BLE001 - every kind is a finding
        return str(fault)[:1500]
    return ""
