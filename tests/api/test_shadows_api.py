"""Who shadows a schedule, by program."""

import pytest

from tests.api.conftest import Caller
from tests.world import World

pytestmark = pytest.mark.django_db


def test_shadows_are_set_as_a_whole_and_an_old_edition_is_refused(night: World) -> None:
    caller, address = Caller(night.token()), f"schedules/{night.primary.pk}/shadows/"

    first = caller.put(address, {"members": [night.dave.user.email]}).json()
    stale = caller.put(address, {"members": [], "edition": "another"})
    nobody = caller.put(address, {"members": ["mallory@elsewhere.example"]})

    assert first["members"] == caller.get(address).json()["members"] == [night.dave.user.email]
    assert stale.status_code == 409
    assert (nobody.status_code, list(nobody.json()["errors"])) == (400, ["members[0]"])
