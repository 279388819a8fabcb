"""The schema: valid OpenAPI 3.1, complete, and true of what is answered."""

import json

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.api.conftest import SWITCH_DOWN, Caller
from web.api.urls import urlpatterns


@pytest.fixture(scope="module")
def schema():
    answer = Caller(None).get("schema/", format="json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def fits(schema, path, method, answer):
    """Raises where an answer is not what the schema says of it."""
    told = schema["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    kind = told[answer.headers["Content-Type"].partition(";")[0]]["schema"]
    OAS31Validator({**kind, "components": schema["components"]}).validate(answer.json())


def test_it_is_valid_openapi_31(schema):
    assert schema["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(schema).validate()


def test_every_address_is_in_it(schema):
    hidden = {"api_schema", "api_nothing"}

    assert len(schema["paths"]) == len({url.name for url in urlpatterns} - hidden)


def test_every_operation_needs_a_token_and_every_post_takes_a_key(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["security"] == [{"token": []}], path
            names = {one["name"] for one in operation.get("parameters", [])}
            assert ("Idempotency-Key" in names) == (method == "post"), path


def test_what_is_answered_is_what_it_says(schema, program, reported):
    number, one = reported["number"], "/api/v1/incidents/{number}/"
    program.post(f"incidents/{number}/acknowledge/", {"member": "bob@harbor-pine.example"})
    question = {
        "client": "northwind-dental",
        "service_line": "security",
        "priority": "P1",
        "channel": "alert",
    }
    preview = {"time_zone": "UTC", "layers": [], "at": ["2026-03-03T00:00:00Z"]}

    fits(schema, "/api/v1/incidents/", "get", program.get("incidents/"))
    fits(schema, "/api/v1/incidents/", "post", program.post("incidents/", SWITCH_DOWN))
    fits(schema, one, "get", program.get(f"incidents/{number}/"))
    fits(schema, "/api/v1/on-call/", "get", program.get("on-call/"))
    fits(schema, "/api/v1/coverage/decide/", "post", program.post("coverage/decide/", question))
    fits(schema, "/api/v1/schedules/preview/", "post", program.post("schedules/preview/", preview))
    fits(schema, f"{one}resolve/", "post", program.post(f"incidents/{number}/resolve/", {"reason": "done"}))


def test_what_goes_wrong_is_what_it_says(schema, program, reader, reported):
    number, one = reported["number"], "/api/v1/incidents/{number}/"
    program.post(f"incidents/{number}/resolve/", {"reason": "done"})
    late = program.post(f"incidents/{number}/acknowledge/", {"member": "bob@harbor-pine.example"})

    assert late.status_code == 409
    fits(schema, f"{one}acknowledge/", "post", late)
    fits(schema, "/api/v1/incidents/", "post", program.post("incidents/", {}))
    fits(schema, "/api/v1/incidents/", "post", reader.post("incidents/", {}))
    fits(schema, "/api/v1/incidents/", "get", Caller(None).get("incidents/"))
    fits(schema, one, "get", program.get("incidents/999999/"))


@pytest.mark.parametrize("query", [{}, {"format": "json"}, {"format": "yaml"}, {"lang": "en"}])
def test_anybody_may_read_it(db, query):
    assert Caller(None).get("schema/", **query).status_code == 200


def test_a_format_nobody_offers_is_a_problem(db):
    assert Caller(None).get("schema/", format="bogus").status_code == 404
