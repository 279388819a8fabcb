"""The client's private page: the truth about its request, with times in its zone, renewed by itself; nothing else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.audit import Actor
from accounts.models import Membership, Organization
from delivery.models import Attempt
from hours import clock
from routing.actions import respond
from routing.actions.advance import advance
from routing.models import Incident
from routing.status_link import token_for
from tests.web.conftest import Seen, reported
from tests.web.dana import Dana, without_cookies
from tests.world import World

pytestmark = pytest.mark.django_db
SATURDAY_EVENING = timedelta(days=4, hours=19, minutes=26)  # from Tuesday 02:14 to Saturday 21:40


@pytest.fixture(autouse=True)
def _own_counts(settings: object, request: pytest.FixtureRequest) -> None:
    """Nobody has sent anything yet."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}  # type: ignore[attr-defined]


class Page:
    """The page of what Dana sent."""

    def __init__(self, dana: Dana) -> None:
        self.link, self.incident = dana.link, dana.incident()

    def now(self) -> Seen:
        return Seen(without_cookies().get(self.link))

    def later(self, **span: float) -> Seen:
        """After so long, in which whatever is due is done, each minute, and whatever goes out has gone out."""
        for _ in range(round(timedelta(**span).total_seconds() / 60)):
            clock.move(60)
            advance(incident_id=self.incident.pk, now=clock.now())
            went_out(self.incident)
        return self.now()

    def does(self, verb: Callable[..., object], by: Membership, **more: object) -> Seen:
        """A technician acts on it."""
        verb(incident_id=self.incident.pk, by=by, actor=Actor.member(by), now=clock.now(), **more)
        return self.now()


def went_out(incident: Incident) -> None:
    """The provider has taken every text and call that is due."""
    due = incident.pages.filter(message__isnull=False, due_at__lte=clock.now(), message__attempts=None)
    for page in due:
        Attempt.objects.create(
            organization_id=incident.organization_id, message=page.message, number=1, started_at=clock.now()
        )


@pytest.fixture
def page(night: World) -> Page:
    """Dana has just sent a P1 that Gold covers."""
    dana = Dana()
    dana.sends()
    went_out(dana.incident())
    return Page(dana)


def steps(seen: Seen) -> list[tuple[str, str]]:
    """(state, words) of each step."""
    found = re.findall(r'<li class="(done|now|to-come)">\s*<span>(.*?)<', seen.html, re.DOTALL)
    return [(state, words.strip()) for state, words in found]


def test_what_she_reads_first(page: Page) -> None:
    seen = page.now()

    assert (
        "We have it. Reference HP-1001. Received Tue 3 March 02:14 EST; your plan covers this now. "
        "We are calling the technician on duty. A person will phone +1 212 555 0142 by 02:44 EST. "
        "Keep this page: it updates itself. No call by 02:44 EST? Ring +1 212 555 0199."
    ) in seen.words.replace(" ?", "?")
    assert steps(seen) == [
        ("done", "Received"),
        ("done", "Technician called"),
        ("now", "A technician has it"),
        ("to-come", "Phoned you"),
        ("to-come", "Solved"),
    ]


def test_the_page_follows_the_night(page: Page, night: World) -> None:
    seen = page.does(respond.acknowledge, night.bob)
    assert "Bob has it. A person will phone +1 212 555 0142 by 02:44 EST." in seen
    assert steps(seen)[2:4] == [("done", "Bob has it"), ("now", "Phoned you")]

    page.later(minutes=6)
    seen = page.does(respond.responded, night.bob, how="called")
    assert "Bob has it. We phoned you 02:20 EST." in seen
    assert steps(seen)[3:] == [("done", "Phoned you"), ("now", "Solved")]

    seen = page.does(respond.resolve, night.bob, reason="Spare switch", minutes=20, billable=False)
    assert "Solved. Reference HP-1001. Received Tue 3 March 02:14 EST. Solved Tue 3 March 02:20 EST." in seen
    assert [words for _, words in steps(seen)] == [
        "Received", "Technician called", "Bob has it", "Phoned you", "Solved"
    ]  # fmt: skip
    assert "Spare switch" not in seen


def test_who_took_it_uncalled_was_not_called(night: World) -> None:
    dana = Dana()
    dana.sends()

    seen = Page(dana).does(respond.acknowledge, night.bob)

    assert [words for _, words in steps(seen)] == ["Received", "Bob has it", "Phoned you", "Solved"]


def test_who_wrote_did_not_phone(page: Page, night: World) -> None:
    seen = page.does(respond.responded, night.bob, how="wrote")

    assert "We wrote to you 02:14 EST." in seen
    assert ("done", "Wrote to you") in steps(seen)


def test_a_late_call_is_told_and_not_excused(page: Page, night: World) -> None:
    seen = page.later(minutes=30)

    assert (
        "We are late. Reference HP-1001. Received Tue 3 March 02:14 EST; your plan covers this now. "
        "We promised a call by 02:44 EST and have not made it. We are sorry. "
        "We called four people, the owner too, and keep trying. Please ring +1 212 555 0199."
    ) in seen
    assert not re.search(r"Alice|Bob|Carol|Dave", seen.words), "nobody is named who did not answer"


