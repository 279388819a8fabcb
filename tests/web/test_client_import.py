"""Clients in as a table: every line is told before anything is stored, and twice is the same as once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEvent
from sla.client_file import COLUMNS
from sla.models import Agreement, Client, ClientContact, ServiceCalendar, Site
from tests.web.conftest import Browser, Seen
from tests.web.test_sources import connects
from tests.world import World
from web.client_columns import COLUMN_WORDS

pytestmark = pytest.mark.django_db
PAGE = "/clients/import/"
TABLE = """name,code,time zone,tier,other names,contact name,contact phone,contact mail,may approve charges
Adatum,,America/Chicago,Gold,adatum-hq|ADT,Ann,(212) 555-0150,ann@adatum.example,yes
Adatum,,,,,Bo,,bo@adatum.example,
Northwind Dental,northwind-dental,America/New York,Gold,,Dana Reyes,,dana@northwind.example,
"""


def checked_and_imported(browser: Browser, text: str) -> tuple[Seen, Seen]:
    checked = browser.sends(PAGE, text=text)
    edition = checked.response.context["form"]["edition"].value()
    return checked, browser.sends(PAGE, text=text, edition=edition, do="import")


def counts() -> tuple[int, ...]:
    rows = (Client, ClientContact, Agreement, ServiceCalendar, AuditEvent)
    return tuple(each.objects.count() for each in rows)


def test_checking_says_what_would_happen_and_stores_nothing(alice: Browser, night: World) -> None:
    before = counts()

    seen = alice.sends(PAGE, text=TABLE)

    assert "3 lines would change something" in seen
    assert (
        "2 Adatum New client, code adatum. Office hours in America/Chicago. An agreement on Gold from today."
        " Also called: adatum-hq, adt. New contact Ann." in seen
    )
    assert "4 Northwind Dental Dana Reyes: mail becomes dana@northwind.example." in seen
    assert counts() == before


def test_every_column_is_explained_where_the_table_is_asked_for(alice: Browser) -> None:
    seen = alice.opens(PAGE)

    assert tuple(COLUMN_WORDS) == COLUMNS
    assert all(str(words) in seen for words in COLUMN_WORDS.values())


def test_importing_does_it_and_doing_it_again_changes_nothing(alice: Browser, night: World) -> None:
    _, done = checked_and_imported(alice, TABLE)
    after = counts()
    again, second = checked_and_imported(alice, TABLE)

    assert "Imported." in done
    adatum = Client.objects.get(code="adatum")
    assert adatum.calendar.time_zone == "America/Chicago"
    assert adatum.agreements.get().version.tier.name == "Gold"
    ann = adatum.contacts.get(name="Ann")
    assert (ann.phone, ann.may_approve_charges, ann.may_report) == ("+12125550150", True, True)
    assert night.northwind.contacts.get().email == "dana@northwind.example"
    assert "Nothing would change 3 lines are as they are already." in again
    assert "Imported." in second
    assert counts() == after


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",x1,,,,,,,", "There is no client x1 yet: give its name."),
        ("A,import,,,,,,,", "No code can be made of this name"),
        ("漢字,,,,,,,,", "No code can be made of this name"),
        ("A,,EST,,,,,,", "'EST' is not an accepted time zone: choose America/New_York."),
        ("A,,,Gld,,,,,", "There is no tier Gld. There are: 24/7 monitoring + 8x5, 8x5"),
        ("Fabrikam,,,Gold,,,,,", "It has 8x5 with call-out: end that agreement on its page first"),
        ("A,,,,contoso legal,,,,", "Contoso Legal is called “contoso legal” too"),
        ("A,,,,,Ann,12,,", "Write it like +12125550142"),
        ("A,,,,,Ann,,ann,", "That is no e-mail address"),
        ("A,,,,,,+12125550150,,", "nobody it belongs to: give the contact's name"),
        ("A,,,,,Ann,,,maybe", "“maybe” under “may approve charges”: write yes or no."),
        ("Adatum,,Europe/Berlin,,,,,,", "An earlier line puts it in America/Chicago"),
        ("Adatum,,,,,Ann,,other@adatum.example,yes", "An earlier line says something else about Ann"),
        ("Other,adatum,,,,,,,", "An earlier line calls adatum “Adatum”"),
    ],
)
def test_one_wrong_line_and_nothing_is_imported(alice: Browser, night: World, line: str, words: str) -> None:
    before = counts()

    checked, refused = checked_and_imported(alice, f"{TABLE}{line}\n")

    assert words in checked, checked.words
    assert "1 line is wrong: nothing can be imported yet" in checked
    assert refused.status == 422
    assert counts() == before


def test_a_file_is_taken_too_and_what_is_no_table_is_said(alice: Browser, night: World) -> None:
    taken = alice.sends(PAGE, file=SimpleUploadedFile("c.csv", "name\nMüller AG".encode("cp1252")))
    huge = alice.sends(PAGE, file=SimpleUploadedFile("c.csv", b"x" * (2 * 1024 * 1024 + 1)))
    empty = alice.sends(PAGE, text="")
    odd = alice.sends(PAGE, text="code\x00\n1")

    assert "Müller AG New client, code muller-ag." in taken
    assert "name\nMüller AG" in taken.response.context["form"]["text"].value()
    assert [each.status for each in (huge, empty, odd)] == [422, 422, 422]
    assert "over 2 MB: split it" in huge
    assert "Paste a table, or choose a file." in empty
    assert "one of them is “name”" in odd


def test_a_plan_that_is_out_of_date_is_shown_again(alice: Browser, night: World) -> None:
    edition = alice.sends(PAGE, text=TABLE).response.context["form"]["edition"].value()
    ClientContact.objects.filter(client=night.northwind).update(email="dana@northwind.example")

    seen = alice.sends(PAGE, text=TABLE, edition=edition, do="import")

    assert (seen.status, "Something was changed since you looked" in seen) == (422, True)
    assert not Client.objects.filter(code="adatum").exists()


def test_what_is_exported_is_imported_and_changes_nothing(alice: Browser, night: World) -> None:
    connects(alice)
    whole = (
        "name,code,links,external ids,private,least level,contact name,contact title,contact mail,gets bills,vip,sites\n"
        "Fabrikam,fabrikam,Vault https://v.example/?a=1|https://it.example,Datto RMM: a:b|datto rmm: 7,yes,senior,"
        "Ann,Boss,ann@x.example,yes,yes,Harbor (America/Chicago): 1 Quay St|Depot|East (America/New_York)\n"
        "Fabrikam,,,,,,Ben,,,,,Harbor\n"
    )
    checked, _ = checked_and_imported(alice, whole)
    Client.objects.filter(pk=night.fabrikam.pk).update(
        name="=HYPERLINK(1)", alert_note='say "hi", \nthen wait'
    )

    odd = {"name": "A|B (old): x", "address": "1 Quay St\nDenver"}
    Site.objects.create(organization=night.organization, client=night.northwind, **odd)

    answer = alice.http.get("/clients/export/")
    text = answer.content.decode()

    for said in (
        "Links: Vault, it.example.", "Known there as Datto RMM: 7, Datto RMM: a:b.", "senior and above.",
        "Their name is spoken in calls only after a key.", "New contact Ann.", "New site Depot.", "New site East.",
        "New site Harbor (America/Chicago): 1 Quay St.",
    ):  # fmt: skip
        assert said in checked, checked.words
    ann = ClientContact.objects.get(name="Ann")
    assert (ann.title, ann.gets_bills, ann.is_vip) == ("Boss", True, True)
    assert (
        "Vault https://v.example/?a=1 | it.example https://it.example,Datto RMM: 7 | Datto RMM: a:b,yes,senior"
        in text
    )
    assert "Depot | East | Harbor (America/Chicago): 1 Quay St" in text
    places = {site.name: site.calendar and site.calendar.time_zone for site in night.fabrikam.sites.all()}
    assert places == {"Harbor": "America/Chicago", "Depot": None, "East": None}
    assert answer["Content-Disposition"] == 'attachment; filename="harbor-pine-clients.csv"'
    assert "\r\n'=HYPERLINK(1),fabrikam,America/New_York,8x5 with call-out," in text
    assert "'+12125550142" in text
    assert "Nothing would change 4 lines are as they are already." in alice.sends(PAGE, text=text)


def test_two_thousand_lines_are_checked_in_a_few_questions(
    alice: Browser, night: World, django_assert_max_num_queries: object
) -> None:
    text = "name,tier,contact name\n" + "".join(f"Client {n},Gold,Ann {n}\n" for n in range(2000))

    with django_assert_max_num_queries(15):  # type: ignore[operator]
        seen = alice.sends(PAGE, text=text)

    assert "2000 lines would change something" in seen
