"""Machines at the client's form: they tire nobody out, and no person in trouble is turned away for them."""

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from delivery.models import Message
from routing.models import InboundEvent, Incident
from tests.web.conftest import Seen
from tests.web.dana import FILLED, Dana, without_cookies
from tests.world import NIGHT, World
from web import client_guard as guard
from web.client_guard import FLOOD, MUCH, PER_ADDRESS, PER_CLIENT, PER_PHONE

pytestmark = pytest.mark.django_db
PUBLIC = "93.184.216.34"


@pytest.fixture(autouse=True)
def _own_counts(settings: object, request: pytest.FixtureRequest) -> None:
    """Nobody has sent anything yet."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}  # type: ignore[attr-defined]


@pytest.fixture
def dana(night: World) -> Dana:
    found = Dana(address=PUBLIC)
    found.waits(seconds=20)
    return found


def sent_already(night: World, times: int, **who: object) -> None:
    """So many requests came in before Dana's."""
    usual = {"address": "198.51.100.7", "client_id": night.northwind.pk, "phone": "", "now": NIGHT}
    for number in range(times):
        guard.signs_of_number(**(usual | who), nonce=f"{number}")  # type: ignore[arg-type]


def signs() -> list[str]:
    return InboundEvent.objects.latest("received_at").headers["fields"]["signs"]


def is_paged(dana: Dana) -> bool:
    return dana.incident().status == "triggered"


def test_a_person_at_an_ordinary_pace_shows_no_sign(dana: Dana) -> None:
    dana.sends()

    assert signs() == []
    assert is_paged(dana)


def test_a_password_manager_that_fills_the_hidden_field_turns_nobody_away(dana: Dana) -> None:
    dana.sends(website="https://northwind.example")

    assert signs() == ["trap"]
    assert is_paged(dana)


def test_a_quick_hand_turns_nobody_away(night: World) -> None:
    dana = Dana()

    dana.sends()

    assert signs() == ["quick"]
    assert is_paged(dana)


def test_what_fills_the_hidden_field_at_once_wakes_nobody_and_is_kept(night: World) -> None:
    machine = Dana()

    seen = machine.sends(website="https://spam.example")

    assert machine.incident().priority == "P3"
    assert machine.incident().status == "held"
    assert not Message.objects.filter(purpose="page").exists()
    assert (
        machine.incident()
        .timeline.filter(
            text__contains="(it was sent within 3 seconds, it filled the hidden field): P1 was asked for"
        )
        .exists()
    )
    assert "You can always ring us: +1 212 555 0199" in seen


def test_a_busy_office_is_still_heard(dana: Dana, night: World) -> None:
    """More than five in ten minutes from one address, and more than twenty in an hour for one client."""
    sent_already(night, PER_CLIENT.most + 1, address=PUBLIC.replace(".34", ".99"))

    dana.sends()

    assert is_paged(dana)
    assert "address" in signs()


def test_one_number_sent_over_and_over_is_still_heard(dana: Dana, night: World) -> None:
    sent_already(night, PER_PHONE.most, phone="+12125550142", address=None)

    dana.sends()

    assert signs() == ["phone"]
    assert is_paged(dana)


def test_much_more_than_people_send_wakes_nobody_and_is_kept(dana: Dana, night: World) -> None:
    sent_already(night, PER_CLIENT.most * MUCH, address=None)

    dana.sends()

    assert not is_paged(dana)
    assert signs() == ["client", "much"]


def test_a_flood_from_elsewhere_refuses_nobody(dana: Dana, night: World) -> None:
    sent_already(night, PER_CLIENT.most * FLOOD, address=None)

    seen = dana.sends()

    assert seen.status == 200
    assert "Text a code to the number ending 42" in seen
    assert dana.incident().status == "held"


def test_a_flood_is_refused_and_the_page_still_shows_the_number(dana: Dana, night: World) -> None:
    sent_already(night, PER_ADDRESS.most * FLOOD, address=PUBLIC, client_id=night.contoso.pk)

    seen = dana.sends()

    assert seen.status == 429
    assert "Ring Harbor Pine IT: +1 212 555 0199" in seen
    assert "Nobody has seen it." in seen
    assert not Incident.objects.exists()


def test_a_flood_on_one_client_does_not_touch_another(night: World) -> None:
    sent_already(night, PER_CLIENT.most * FLOOD, client_id=night.contoso.pk, address=None)
    dana = Dana()

    dana.sends()

    assert is_paged(dana)


def test_a_flood_is_over_after_an_hour(dana: Dana, night: World) -> None:
    sent_already(night, PER_CLIENT.most * FLOOD, address=None)
    dana.waits(hours=1)

    dana.sends()

    assert is_paged(dana)


def test_the_rows_count_where_the_cache_was_emptied(dana: Dana, night: World, settings: object) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # type: ignore[attr-defined]
    for _ in range(PER_PHONE.most):
        dana.sends()
        dana = Dana(address=PUBLIC)
        dana.waits(seconds=20)

    dana.sends()

    assert signs() == ["phone", "same_words"]
    assert is_paged(dana)


def test_one_page_sent_often_counts_once(night: World) -> None:
    for _ in range(PER_ADDRESS.most * FLOOD + 1):
        found = guard.signs_of_number(address=PUBLIC, client_id=1, phone="+1", nonce="one", now=NIGHT)

    assert found == frozenset()


