"""A client's form speaks its language and is shown inside its own pages, and nobody else's."""

import pytest
from django.test import Client as Anybody

from routing.status_link import address_of_page
from sla.models import FormSettings
from tests.web.conftest import Browser, reported
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/clients/northwind-dental/form/"


def test_the_clients_intranet_may_show_it_and_nobody_elses(alice: Browser, night: World) -> None:
    typed = {
        "language": "",
        "framed_by": "https://Intranet.Northwind.example/\nhttps://intranet.northwind.example",
    }
    wrong = [
        alice.sends(PAGE, **typed | {"framed_by": bad}).status
        for bad in (
            "http://a.example",
            "https://*.example",
            "https://a.example; script-src *",
            "*",
            "https://10.0.0.1",
        )
    ]

    saved = alice.sends(PAGE, **typed)
    link = address_of_page(reported(night, "Core switch down", "P1"))
    pages = [
        Anybody().get(path) for path in (f"/r/{night.northwind.slug}/", link, f"/r/{night.fabrikam.slug}/")
    ]

    assert (wrong, saved.status) == ([422] * 5, 200)
    assert FormSettings.objects.get().framed_by == ["https://intranet.northwind.example"]
    policies = [page.headers["Content-Security-Policy"] for page in pages]
    framed = ["frame-ancestors https://intranet.northwind.example" in policy for policy in policies]
    assert framed == [True, True, False]
    assert ["X-Frame-Options" in page.headers for page in pages] == [False, False, True]
    assert "frame-ancestors 'none'" in policies[2]


def test_it_speaks_the_clients_language_and_whoever_reads_it_may_choose_another(
    alice: Browser, night: World
) -> None:
    alice.sends(PAGE, language="es", framed_by="")
    path, reader = f"/r/{night.northwind.slug}/", Anybody()
    link = address_of_page(reported(night, "Core switch down", "P1"))

    spanish = [Anybody().get(each).content.decode() for each in (path, link)]
    french = reader.get(f"{path}?lang=fr")
    later = reader.get(link).content.decode()

    assert all('<html lang="es"' in page for page in spanish)
    assert '<html lang="fr"' in french.content.decode()
    assert '<html lang="fr"' in later
    assert "client_language" not in Anybody().get(path).cookies
    assert '<html lang="es"' in Anybody().get(f"{path}?lang=xx").content.decode()


def test_who_saves_second_is_told(alice: Browser, night: World) -> None:
    seen = alice.opens(PAGE)
    edition = seen.html.split('name="edition" value="')[1].split('"')[0]
    alice.sends(PAGE, language="fr", framed_by="", edition=edition)

    second = alice.sends(PAGE, language="es", framed_by="", edition=edition)

    assert second.status == 422
    assert FormSettings.objects.get().language == "fr"
