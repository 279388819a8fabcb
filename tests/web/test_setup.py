"""Set up: where the editors are found, and by whom."""

from tests.web.conftest import Browser
from tests.world import World


def test_the_owner_finds_every_editor_and_each_opens(night: World) -> None:
    alice = Browser(night.alice)

    seen = alice.opens("/setup/")

    assert seen.status == 200
    for address in seen.addresses("main"):
        assert alice.opens(address).status == 200, address


def test_a_technician_is_not_led_there(night: World) -> None:
    bob = Browser(night.bob)

    assert "Set up" not in bob.opens("/")
    assert bob.opens("/setup/").status == 403
