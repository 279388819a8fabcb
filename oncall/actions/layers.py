"""The layers of a schedule: added, changed from an instant on, ended, put above or below each other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.queries import responders
from accounts.refusal import Refused
from oncall.actions.versions import end_versions, names_of, rewrite_version, told, write_version
from oncall.models import Layer, LayerVersion, Schedule
from oncall.queries import layers_in_force, newest_version
from oncall.revision import lowered, raised
from oncall.spec import LayerSpec
from oncall.stored_specs import layer_spec

LONGEST_TURN = 1000  # of any unit
MOST_PEOPLE, MOST_WINDOWS = 100, 20
PRECEDENCES = range(1001)


def add_layer(*, schedule: Schedule, rotation: LayerSpec, actor: Actor, now: datetime) -> Layer:
    """A new layer with its first version, from `rotation.effective_from` on. Raises Refused, naming the field."""
    with transaction.atomic():
        lock_organization(schedule.organization_id)
        _refuse_bad(schedule, rotation, None)
        layer = Layer.objects.create(schedule=schedule, name=rotation.name)
        write_version(layer, _not_before(rotation, now))
        after = told(rotation, names_of([rotation]))
        record(
            organization=schedule.organization, actor=actor, verb="added", object_kind="layer", object_id=layer.pk,
            now=now, after={"schedule": schedule.name, **after},
        )  # fmt: skip
    return layer


def change_layer(
    *, layer: Layer, rotation: LayerSpec, seen: str | None, actor: Actor, now: datetime
) -> LayerVersion:
    """A new version from `rotation.effective_from` on: the past stays, and so does who is on now unless told otherwise.

    `seen` is the edition of `layer_state` that the editor saw. Raises Refused, Stale if it is another one by now.
    """
    with transaction.atomic():
        lock_organization(layer.schedule.organization_id)
        newest = newest_version(layer)
        if newest is None:
            raise Refused(name=_("This layer never was."))
        refuse_stale(
            organization=layer.schedule.organization, object_kind="layer", object_id=layer.pk,
            state=layer_state(newest), seen=seen,
        )  # fmt: skip
        _refuse_bad(layer.schedule, rotation, layer)
        before = layer_spec(newest, layer.schedule.time_zone)
        row = write_version(layer, _not_before(rotation, now))
        Layer.objects.filter(pk=layer.pk).update(name=rotation.name)
        names = names_of([before, rotation])
        record_edit(
            organization=layer.schedule.organization, actor=actor, object_kind="layer", object_id=layer.pk,
            before={**told(before, names), "version": newest.pk},
            after={**told(rotation, names), "version": row.pk, "from": row.held.lower.isoformat()}, now=now,
        )  # fmt: skip
    return row


def layer_state(newest: LayerVersion) -> dict[str, object]:
    """What is another edition of a layer: each of its versions is, and each of its names."""
    return {"name": newest.layer.name, "version": newest.pk}


def end_layer(*, layer: Layer, actor: Actor, now: datetime) -> bool:
    """Nobody is on call by this layer from now on; False if it had ended before."""
    with transaction.atomic():
        lock_organization(layer.schedule.organization_id)
        newest = newest_version(layer)
        if newest is None or (newest.held.upper is not None and newest.held.upper <= now):
            return False
        end_versions(layer, now)
        record(
            organization=layer.schedule.organization, actor=actor, verb="ended", object_kind="layer",
            object_id=layer.pk, now=now, before={"schedule": layer.schedule.name, "name": layer.name},
        )  # fmt: skip
    return True


def raise_layer(*, layer: Layer, actor: Actor, now: datetime) -> bool:
    """One place up among the layers in force; False where it is the strongest."""
    return _reordered(layer, raised, actor, now)


def lower_layer(*, layer: Layer, actor: Actor, now: datetime) -> bool:
    """One place down among the layers in force; False where it is the weakest."""
    return _reordered(layer, lowered, actor, now)


def _reordered(
    layer: Layer, order: Callable[[Mapping[str, int], str], dict[str, int]], actor: Actor, now: datetime
) -> bool:
    with transaction.atomic():
        lock_organization(layer.schedule.organization_id)
        rows = {row.layer.name: row for row in layers_in_force(layer.schedule, now)}
        before = {name: row.precedence for name, row in rows.items()}
        if layer.name not in before:
            return False
        after = order(before, layer.name)
        for name in after:
            if after[name] != before[name]:
                rewrite_version(rows[name], layer.schedule.time_zone, now, precedence=after[name])
        line = record_edit(
            organization=layer.schedule.organization, actor=actor, verb="reordered", object_kind="schedule",
            object_id=layer.schedule_id, before=before, after=after, now=now,
        )  # fmt: skip
    return line is not None


def _not_before(rotation: LayerSpec, now: datetime) -> LayerSpec:
    """The past is never rewritten."""
    return replace(rotation, effective_from=max(rotation.effective_from or now, now))


def _refuse_bad(schedule: Schedule, rotation: LayerSpec, layer: Layer | None) -> None:
    """Raises Refused for what the tables would not take or nobody could mean."""
    if not rotation.name.strip() or len(rotation.name) > 80:
        raise Refused(name=_("The name must have 1 to 80 characters."))
    same = Layer.objects.filter(schedule=schedule, name=rotation.name)
    if (same.exclude(pk=layer.pk) if layer else same).exists():
        raise Refused(
            name="This schedule has, or had, a layer of that name: choose another or change that one."
        )
    if not 1 <= rotation.length <= LONGEST_TURN:
        raise Refused(turn_length=_("A turn is 1 to 1000 of its units long."))
    if rotation.precedence not in PRECEDENCES:
        raise Refused(precedence=_("Choose a number from 0 to 1000."))
    if rotation.ends_at and rotation.ends_at <= rotation.starts_at:
        raise Refused(ends_at=_("It ends after its first handoff."))
    _refuse_bad_people(schedule, rotation)


def _refuse_bad_people(schedule: Schedule, rotation: LayerSpec) -> None:
    people = [int(str(person)) for group in rotation.participants for person in group]
    if not people or len(people) > MOST_PEOPLE:
        raise Refused(people=_("Name 1 to 100 people."))
    if any(len(set(group)) < len(group) for group in rotation.participants):
        raise Refused(people=_("Somebody is named twice in one turn: name them once."))
    known = set(responders(schedule.organization).filter(pk__in=people).values_list("pk", flat=True))
    if not known.issuperset(people):
        raise Refused(people=_("Everybody in a rotation is a member who has not left."))
    if len(rotation.restrictions) > MOST_WINDOWS:
        raise Refused(windows=_("Name at most 20 windows."))
