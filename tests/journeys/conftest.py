"""Stories with real processes. Each begins on Tuesday 3 March 2026 at 02:14 in New York, with nothing open.

The engine is kept for all stories of a directory (its conftest starts it); the database, the simulator's phones and
the mail are emptied after each of them.
"""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.audit import Actor
from routing.actions.integrations import create_integration
from tests.journeys.emptying import emptied
from tests.journeys.engine import Engine
from tests.journeys.phones import Phone, Phones, Simulator
from tests.journeys.story import Api, Clock, Mailbox, Night, Source
from tests.journeys.waiting import until
from tests.world import CLIENT_NUMBER, LONG_AGO, NIGHT, PAGING_NUMBER, world


@pytest.fixture
def clock() -> Iterator[Clock]:
    """It is Tuesday 02:14 in New York."""
    found = Clock()
    found.until(NIGHT)
    yield found
    found.until(datetime.now(UTC))


@pytest.fixture
def simulator(engine: Engine) -> Simulator:
    found = Simulator(engine.phonesim_url)
    found.forget()
    return found


@pytest.fixture
def transactional_db(engine: Engine, simulator: Simulator, clock: Clock) -> Iterator[None]:
    """In place of pytest-django's, which can't empty tables that others use: they are emptied when nobody is at work.

    It is night until then: whoever still saw a taken incident in another month would ask after it, in the next story.
    """
    yield
    simulator.forget()
    until(emptied, "the database is empty")


@pytest.fixture
def night(engine: Engine, transactional_db: None, simulator: Simulator, clock: Clock) -> Iterator[Night]:
    """Harbor Pine by night, its numbers registered at the simulator."""
    firm = world()
    own_numbers(simulator)
    _, key = create_integration(
        organization=firm.organization, name="Datto RMM", kind="generic", client=None, actor=Actor.system(),
        now=LONG_AGO,
    )  # fmt: skip
    mail = Mailbox(engine.mail)
    mail.empty()
    found = Night(firm, clock, engine.web_url, mail, Api(engine.web_url, firm.token()), key)
    yield found
    found.quiet()


@pytest.fixture
def phone(night: Night, simulator: Simulator, clock: Clock) -> Iterator[Callable[[str], Phone]]:
    """Somebody's phone by name. What reaches any of them untold of fails the story."""
    phones = Phones(simulator, clock.forward)
    yield phones
    night.quiet()
    until(lambda: all(each.settled() for each in phones.everybody()), "every text has arrived")
    untold = [line for each in phones.everybody() for line in each.unexpected()]
    assert not untold, "\n".join(untold)


@pytest.fixture
def alert(night: Night) -> Source:
    """A tool that posts alerts to /in/<key>/."""
    return night.source


def own_numbers(simulator: Simulator) -> None:
    """The simulator's account has the firm's numbers, and they point here."""
    for number in (PAGING_NUMBER, CLIENT_NUMBER):
        simulator.owns(number, account=settings.TWILIO_ACCOUNT_SID, token=settings.TWILIO_AUTH_TOKEN)
    call_command("register_numbers", stdout=io.StringIO())
