"""Bob is backup and wants to sleep: he asks everyone; whoever says yes is paged in his place, else he is told in time."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night, Row, Source
from tests.world import NIGHT
from web.demo.outside import Browser

EVERYBODY = ("alice", "carol", "dave")


def bob_asks(night: Night, *, start_minutes: int, hours: int = 6) -> Row:
    """Everyone, to be backup from so many minutes after the story began."""
    start = NIGHT + timedelta(minutes=start_minutes)
    answer = night.api.post(
        "swaps/", schedule=night.world.backup.pk, start=start.isoformat(), end=(start + timedelta(hours=hours)).isoformat(),
        member="bob@harbor-pine.example",
    )  # fmt: skip
    assert answer.status == 201, answer.text
    return dict(answer.json())


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+/s/\S+", text)
    assert found, text
    return urlsplit(found[0]).path


def test_carol_says_yes_behind_her_link_and_the_nights_alert_pages_her(
    alert: Source, phone: Phones, clock: Clock, night: Night
) -> None:
    bob_asks(night, start_minutes=0)
    links = {
        name: link_in(phone(name).received("Bob asks if you can be on call instead, Backup"))
        for name in EVERYBODY
    }
    stranger = Browser(night.web_url)
    assert "Can you, Carol?" in stranger.get(links["carol"]).text

    yes = stranger.post_form(f"{links['carol']}yes/", {})

    assert (yes.status, "It is yours. Thank you." in yes.text) == (200, True)
    late = stranger.post_form(f"{links['dave']}yes/", {})
    assert (late.status, "Carol has it. You have nothing to do." in late.text) == (409, True)
    phone("bob").received("Carol is on call for you, Backup")
    phone("carol").received("You are on call for Bob, Backup")
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.forward(minutes=4)
    phone("carol").received("Core switch down")
    phone("carol").replies("1")
    phone("carol").received("You have it")
    assert switch.becomes("acknowledged").pages("bob") == []


def test_nobody_says_yes_and_bob_is_told_fifteen_minutes_before(
    phone: Phones, clock: Clock, night: Night
) -> None:
    asked = bob_asks(night, start_minutes=60)
    for name in EVERYBODY:
        phone(name).received("Bob asks if you can be on call instead")

    clock.at(minutes=45, seconds=1)

    phone("bob").received("You are still on: nobody took it.", "Backup, Tue 3 Mar 03:14 EST")
    night.mail.received("bob@harbor-pine.example", "You are still on: nobody took it")
    clock.at(minutes=60, seconds=1)
    night.quiet()
    assert night.api.get(f"swaps/{asked['id']}/")["taker"] is None
