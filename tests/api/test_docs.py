"""The API's page for people: everything the schema knows stands on it."""

from django.test import Client


def test_every_operation_of_the_schema_stands_on_the_page(db: None) -> None:
    schema = Client().get("/api/v1/schema/?format=json").json()

    page = Client().get("/api/v1/docs/").content.decode()

    operations = [one["operationId"] for path in schema["paths"].values() for one in path.values()]
    assert len(operations) > 20
    assert [each for each in operations if f'id="{each}"' not in page] == []


def test_a_body_is_told_by_its_fields_and_what_they_may_be(db: None) -> None:
    page = Client().get("/api/v1/docs/").content.decode()

    decide = page.split('id="coverage_decide"')[1].split("</details>")[0]
    assert "<code>service_line</code>" in decide
    assert "help_desk | monitoring | security" in decide


def test_what_is_inside_a_field_is_told_too(db: None) -> None:
    page = Client().get("/api/v1/docs/").content.decode()

    calendar = page.split('id="calendars_add"')[1].split("</details>")[0]
    tier = page.split('id="tiers_add"')[1].split("</details>")[0]
    assert "<code>windows[].days</code>" in calendar
    assert "list of mo | tu | we | th | fr | sa | su" in calendar
    assert "<code>call_out.rate_cents</code>" in tier
    assert "<code>results[].edition</code>" in page
