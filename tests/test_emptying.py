"""What tests that commit leave behind is gone before the next one, whatever table it lies in."""

import pytest
from django.apps import apps

from tests.emptying import MADE_BY_MIGRATING, empty_by_deleting
from tests.world import world


@pytest.mark.django_db(transaction=True)
def test_every_row_is_gone_and_what_migrating_made_stays() -> None:
    world()

    empty_by_deleting(None)

    left = {model._meta.db_table for model in apps.get_models() if model._base_manager.exists()}
    assert left == MADE_BY_MIGRATING
