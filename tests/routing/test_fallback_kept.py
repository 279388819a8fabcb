"""Never nobody: no edit takes the last way to the fallback away; STOP can't be refused, so it is told at once."""

from typing import Any

import pytest

from accounts.actions.lock import lock_organization
from accounts.audit import Actor
from accounts.models import Organization
from accounts.refusal import Refused
from delivery.actions.contact_methods import change_channels
from delivery.models import ContactMethod, OptOut, PhoneNumber
from oncall.actions.phones import retire_contact_method
from routing.actions.keep_fallback import keeping_the_fallback
from routing.actions.leave import deactivate
from routing.fallback_reach import fallback_is_reached
from routing.health import health_for
from tests.night import Night
from tests.world import LONG_AGO, NIGHT, PHONES, World

ALONE = "last way to reach anybody of the fallback"


def phone_of(name: str) -> ContactMethod:
    return ContactMethod.objects.get(address=PHONES[name])


def stops(world: World, name: str) -> None:
    number = PhoneNumber.objects.get(organization=world.organization, purpose="paging")
    OptOut.objects.create(account=number.account, phone=PHONES[name], started_at=LONG_AGO)


def only_texts(world: World, name: str) -> None:
    ContactMethod.objects.filter(address=PHONES[name]).update(can_call=False)


def changes(world: World, name: str, **channels: bool) -> None:
    with keeping_the_fallback(world.organization, field="can_call"):
        change_channels(method=phone_of(name), **channels, actor=Actor.system(), now=NIGHT)


def test_verified_is_not_enough_a_phone_that_said_stop_and_takes_no_calls_reaches_nobody(
    harbor_pine: World,
) -> None:
    for name in ("alice", "carol"):
        only_texts(harbor_pine, name)
        assert fallback_is_reached(harbor_pine.organization)
        stops(harbor_pine, name)

    assert not fallback_is_reached(harbor_pine.organization)


def test_calls_of_the_last_one_after_stop_cannot_be_switched_off(harbor_pine: World) -> None:
    stops(harbor_pine, "alice")
    stops(harbor_pine, "carol")
    changes(harbor_pine, "alice", can_text=True, can_call=False)

    with pytest.raises(Refused, match=ALONE):
        changes(harbor_pine, "carol", can_text=True, can_call=False)

    assert phone_of("carol").can_call


def test_the_last_phone_that_works_cannot_be_removed_though_another_is_verified(harbor_pine: World) -> None:
    only_texts(harbor_pine, "carol")
    stops(harbor_pine, "carol")

    with pytest.raises(Refused, match=ALONE), keeping_the_fallback(harbor_pine.organization, field="method"):
        retire_contact_method(method=phone_of("alice"), actor=Actor.system(), now=NIGHT)

    assert phone_of("alice").archived_at is None


def test_where_nobody_was_reached_before_an_edit_is_not_held_up(harbor_pine: World) -> None:
    for name in ("alice", "carol"):
        only_texts(harbor_pine, name)
        stops(harbor_pine, name)

    changes(harbor_pine, "alice", can_text=True, can_call=True)

    assert fallback_is_reached(harbor_pine.organization)


def test_whoever_is_the_last_one_reached_cannot_leave(harbor_pine: World) -> None:
    only_texts(harbor_pine, "alice")
    stops(harbor_pine, "alice")
    only_texts(harbor_pine, "dave")
    stops(harbor_pine, "dave")

    with pytest.raises(Refused, match="could be reached"):
        deactivate(
            member=harbor_pine.carol,
            to=harbor_pine.dave,
            by=harbor_pine.alice,
            actor=Actor.system(),
            now=NIGHT,
        )


def test_stop_from_the_last_one_counts_and_owner_and_managers_have_a_mail(night: Night) -> None:
    for name in ("alice", "carol"):
        only_texts(night.world, name)
    stops(night.world, "alice")

    night.phone("carol").replies("STOP")

    for name in ("alice", "carol"):
        assert "Nobody of the fallback can be reached now" in night.mails(f"{name}@harbor-pine.example")
    assert not night.mails("bob@harbor-pine.example")
    assert any(
        "No phone of the fallback" in why for why in health_for(night.world.organization, NIGHT).reasons
    )


def test_stop_that_leaves_somebody_is_told_as_before(night: Night) -> None:
    night.phone("carol").replies("STOP")

    assert night.mails("alice@harbor-pine.example") == ["Carol texted STOP: pages go by call only"]


def test_before_a_firm_is_live_nobody_is_warned_of_its_fallback(harbor_pine: World) -> None:
    ContactMethod.objects.update(archived_at=NIGHT)
    assert any("No phone" in why for why in health_for(harbor_pine.organization, NIGHT).reasons)

    Organization.objects.update(went_live_at=None)

    fresh: Any = lock_organization(harbor_pine.organization.pk)
    assert not any("No phone" in why for why in health_for(fresh, NIGHT).reasons)