def test_without_the_cache_nobody_is_turned_away(settings: object, night: World) -> None:
    nothing = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    settings.CACHES = nothing  # type: ignore[attr-defined]
    dana = Dana(address=PUBLIC)
    sent_already(night, PER_CLIENT.most * FLOOD)

    dana.sends()

    assert is_paged(dana)


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("93.184.216.34", "93.184.216.0/24"),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2606:2800:21f:cb00::/56"),
        ("127.0.0.1", ""),
        ("10.0.0.7", ""),
        ("fe80::1", ""),
        (None, ""),
    ],
)
def test_addresses_count_by_block_and_a_proxys_not_at_all(address: str | None, block: str) -> None:
    assert guard.block_of(address) == block


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "http://testserver"}, False),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, True),
    ],
)
def test_another_sites_page_is_told_apart(headers: dict[str, str], elsewhere: bool) -> None:
    request = RequestFactory().post("/r/x/", headers=headers)

    assert guard.is_from_elsewhere(request) == elsewhere


def test_what_another_sites_page_sends_is_shown_to_the_person_first(dana: Dana) -> None:
    seen = dana.posts(dana.hidden() | FILLED, headers={"Sec-Fetch-Site": "cross-site"})

    assert seen.status == 422
    assert "Look it over and send it once more." in seen
    assert not Incident.objects.exists()

    assert "We have it." in dana.sends()


@pytest.mark.parametrize("token", [None, "", "made-up", "a:b", "\x00", "x" * 100_000])
def test_a_bot_that_never_opened_the_page_gets_the_page(dana: Dana, token: str | None) -> None:
    made_up = {} if token is None else {"form_token": token}

    seen = dana.posts(FILLED | made_up)

    assert seen.status == 422
    assert not Incident.objects.exists()
    assert "We have it." in dana.sends(), "and a person loses nothing"


def test_the_form_is_not_for_other_methods(dana: Dana) -> None:
    assert without_cookies().put(dana.path).status_code == 405
    assert without_cookies().head(dana.path).status_code == 200


def test_without_the_database_it_is_said_that_nothing_was_kept(dana: Dana) -> None:
    def away(*query: object) -> None:
        raise OperationalError("the server closed the connection")

    filled = dana.page
    with connection.execute_wrapper(away):
        seen = dana.sends()

    assert seen.status == 503
    assert "Nothing that you sent just now was kept" in seen
    dana.page = filled
    assert "We have it." in dana.sends(), "going back and sending again still works"


# Bytes and parsing


def test_a_huge_body_is_refused_in_words(dana: Dana) -> None:
    seen = Seen(without_cookies().post(dana.path, FILLED | {"details": "x" * 200_000}))

    assert seen.status == 413
    assert "too much text" in seen
    assert "+1 212 555 0199" in seen


def test_a_body_that_lies_about_its_size_is_refused(dana: Dana) -> None:
    response = without_cookies().post(dana.path, FILLED, CONTENT_LENGTH="many")

    assert response.status_code == 413


def test_two_thousand_fields_are_refused_in_words(dana: Dana) -> None:
    body = "&".join(f"f{number}=x" for number in range(2000))

    response = without_cookies().generic(
        "POST", dana.path, body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 400
    assert "could not be read" in Seen(response)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"", 422),
        ("application/x-www-form-urlencoded", b"&&&===%%%zz%", 422),
        ("application/x-www-form-urlencoded; charset=utf-16", b"summary=x", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data", 422),
        ("multipart/form-data", b"no boundary", 400),
        ("multipart/form-data; boundary=\xe9".encode().decode("latin-1"), b"--", 400),
        ("application/json", b'{"impact": "all_stopped"}', 422),
        ("text/plain; charset=no-such-thing", b"hello", 422),
        ("", b"hello", 422),
    ],
)
def test_a_body_nobody_can_read_is_a_clear_refusal(
    dana: Dana, content_type: str, body: bytes, status: int
) -> None:
    response = without_cookies().generic("POST", dana.path, body, content_type=content_type)

    assert response.status_code == status
    assert "+1 212 555 0199" in Seen(response)
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    "field", [*FILLED, "details", "email", "site", "device", "website", "form_token", "other"]
)
def test_nul_and_half_characters_break_nothing(dana: Dana, field: str) -> None:
    """Halves of characters come in by multipart in UTF-7: +2AA- is U+D800."""
    fields = dana.hidden() | FILLED | {field: "A\x00b+2AA-c"}
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    body = ("".join(parts) + "--x--\r\n").encode("ascii")

    response = without_cookies().post(
        dana.path, data=body, content_type="multipart/form-data; boundary=x; charset=utf-7"
    )

    assert response.status_code in (303, 422)
    assert b"\x00" not in response.content


def test_hostile_words_are_text_everywhere(dana: Dana) -> None:
    title = "<script>alert(1)</script> {{7*7}} %s \u202egnp.exe"

    dana.sends(summary=title, name="<b>Dana</b>\r\nBcc: all@x.example")

    incident = dana.incident()
    assert incident.summary == "<script>alert(1)</script> {{7*7}} %s gnp.exe"
    assert incident.contact_name == "<b>Dana</b> Bcc: all@x.example"
    page = Seen(without_cookies().get(dana.link))
    assert "<script>alert" not in page.html


def test_emoji_and_accents_come_through_in_one_form(dana: Dana) -> None:
    dana.sends(summary="Cafe\u0301 till dead 🔥")

    assert dana.incident().summary == "Café till dead 🔥"
