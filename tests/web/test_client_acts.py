"""What the client can tell us on its page: it got worse, it solved itself, a note, another number."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.audit import Actor
from delivery.models import Message
from hours import clock
from routing.actions import respond
from routing.models import Incident
from tests.web.conftest import Seen
from tests.web.dana import Dana, without_cookies
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_counts(settings: object, request: pytest.FixtureRequest) -> None:
    """Nobody has sent anything yet."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}  # type: ignore[attr-defined]


@pytest.fixture
def dana(night: World) -> Dana:
    """She has sent something that can wait."""
    found = Dana()
    found.sends(impact="one_user")
    return found


def opens(dana: Dana, act: str) -> Seen:
    return Seen(without_cookies().get(f"{dana.link}{act}/"))


def tells(dana: Dana, act: str, **fields: str) -> Seen:
    """She sends the small form and looks at what comes back."""
    response = without_cookies().post(f"{dana.link}{act}/", fields)
    if response.status_code != 303:
        return Seen(response)
    assert response["Location"] == dana.link
    return Seen(without_cookies().get(dana.link))


def notes(dana: Dana) -> list[str]:
    return list(
        dana.incident().timeline.filter(kind="client_note").order_by("id").values_list("text", flat=True)
    )


def test_what_failed_may_be_told_again_at_once_in_the_same_words(dana: Dana) -> None:
    def away(execute: Any, sql: str, *more: Any) -> Any:
        if "INTO routing_timelineentry" in sql:
            raise OperationalError("The database went away.")
        return execute(sql, *more)

    with connection.execute_wrapper(away):
        failed = tells(dana, "note", text="It smokes.")
    tells(dana, "note", text="It smokes.")

    assert failed.status == 503
    assert notes(dana) == ["The client writes: It smokes."]


@pytest.mark.parametrize("act", ["worse", "solved", "note", "number"])
def test_looking_at_a_form_changes_nothing(dana: Dana, act: str) -> None:
    """Link previews and mail scanners open everything."""
    before = dana.incident().status

    seen = opens(dana, act)

    assert seen.status == 200
    assert seen.html.count("<h1") == 1
    assert "Back to HP-1001" in seen
    assert (dana.incident().status, notes(dana)) == (before, [])


def test_worse_raises_it_and_calls_somebody(dana: Dana) -> None:
    assert dana.incident().status == "queued"

    seen = tells(dana, "worse", text="Now the whole front desk.")

    assert "We are calling the technician on duty. A person will phone +1 212 555 0142 by 03:14 EST." in seen
    assert "Now the whole front desk. Tue 3 March 02:14 EST You told us that it got worse." in seen
    assert (dana.incident().priority, dana.incident().status) == ("P2", "triggered")


def test_a_double_click_on_worse_raises_it_once(dana: Dana) -> None:
    for _ in range(3):
        tells(dana, "worse")

    assert dana.incident().priority == "P2"
    assert len(notes(dana)) == 1


def test_worse_again_later_raises_it_again(dana: Dana) -> None:
    tells(dana, "worse", text="The front desk.")

    tells(dana, "worse", text="The whole house.")

    assert dana.incident().priority == "P1"


def test_solved_calls_nobody_any_more(dana: Dana) -> None:
    tells(dana, "worse")

    seen = tells(dana, "solved")

    assert "Solved. Reference HP-1001." in seen
    assert "You told us Tue 3 March 02:14 EST that it solved itself. Nobody is called any more." in seen
    assert dana.incident().status == "resolved"
    assert not dana.incident().pages.filter(ended_at=None).exists()


def test_not_solved_after_all_opens_it_again(dana: Dana) -> None:
    tells(dana, "solved")
    assert "It is not solved" in opens(dana, "note") or "It is not solved" in Seen(
        without_cookies().get(dana.link)
    )

    seen = tells(dana, "worse")

    assert "We have it. Reference HP-1001." in seen
    assert dana.incident().status == "triggered"


def test_a_note_is_kept_shown_and_told_to_whoever_has_it(dana: Dana, night: World) -> None:
    respond.acknowledge(
        incident_id=dana.incident().pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )

    seen = tells(dana, "note", text="The <b>key</b> is\nat the front desk.")

    assert "What you told us The <b>key</b> is at the front desk." in seen
    assert "<b>key</b>" not in seen.html
    assert Message.objects.filter(address="+12125550102", body__contains="at the front desk").exists()


def test_an_empty_note_is_told_and_not_sent(dana: Dana) -> None:
    seen = tells(dana, "note", text="   ")

    assert seen.status == 422
    assert "<title>Error: Add a note" in seen.html
    assert 'aria-invalid="true"' in seen.html
    assert "Write what we should know." in seen
    assert notes(dana) == []


def test_a_long_note_keeps_what_was_typed(dana: Dana) -> None:
    seen = tells(dana, "note", text="x" * 2001)

    assert seen.status == 422
    assert "x" * 2001 in seen.html


def test_another_number_is_rung_from_now_on(dana: Dana) -> None:
    seen = tells(dana, "number", phone="212-555-0177 x3")

    assert dana.incident().contact_phone == "+12125550177 x3"
    assert "You changed the number we ring." in seen


def test_a_number_that_cannot_be_rung_is_explained_and_then_taken_as_typed(dana: Dana) -> None:
    seen = tells(dana, "number", phone="0177")
    assert seen.status == 422
    assert "This looks like an extension only." in seen
    assert 'name="phone_checked" value="on"' in seen.html

    tells(dana, "number", phone="0177", phone_checked="on")

    assert dana.incident().contact_phone == "0177"


def test_another_sites_page_does_nothing_in_her_name(dana: Dana) -> None:
    response = without_cookies().post(f"{dana.link}solved/", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 422
    assert dana.incident().status == "queued"


def test_a_browser_that_hides_where_it_comes_from_is_believed(dana: Dana) -> None:
    """The page asks for no referrer, so browsers send `Origin: null` from it."""
    response = without_cookies().post(
        f"{dana.link}solved/", headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    )

    assert response.status_code == 303


def test_telling_without_end_is_stopped_with_the_number_shown(dana: Dana) -> None:
    for number in range(20):
        tells(dana, "note", text=f"Note {number}")

    seen = tells(dana, "note", text="Note 20")

    assert seen.status == 429
    assert "Ring Harbor Pine IT: +1 212 555 0199" in seen
    assert len(notes(dana)) == 20


def test_a_huge_note_is_refused_in_words(dana: Dana) -> None:
    assert tells(dana, "note", text="x" * 200_000).status == 413


@pytest.mark.parametrize("act", ["worse", "solved", "note", "number"])
def test_a_wrong_link_tells_nothing(dana: Dana, act: str) -> None:
    response = without_cookies().post(f"/t/HP-1001/{'0' * 32}/{act}/", {"text": "x", "phone": "1"})

    assert response.status_code == 404
    assert Incident.objects.get().status == "queued"