def test_a_late_call_by_somebody_who_has_it_is_late_too(page: Page, night: World) -> None:
    page.does(respond.acknowledge, night.bob)
    clock.move(31 * 60)

    assert "We promised a call by 02:44 EST and have not made it. We are sorry. Bob has it." in page.now()


def test_nobody_reached_is_told_before_the_promise_is_broken(page: Page) -> None:
    seen = page.later(minutes=27)

    assert "We have not reached a technician yet. We called" in seen
    assert "Please ring +1 212 555 0199." in seen


def test_who_fell_asleep_over_it_is_not_named_but_told(page: Page, night: World) -> None:
    page.does(respond.acknowledge, night.bob)

    seen = page.later(minutes=22)

    assert "Whoever had it does not answer any more, so we are calling the next technician." in seen
    assert "Bob" not in seen


def test_a_snooze_says_when_it_goes_on(page: Page, night: World) -> None:
    page.does(respond.acknowledge, night.bob)

    seen = page.does(respond.snooze, night.bob, until=clock.now() + timedelta(hours=1))

    assert "Bob has it and comes back to it 03:14 EST." in seen


def test_left_until_the_desk_opens_is_told_with_the_time(page: Page, night: World) -> None:
    page.later(minutes=20)

    seen = page.does(respond.leave_until_opening, night.alice)

    assert (
        "We could not find a technician for it tonight. We are sorry. A technician looks at it Tue 3 March 08:00 EST."
    ) in seen


def test_left_until_the_desk_opens_and_late_is_told_with_both_times(page: Page, night: World) -> None:
    page.later(minutes=20)
    page.does(respond.leave_until_opening, night.alice)

    seen = page.later(minutes=20)

    assert (
        "We promised a call by 02:44 EST and have not made it. We are sorry. A technician looks at it Tue 3 March"
        in seen
    )


def test_a_promise_stays_where_it_was_when_the_desk_lets_it_lie(night: World) -> None:
    clock.move(timedelta(hours=8).total_seconds())
    dana = Dana("harbor-pine-contoso-legal")
    assert "by 10:44 EST" in dana.sends()

    seen = Page(dana).later(minutes=11)

    assert "We are calling the technician on duty. A person will phone +1 212 555 0142 by 10:44 EST." in seen


def test_what_comes_back_has_a_promise_of_its_own(page: Page, night: World) -> None:
    page.does(respond.resolve, night.bob, reason="done")
    clock.move(3 * 3600)
    without_cookies().post(f"{page.link}worse/")

    assert "A person will phone +1 212 555 0142 by 05:44 EST." in page.now()


def test_what_can_wait_says_until_when(night: World) -> None:
    dana = Dana()

    seen = dana.sends(impact="not_urgent")

    assert "A technician looks at it Tue 3 March 08:00 EST. Nobody is woken for it." in seen
    assert "If it can't wait, ring +1 212 555 0199." in seen
    assert steps(seen)[:3] == [
        ("done", "Received"), ("now", "With our service desk"), ("to-come", "A technician has it")
    ]  # fmt: skip


def test_at_the_desk_it_is_said_that_it_is_there(night: World) -> None:
    clock.move(timedelta(hours=8).total_seconds())
    dana = Dana("harbor-pine-contoso-legal")

    seen = dana.sends()

    assert (
        "Our service desk has it and looks at it now. A person will phone +1 212 555 0142 by 10:44 EST."
        in seen
    )
    assert steps(seen)[1:3] == [("done", "With our service desk"), ("now", "A technician has it")]


def test_not_covered_is_told_with_the_hour_at_which_somebody_looks(night: World) -> None:
    clock.move(SATURDAY_EVENING.total_seconds())
    dana = Dana("harbor-pine-fabrikam")

    seen = dana.sends()

    assert (
        "Your plan has no after-hours help right now (Sat 7 March 21:40 EST). "
        "Nobody is woken tonight; a technician looks at it Mon 9 March 08:00 EDT."
    ) in seen
    assert "No call by" not in seen, "none was promised"


def test_who_left_only_an_address_is_written_to(night: World) -> None:
    clock.move(timedelta(hours=8).total_seconds())

    seen = Dana().sends(impact="one_user", phone=None, email="dana@northwind.example")

    assert "A person will write to dana@northwind.example." in seen


def test_names_are_shown_only_where_the_organization_allows(page: Page, night: World) -> None:
    Organization.objects.filter(pk=night.organization.pk).update(names_shown_to_clients=False)

    seen = page.does(respond.acknowledge, night.bob)

    assert "A technician has it." in seen
    assert "Bob" not in seen.html


