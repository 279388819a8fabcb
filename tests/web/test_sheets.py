"""The written sheet on a page and as a PDF that says the same; somebody at the client accepts it behind a link of their own."""

import re
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from accounts.models import AuditEvent
from delivery.models import Message
from hours import clock
from sla.models import (
    Agreement,
    ServiceCalendar,
    SheetAcceptance,
    SheetFile,
    SheetOffer,
    Site,
    SlaTierVersion,
)
from sla.sheet import digest
from tests.web.conftest import Browser
from tests.world import World
from web.sheet_pdf import is_drawn_badly

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
        "Everything",
        "Gold, version 1",
        "Washington's Birthday",
        "P1 and P2: we call a technician at once.",
    ):
        assert words in page, words
        assert words in told, words
    assert "Łódź Dental 株式会社 삼성 [U+1F600] & <b>" in told
    assert "SHA-256 of this sheet:" in page
    assert "They stand rightly on the page" in told
    assert [is_drawn_badly(each) for each in ("Łódź 株式会社 삼성", "מרפאת השיניים", "عيادة", "क्लिनिक")] == [
        False, True, True, True,
    ]  # fmt: skip


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


@pytest.fixture
def link(carol: Browser, night: World) -> str:
    """The path in the mail that Carol had sent to Dana."""
    night.northwind.contacts.update(email="dana@northwind.example")
    gold = Agreement.objects.get(client=night.northwind)
    seen = carol.sends(
        f"/clients/northwind-dental/agreements/{gold.pk}/sheet/send/",
        contact=night.northwind.contacts.get().pk,
        days=14,
    )
    mail = Message.objects.get(purpose="sheet")
    assert "Dana Reyes has version 1 to accept" in seen
    assert mail.address == "dana@northwind.example"
    return re.search(r"https?://[^/]+(/a/\S+)", mail.body)[1]  # type: ignore[index]


def test_dana_accepts_what_she_read_and_everybody_sees_it(link: str, carol: Browser, night: World) -> None:
    dana, place = Browser(None), "/clients/northwind-dental/"
    sent = SheetOffer.objects.get()

    opened = dana.opens(link)
    refused = [
        dana.sends(f"{link}accept/", **form)
        for form in ({"name": "Dana"}, {"sure": "on"}, {"name": "\x00", "sure": "on"})
    ]
    assert not SheetAcceptance.objects.exists()
    night.northwind.contacts.update(name="Somebody Else")
    accepted = dana.sends(f"{link}accept/", name=" Dana  Reyes ", sure="on")
    dana.sends(f"{link}accept/", name="Once More", sure="on")

    row = SheetAcceptance.objects.get()
    assert opened.response["X-Robots-Tag"] == "noindex, nofollow"
    assert opened.response["Referrer-Policy"] == "no-referrer"
    assert [each.status for each in refused] == [422, 422, 422]
    assert "Dana Reyes accepted this sheet." in accepted
    assert (row.name, row.text, row.digest) == ("Dana Reyes", sent.text, digest(sent.text))
    assert row.digest in dana.opens(link).html
    kept, theirs = bytes(row.file.content), dana.http.get(f"{link}sheet.pdf").content
    ours = carol.http.get(f"{place}agreements/{row.agreement_id}/sheet/accepted/{row.pk}.pdf").content
    assert read_back(kept).count(row.digest) >= 1
    assert (theirs, ours, sha256(kept).hexdigest()) == (kept, kept, row.file.digest)
    assert "Version 1 routes; it was accepted by Dana Reyes on 3 March 2026." in carol.opens(place)
    event = AuditEvent.objects.get(verb="sheet.accepted")
    assert (event.actor_kind, event.after["digest"]) == ("contact", row.digest)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        SheetAcceptance.objects.update(name="Mallory")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        SheetFile.objects.update(content=b"another")


def test_a_later_version_rules_and_is_not_accepted_yet(link: str, carol: Browser, night: World) -> None:
    Browser(None).sends(f"{link}accept/", name="Dana Reyes", sure="on")
    gold = Agreement.objects.get(client=night.northwind)
    older = gold.version
    gold.version = SlaTierVersion.objects.create(
        organization=night.organization, tier=older.tier, number=2, created_at=gold.created_at
    )
    gold.save()

    page = carol.opens("/clients/northwind-dental/")

    assert "Accepted: version 1, by Dana Reyes on 3 March 2026." in page
    assert "Version 2 routes and is not accepted yet." in page
    assert Browser(None).opens(link).status == 404


@pytest.mark.parametrize("over", ["revoked", "expired", "replaced", "archived", "forged"])
def test_a_link_that_is_over_is_like_a_wrong_one(over: str, link: str, carol: Browser, night: World) -> None:
    offer, gold = SheetOffer.objects.get(), Agreement.objects.get(client=night.northwind)
    place = f"/clients/northwind-dental/agreements/{gold.pk}/sheet/"
    if over == "revoked":
        carol.sends(f"{place}sent/{offer.pk}/revoke/")
    elif over == "replaced":
        carol.sends(f"{place}send/", contact=offer.contact_id, days=3)
    elif over == "archived":
        Agreement.objects.update(archived_at=gold.created_at)
    elif over == "expired":
        SheetOffer.objects.update(sent_at=gold.created_at, expires_at=clock.now())
    else:
        link = f"{link[:-2]}{'A' if link[-2] != 'A' else 'B'}/"

    answers = [Browser(None).opens(path) for path in (link, "/a/1wrong/")]
    answers.append(Browser(None).sends(f"{link}accept/", name="Dana Reyes", sure="on"))

    assert [each.status for each in answers] == [404, 404, 404]
    assert len({each.html for each in answers}) == 1
    assert not SheetAcceptance.objects.exists()
