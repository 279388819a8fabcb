"""A partner has our nights, in its own daytime: its desk reads us the code, and at three in the morning it takes a page by text."""

import re
from zoneinfo import ZoneInfo

import pytest

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.audit import Actor
from delivery.actions.contact_methods import add_phone, enter_code, send_code
from hours.weekly import weekly_window
from oncall.actions.layers import add_layer
from oncall.spec import LayerSpec
from oncall.templates import last_handoff
from oncall.turns import TurnUnit
from tests.journeys import phones
from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night

NOC = "+6421555010"
NEW_YORK = ZoneInfo("America/New_York")
BY_NIGHT = weekly_window(days=range(7), start="20:00", end="08:00")


def test_at_three_our_time_the_partner_is_paged_and_takes_it_with_1(
    night: Night, phone: Phones, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(phones.NUMBERS, "noc", NOC)
    alice = Actor.member(night.world.alice)
    profile = PartnerProfile("Pacific NOC", "Pacific/Auckland", "")
    partner = add_partner(
        organization=night.world.organization, profile=profile, actor=alice, now=clock.now()
    )
    method = add_phone(member=partner, phone=NOC, actor=alice, now=clock.now())
    send_code(method=method, now=clock.now())
    read_out = re.search(r"\d{6}", phone("noc").received("the code is"))
    assert read_out
    enter_code(method=method, code=read_out[0], actor=alice, now=clock.now())
    nights = LayerSpec(
        name="Nights", precedence=1, zone=NEW_YORK, participants=((partner.pk,),), length=1,
        unit=TurnUnit.WEEK, starts_at=last_handoff(clock.now(), NEW_YORK), effective_from=clock.now(), restrictions=(BY_NIGHT,),
    )  # fmt: skip
    add_layer(schedule=night.world.primary, rotation=nights, actor=alice, now=clock.now())

    clock.at(minutes=46)
    switch = night.source("Core switch down")
    phone("noc").received("Harbor Pine P1: Northwind Dental: Core switch down.", "Reply 1 to take it")
    phone("noc").replies("1")

    phone("noc").received("You have it: Northwind Dental", "We ask again at 21:15 NZDT")
    row = switch.becomes("acknowledged").row()
    assert row["acknowledged_by"] == f"partner:{partner.pk}"
    assert "Pacific NOC has it." in switch.words(row)
