"""One page's private link: who was paged takes it with one tap; previews, strangers and old links do nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from accounts.audit import Actor
from hours import clock
from routing.actions import respond
from routing.actions.merge import merge
from routing.models import Incident, Page
from routing.page_link import token_for
from tests.web.conftest import Browser, reported
from tests.world import DANA, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(switch_down: Incident) -> Page:
    """Alice's page for Dana's core switch."""
    return Page.objects.filter(incident=switch_down).select_related("member").earliest("pk")


def link(page: Page, rest: str = "") -> str:
    return f"/p/{token_for(page)}/{rest}"


def status_of(incident: Incident) -> str:
    return Incident.objects.get(pk=incident.pk).status


def test_it_says_what_whose_and_whom_to_call(stranger: Browser, page: Page) -> None:
    seen = stranger.opens(link(page))

    assert "Core switch down" in seen
    assert "Northwind Dental" in seen
    assert "Call Dana Reyes by 02:44 EST" in seen
    assert f'href="tel:{DANA}">+1 212 555 0142' in seen.html
    assert "Alice, nobody has it yet. Take it Pass it on" in seen
    assert seen.response["Referrer-Policy"] == "no-referrer"
    assert seen.response["X-Robots-Tag"] == "noindex, nofollow"
    assert not seen.response.cookies


def test_looking_at_it_does_nothing(stranger: Browser, page: Page, switch_down: Incident) -> None:
    for rest in ("", "take/", "pass-on/"):
        stranger.http.get(link(page, rest))
        stranger.http.head(link(page, rest))

    assert status_of(switch_down) == "triggered"


def test_one_tap_takes_it_as_who_was_paged(stranger: Browser, page: Page, switch_down: Incident) -> None:
    seen = stranger.sends(link(page, "take/"))

    assert "You have it. Since 02:14 EST" in seen
    assert "Take it" not in seen
    switch_down.refresh_from_db()
    assert switch_down.taken_by == page.member
    page.refresh_from_db()
    assert page.status == "acknowledged"


def test_whoever_has_it_ticks_its_steps_without_logging_in(
    stranger: Browser, night: World, page: Page, switch_down: Incident
) -> None:
    runbook = night.northwind.runbooks.create(organization=night.organization, title="Switch down")
    for position, text in enumerate(("Check the UPS", "Ring Dana"), start=1):
        runbook.steps.create(position=position, text=text, link="https://wiki.example/ups")
    Incident.objects.filter(pk=switch_down.pk).update(runbook=runbook)
    step = {"position": 1, "runbook": runbook.pk}

    before = stranger.opens(link(page))
    early = stranger.sends(link(page, "tick/"), **step)
    stranger.sends(link(page, "take/"))
    ticked = stranger.sends(link(page, "tick/"), **step)
    twice = stranger.sends(link(page, "tick/"), **step)
    open_again = stranger.sends(link(page, "untick/"), **step)

    assert ("First: Check the UPS" in before, early.status) == (True, 409)
    assert "Done: Check the UPS Alice, 02:14 EST" in ticked
    assert 'href="https://wiki.example/ups"' in ticked.html
    assert "Done: Check the UPS Alice" in twice
    assert "Done: Check the UPS" not in open_again
    assert [line.text for line in switch_down.timeline.filter(kind__in=["ticked", "unticked"])] == [
        "Done: Check the UPS", "Not done after all: Check the UPS",
    ]  # fmt: skip


def test_passing_it_on(stranger: Browser, page: Page, switch_down: Incident) -> None:
    stranger.sends(link(page, "pass-on/"))

    page.refresh_from_db()
    assert page.status == "rejected"
    assert set(switch_down.pages.filter(ended_at=None).values_list("member__user__name", flat=True)) == {
        "Bob"
    }


def test_who_comes_too_late_reads_who_has_it(
    stranger: Browser, page: Page, night: World, switch_down: Incident
) -> None:
    respond.acknowledge(
        incident_id=switch_down.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )

    late = stranger.sends(link(page, "take/"))

    assert late.status == 409
    assert "That came too late; nothing was changed." in late
    assert "Bob has it. Nothing to do, good night." in late
    assert "Take it" not in stranger.opens(link(page))


def test_after_two_days_or_when_its_member_has_left_it_is_over(
    stranger: Browser, page: Page, night: World
) -> None:
    clock.move(timedelta(hours=47).total_seconds())
    assert stranger.opens(link(page)).status == 200
    clock.move(timedelta(hours=2).total_seconds())
    assert stranger.opens(link(page)).status == 404
    clock.move(-timedelta(hours=49).total_seconds())

    type(night.alice).objects.filter(pk=night.alice.pk).update(archived_at=clock.now())

    assert stranger.sends(link(page, "take/")).status == 404


def test_a_token_is_of_one_page_alone(stranger: Browser, page: Page, switch_down: Incident) -> None:
    token = token_for(page)
    other = ("1" if token[0] != "1" else "2") + token[1:]

    for wrong in (
        other,
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[-22:],
        "é" * 23,
        "%00" * 23,
        "9" * 3000,
    ):
        answer = stranger.sends(f"/p/{wrong}/take/")
        assert (answer.status, "Core switch" in answer) == (404, False)
    assert status_of(switch_down) == "triggered"


def test_another_sites_form_and_a_flood_do_nothing(
    stranger: Browser, page: Page, switch_down: Incident
) -> None:
    forged = stranger.http.post(link(page, "take/"), headers={"Sec-Fetch-Site": "cross-site"})
    assert (forged.status_code, status_of(switch_down)) == (422, "triggered")

    cache.clear()
    answers = {stranger.http.post(link(page, "take/")).status_code for _ in range(25)}
    assert answers == {303, 429}


def test_of_what_was_merged_the_tap_takes_the_one_that_goes_on(
    stranger: Browser, night: World, page: Page, switch_down: Incident
) -> None:
    survivor = reported(night, "All screens are blank", "P1")
    merge(
        incident_id=switch_down.pk, into_id=survivor.pk, by=night.carol, actor=Actor.member(night.carol), now=clock.now(),
    )  # fmt: skip

    seen = stranger.sends(link(page, "take/"))

    survivor.refresh_from_db()
    assert survivor.taken_by == page.member
    assert "You have it." in seen
    assert "All screens are blank" in seen
