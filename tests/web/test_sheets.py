"""The written sheet on a page and as a PDF that says the same."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from sla.models import Agreement, ServiceCalendar, Site
from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.django_db


def read_back(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_page_and_pdf_say_hours_targets_and_version(vera: Browser, night: World) -> None:
    night.northwind.name = "Łódź Dental 株式会社 삼성 😀 & <b>"
    night.northwind.save()
    gold = Agreement.objects.get(client=night.northwind)
    place = f"/clients/northwind-dental/agreements/{gold.pk}/"

    page, pdf = vera.opens(f"{place}sheet/"), vera.http.get(f"{place}sheet.pdf")

    told = read_back(pdf.content)
    assert pdf["Content-Type"] == "application/pdf"
    for words in (
        "Monday to Friday 08:00 to 17:00",
        "30 minutes",
        "Gold, version 1",
        "Washington's Birthday",
        "P1 and P2: we call a technician at once.",
    ):
        assert words in page, words
        assert words in told, words
    assert "Łódź Dental 株式会社 삼성 [U+1F600] & <b>" in told
    assert "SHA-256 of this sheet:" in page


def test_a_site_with_its_own_hours_and_a_line_with_its_own_agreement_are_told(
    alice: Browser, night: World
) -> None:
    gold = Agreement.objects.get(client=night.northwind)
    theirs = Agreement.objects.get(client=night.fabrikam)
    hours = ServiceCalendar.objects.create(
        organization=night.organization, name="Lab", time_zone="America/Los_Angeles"
    )
    Site.objects.create(
        organization=night.organization, client=night.northwind, name="The lab", calendar=hours
    )
    Agreement.objects.create(
        organization=night.organization, client=night.northwind, version=theirs.version, starts_on=gold.starts_on,
        service_line="monitoring", created_at=gold.created_at,
    )  # fmt: skip

    page = alice.opens(f"/clients/northwind-dental/agreements/{gold.pk}/sheet/")

    assert "The lab never none America/Los Angeles" in page
    assert "It is for help desk and security." in page
    assert "For monitoring another agreement rules: 8x5 with call-out, version 1" in page
