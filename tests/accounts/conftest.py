"""Harbor Pine with Alice, its owner."""

import pytest

from accounts.models import Membership, Organization
from tests import world as people


@pytest.fixture
def harbor_pine(db: None) -> Organization:
    return people.new_organization("Harbor Pine IT", "harbor-pine", "HP")


@pytest.fixture
def alice(harbor_pine: Organization) -> Membership:
    return people.join(harbor_pine, "alice", people.Role.OWNER)
