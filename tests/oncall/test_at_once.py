"""Two editors in the same moment, in real threads: one saves, the other is told; the versions stay in a row."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import connection

from accounts.audit import Actor
from accounts.edition import Stale, edition_of
from oncall.actions.layers import change_layer, layer_state
from oncall.actions.policies import SCHEDULE, PolicyDraft, StepDraft, edit_policy
from oncall.actions.schedules import archive_schedule
from oncall.models import LayerVersion
from oncall.queries import get_policy, get_schedule
from oncall.stored_specs import layer_spec
from tests.world import NIGHT, world

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each returned, or the exception it raised."""
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        gate.wait(10)
        try:
            return deed()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def test_of_two_editors_of_a_layer_one_is_told() -> None:
    night = world()
    version = LayerVersion.objects.select_related("layer__schedule__organization").get(
        layer__schedule=night.primary
    )
    seen, was = edition_of(layer_state(version)), layer_spec(version, "America/New_York")
    save = partial(change_layer, layer=version.layer, seen=seen, actor=Actor.system(), now=NIGHT)

    found = at_once(
        *(
            partial(
                save, rotation=replace(was, participants=((who.pk,),), effective_from=NIGHT, first_turn=None)
            )
            for who in (night.bob, night.carol, night.dave)
        )
    )

    assert sorted(type(one).__name__ for one in found) == ["LayerVersion", "Stale", "Stale"]
    assert LayerVersion.objects.filter(layer=version.layer, held__contains=NIGHT).count() == 1


def test_a_schedule_is_not_archived_while_a_policy_takes_it_up() -> None:
    night = world()
    policy, schedule = (
        get_policy(night.organization, night.policy.pk),
        get_schedule(night.organization, night.backup.pk),
    )
    policy.steps.filter(position=2).delete()
    draft = PolicyDraft("Nights", 1, False, (StepDraft(60, ((SCHEDULE, schedule.pk),)),))

    found = at_once(
        partial(archive_schedule, schedule=schedule, actor=Actor.system(), now=NIGHT),
        partial(edit_policy, policy=policy, draft=draft, actor=Actor.system(), now=NIGHT),
    )

    schedule.refresh_from_db()
    taken_up = schedule.pk in policy.steps.values_list("targets__schedule", flat=True)
    assert taken_up == (schedule.archived_at is None)
    assert not any(isinstance(one, Stale) for one in found)
