"""The nine states of a form when a client's plan may not cover the hour: said before, done after, told on its page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hours import clock
from sla.models import CalendarException
from tests.paid import PRICE, add_fred
from tests.web.conftest import Seen
from tests.web.dana import Dana, without_cookies
from tests.world import World

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
NIGHT = "2026-03-03 02:14"


@pytest.fixture(autouse=True)
def _own_counts(settings: object, request: pytest.FixtureRequest) -> None:
    """Nobody has sent anything yet."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}  # type: ignore[attr-defined]


def at(wall: str) -> None:
    """That time in New York."""
    clock.move((datetime.fromisoformat(wall).replace(tzinfo=NEW_YORK) - clock.now()).total_seconds())


def nothing_more(night: World) -> None:
    """As it is."""


def fred_may_pay(night: World) -> None:
    add_fred(night.organization, night.fabrikam)


def suspended(night: World) -> None:
    night.northwind.agreements.update(suspended_at=clock.now())


def founders_day(night: World) -> None:
    fred_may_pay(night)
    CalendarException.objects.create(
        calendar=night.fabrikam.calendar, kind="holiday", on="2026-03-03", name="Founders' Day"
    )


@dataclass(frozen=True)
class State:
    """A client at an hour; what its form says, what becomes of the request, what its page says, who else is told."""

    client: str
    before: str
    status: str
    after: str
    wall: str = NIGHT
    ready: Callable[[World], None] = nothing_more
    sent: dict[str, str] = field(default_factory=dict)
    timeline: str = "Received by the client's form"


NO_HELP = "Your plan has no after-hours help right now."
STATES = {
    "1 covered": State(
        "northwind-dental", "Everyone has stopped We will phone you within 30 minutes, by 02:44 EST.", "triggered",
        "We are calling the technician on duty. A person will phone +1 212 555 0142 by 02:44 EST.",
    ),
    "2 covered for emergencies": State(
        "northwind-dental", "Your plan covers emergencies now.", "queued",
        "A technician looks at it Tue 3 March 08:00 EST. Nobody is woken for it.", sent={"impact": "not_urgent"},
    ),
    "3 not covered, help is sold": State(
        "fabrikam", f"Wait until Tue 3 March 08:00 EST. No charge. Or: {PRICE}", "awaiting_consent",
        "Your plan has no after-hours help right now (Tue 3 March 02:14 EST). Choose: "
        f"Wait until Tue 3 March 08:00 EST. No charge. {PRICE}",
        ready=fred_may_pay,
    ),
    "4 not covered, none is sold": State(
        "contoso-legal", NO_HELP, "queued", "Nobody is woken tonight; a technician looks at it Tue 3 March 08:00 EST.",
        timeline="Alice is told by text: not covered now, nobody is paged.",
    ),
    "5 suspended": State(
        "northwind-dental", "After-hours support is not active for this account.", "queued",
        "a technician looks at it Tue 3 March 08:00 EST.", ready=suspended,
        timeline="Alice is told by mail: no live agreement.",
    ),
    "8 a holiday": State(
        "fabrikam", f"Today is a holiday: Founders' Day. {NO_HELP}", "awaiting_consent",
        "Wait until Wed 4 March 08:00 EST. No charge.", ready=founders_day,
    ),
    "8 the night the clocks change": State(
        "fabrikam", "Wait until Mon 9 March 08:00 EDT. No charge.", "awaiting_consent",
        "(Sun 8 March 01:30 EST). Choose: Wait until Mon 9 March 08:00 EDT.", wall="2026-03-08 01:30",
        ready=fred_may_pay,
    ),
    "9 words of an attack": State(
        "fabrikam", PRICE, "awaiting_consent", PRICE, ready=fred_may_pay,
        sent={"summary": "Ransom note on all screens", "impact": "team_stopped"},
        timeline='It says "ransom": flagged as a P1 would be, whatever was chosen.',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STATES)
def test_what_is_said_before_is_done_and_told_after(night: World, name: str) -> None:
    state = STATES[name]
    at(state.wall)
    state.ready(night)
    asker = Dana(f"harbor-pine-{state.client}")

    assert state.before in asker.page
    seen = asker.sends(**state.sent)

    assert state.after in seen
    assert asker.incident().status == state.status
    told = asker.incident().timeline.values_list("text", flat=True)
    assert any(line.startswith(state.timeline) for line in told), list(told)
    assert not {"expired", "suspended", "agreement"} & set((asker.page.words + seen.words).casefold().split())


def test_6_an_unknown_address_says_nothing_about_who_is_a_client(night: World) -> None:
    night.fabrikam.archived_at = clock.now()
    night.fabrikam.save()

    gone, never = (Seen(without_cookies().get(f"/r/{slug}/")) for slug in ("harbor-pine-fabrikam", "nobody"))

    assert (gone.status, gone.html) == (404, never.html)


@pytest.mark.parametrize(
    ("opened", "minutes", "status", "words"),
    [
        ("2026-03-03 16:58", 3, "at_desk", "Our service desk has it"),
        ("2026-03-03 16:50", 12, "asked", "What happens next has changed since this page was shown."),
        ("2026-03-03 07:58", 3, "at_desk", "Our service desk has it"),
    ],
)
def test_7_what_was_shown_lately_holds_and_what_changed_is_shown_once(
    night: World, opened: str, minutes: int, status: str, words: str
) -> None:
    """The last one was to choose between waiting two minutes and paying: the desk has opened meanwhile."""
    fred_may_pay(night)
    at(opened)
    asker = Dana("harbor-pine-fabrikam")
    asker.waits(minutes=minutes)

    seen = asker.sends(details="All lines.")

    if status == "asked":
        assert (seen.status, words in seen, PRICE in seen, "All lines." in seen) == (422, True, True, True)
        seen = asker.sends(details="All lines.")
        assert asker.incident().status == "awaiting_consent"
    else:
        assert asker.incident().status in (status, "queued")
        assert not asker.incident().consents.exists()
