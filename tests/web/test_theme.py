"""Light, dark or as the system has it: chosen in the menu, kept by the browser."""

import pytest

from tests.web.conftest import Browser
from tests.world import World


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_the_chosen_look_stays(night: World, chosen: str) -> None:
    alice = Browser(night.alice)

    seen = alice.sends("/theme/", theme=chosen, next="/schedules/")

    assert f'data-theme="{chosen}"' in seen.html
    assert seen.response.request["PATH_INFO"] == "/schedules/"
    assert f'data-theme="{chosen}"' in alice.opens("/").html


def test_the_system_decides_again(night: World) -> None:
    alice = Browser(night.alice)
    alice.sends("/theme/", theme="dark")

    seen = alice.sends("/theme/", theme="system")

    assert "data-theme" not in seen.html


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\x00", "schedules", "?a"]
)
def test_it_leads_nowhere_else(night: World, away: str) -> None:
    answer = Browser(night.alice).http.post("/theme/", {"theme": "dark", "next": away})

    assert answer.headers["Location"] == "/"