def test_only_the_first_name_is_shown(page: Page, night: World) -> None:
    night.bob.user.name = "Bob Backup"
    night.bob.user.save()

    seen = page.does(respond.acknowledge, night.bob)

    assert "Bob has it" in seen
    assert "Backup" not in seen.html


def test_nothing_of_ours_is_shown(page: Page, night: World) -> None:
    page.does(respond.note, night.bob, text="The client never pays")
    page.later(minutes=10)

    html = page.now().html

    assert "never pays" not in html
    assert not re.search(r"\+?1?212 ?555 ?010[1-4]", html), "no phone of a technician"
    assert not re.search(r"Alice|Bob|Carol|Dave", html)
    assert "round" not in Seen(without_cookies().get(page.link)).words.casefold()


# Renewing itself


def fragment(page: Page, stamp: str = "") -> Seen:
    return Seen(without_cookies().get(f"{page.link}now/", headers={"If-None-Match": f'"{stamp}"'}))


def stamp(seen: Seen) -> str:
    found = re.search(r'If-None-Match": "\\"(\w+)\\""', seen.html)
    assert found
    return found[1]


def test_the_page_asks_for_news_and_gets_them_only_when_there_are_some(page: Page, night: World) -> None:
    seen = page.now()
    assert 'hx-trigger="every 4s"' in seen.html
    assert fragment(page, stamp(seen)).status == 304
    clock.move(5 * 60)
    assert fragment(page, stamp(seen)).status == 304, "the hour alone is no news"

    page.does(respond.acknowledge, night.bob)

    news = fragment(page, stamp(seen))
    assert news.status == 200
    assert "Bob has it." in news
    assert 'data-news="Bob has it. A person will phone' in news.html
    assert fragment(page, stamp(news)).status == 304


def test_lateness_is_news(page: Page) -> None:
    before = stamp(page.now())
    clock.move(31 * 60)

    assert "We are late." in fragment(page, before)


def test_a_solved_page_stops_asking(page: Page, night: World) -> None:
    before = stamp(page.now())
    page.does(respond.resolve, night.bob, reason="done")

    news = fragment(page, before)

    assert news.status == 286
    assert "every 4s" not in news.html


def test_without_script_the_page_reloads_itself(page: Page) -> None:
    assert '<noscript><meta http-equiv="refresh"' in page.now().html


def test_changes_are_told_to_screen_readers_politely(page: Page) -> None:
    assert 'id="news" class="hidden-but-read" role="status" aria-live="polite"' in page.now().html


# The link


@pytest.mark.parametrize("path", ["", "now/", "worse/", "solved/", "note/", "number/"])
def test_a_page_is_kept_private(page: Page, path: str) -> None:
    seen = without_cookies().get(page.link + path)

    assert seen["Referrer-Policy"] == "no-referrer"
    assert seen["X-Robots-Tag"] == "noindex, nofollow"
    assert "private" in seen["Cache-Control"]
    assert not seen.cookies
    assert not re.findall(r'(?:src|href)="https?:', seen.content.decode()), "nothing is loaded from elsewhere"


def test_all_links_that_do_not_fit_get_the_same_answer(page: Page, night: World) -> None:
    other = reported(night, "Another matter", "P3")
    token = page.link.split("/")[3]
    wrong = [
        f"/t/HP-1001/{'0' * 32}/",
        f"/t/HP-1001/{token[:-1]}/",
        f"/t/HP-1001/{token_for(other)}/",
        f"/t/HP-9999/{token}/",
        f"/t/EL-1001/{token}/",
        f"/t/hp-1001/{token}/",
        f"/t/HP-{'9' * 40}/{token}/",
        f"/t/HP/{token}/",
        f"/t/HP-1001/{token}\x00/",
        f"/t/HP-1001/{'é' * 32}/",
    ]
    answers = [Seen(without_cookies().get(link)) for link in wrong]
    page.incident.refresh_from_db()
    page.incident.status_link_revoked_at = clock.now()
    page.incident.save()

    answers.append(page.now())

    assert {(seen.status, seen.html) for seen in answers} == {(404, answers[0].html)}
    assert answers[0].response["Referrer-Policy"] == "no-referrer"


def test_a_link_ends_ninety_days_after_the_matter(page: Page, night: World) -> None:
    page.does(respond.resolve, night.bob, reason="done")
    clock.move(timedelta(days=89).total_seconds())
    assert page.now().status == 200

    clock.move(timedelta(days=1, minutes=1).total_seconds())

    assert page.now().status == 404


def test_guessing_links_is_slowed_down(page: Page) -> None:
    guess = f"/t/HP-1001/{'0' * 32}/"
    tries = [without_cookies().get(guess, REMOTE_ADDR="93.184.216.34").status_code for _ in range(61)]

    assert tries == [404] * 60 + [429]
    assert without_cookies().get(page.link, REMOTE_ADDR="93.184.216.34").status_code == 200


@pytest.mark.parametrize("path", ["", "now/"])
def test_reading_takes_no_posts(page: Page, path: str) -> None:
    assert without_cookies().post(page.link + path).status_code == 405
