"""The schema: valid OpenAPI 3.1, complete, and true of what is answered."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.api.conftest import SWITCH_DOWN, Caller, fits
from web.api.urls import urlpatterns


def test_it_is_valid_openapi_31(schema):
    assert schema["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(schema).validate()


def test_every_address_is_in_it(schema):
    hidden = {"api_schema", "api_docs", "api_nothing"}

    assert len(schema["paths"]) == len({url.name for url in urlpatterns} - hidden)


def test_every_operation_needs_a_token_and_every_post_takes_a_key(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["security"] == [{"token": []}], path
            names = {one["name"] for one in operation.get("parameters", [])}
            assert ("Idempotency-Key" in names) == (method == "post"), path


def test_what_is_answered_is_what_it_says(schema, program, reported):
    number, one = reported["number"], "incidents/{number}/"
    program.post(f"incidents/{number}/acknowledge/", {"member": "bob@harbor-pine.example"})
    question = {
        "client": "northwind-dental",
        "service_line": "security",
        "priority": "P1",
        "channel": "alert",
    }
    preview = {"time_zone": "UTC", "layers": [], "at": ["2026-03-03T00:00:00Z"]}

    fits(schema, "incidents/", "get", program.get("incidents/"))
    fits(schema, "incidents/", "post", program.post("incidents/", SWITCH_DOWN))
    fits(schema, one, "get", program.get(f"incidents/{number}/"))
    fits(schema, "on-call/", "get", program.get("on-call/"))
    fits(schema, "coverage/decide/", "post", program.post("coverage/decide/", question))
    fits(schema, "schedules/preview/", "post", program.post("schedules/preview/", preview))
    fits(schema, f"{one}resolve/", "post", program.post(f"incidents/{number}/resolve/", {"reason": "done"}))


def test_what_goes_wrong_is_what_it_says(schema, program, reader, reported):
    number, one = reported["number"], "incidents/{number}/"
    program.post(f"incidents/{number}/resolve/", {"reason": "done"})
    late = program.post(f"incidents/{number}/acknowledge/", {"member": "bob@harbor-pine.example"})

    assert late.status_code == 409
    fits(schema, f"{one}acknowledge/", "post", late)
    fits(schema, "incidents/", "post", program.post("incidents/", {}))
    fits(schema, "incidents/", "post", reader.post("incidents/", {}))
    fits(schema, "incidents/", "get", Caller(None).get("incidents/"))
    fits(schema, one, "get", program.get("incidents/999999/"))


@pytest.mark.parametrize("query", [{}, {"format": "json"}, {"format": "yaml"}, {"lang": "en"}])
def test_anybody_may_read_it(db, query):
    assert Caller(None).get("schema/", **query).status_code == 200


def test_a_format_nobody_offers_is_a_problem(db):
    assert Caller(None).get("schema/", format="bogus").status_code == 404
