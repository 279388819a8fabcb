"""Schedules: added, renamed, moved to another zone's clock, archived."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.actions.organizations import refuse_bad_zone
from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from oncall.actions.versions import rewrite_version
from oncall.models import LayerVersion, Schedule
from oncall.queries import layers_in_force, policies_naming


def add_schedule(
    *, organization: Organization, name: str, time_zone: str, actor: Actor, now: datetime
) -> Schedule:
    """A schedule without layers. Raises Refused, naming the field."""
    name = _fit(name)
    refuse_bad_zone(time_zone)
    try:
        with transaction.atomic():
            schedule = Schedule.objects.create(organization=organization, name=name, time_zone=time_zone)
            record(
                organization=organization, actor=actor, verb="added", object_kind="schedule", object_id=schedule.pk,
                now=now, after={"name": name, "time_zone": time_zone},
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(name=_("There is a schedule of that name: choose another.")) from error
    return schedule


def rename_schedule(*, schedule: Schedule, name: str, seen: str | None, actor: Actor, now: datetime) -> None:
    """`seen` is the edition of `{"name": ...}` that the editor saw. Raises Refused."""
    name = _fit(name)
    try:
        with transaction.atomic():
            row = _locked(schedule)
            refuse_stale(
                organization=schedule.organization, object_kind="schedule", object_id=row.pk, state={"name": row.name},
                seen=seen,
            )  # fmt: skip
            Schedule.objects.filter(pk=row.pk).update(name=name)
            record_edit(
                organization=schedule.organization, actor=actor, verb="renamed", object_kind="schedule",
                object_id=row.pk, before={"name": row.name}, after={"name": name}, now=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(name=_("There is a schedule of that name: choose another.")) from error


def change_zone(*, schedule: Schedule, time_zone: str, seen: str | None, actor: Actor, now: datetime) -> None:
    """From now on the layers without a zone of their own turn on the new zone's clock; the past stays on the old one.

    `seen` is the edition of `{"time_zone": ...}` that the editor saw. Raises Refused.
    """
    refuse_bad_zone(time_zone)
    with transaction.atomic():
        row = _locked(schedule)
        refuse_stale(
            organization=schedule.organization, object_kind="schedule", object_id=row.pk,
            state={"time_zone": row.time_zone}, seen=seen,
        )  # fmt: skip
        moved = [one for one in layers_in_force(row, now) if not one.time_zone and one.held.lower < now]
        past = LayerVersion.objects.filter(layer__schedule=row, time_zone="", held__startswith__lt=now)
        past.update(time_zone=row.time_zone)
        Schedule.objects.filter(pk=row.pk).update(time_zone=time_zone)
        for version in moved:
            _moved(version, row.time_zone, time_zone, now)
        record_edit(
            organization=schedule.organization, actor=actor, verb="moved", object_kind="schedule", object_id=row.pk,
            before={"time_zone": row.time_zone}, after={"time_zone": time_zone}, now=now,
        )  # fmt: skip


def archive_schedule(*, schedule: Schedule, actor: Actor, now: datetime) -> bool:
    """Take it off every list; False if it was archived before. Raises Refused while a policy pages who is on call in it."""
    with transaction.atomic():
        row = _locked(schedule)
        if row.archived_at is not None:
            return False
        names = [policy.name for policy in policies_naming(row)]
        if names:
            raise Refused(
                schedule=_("It is used by %(names)s: take it out there first.") % {"names": ", ".join(names)}
            )
        Schedule.objects.filter(pk=row.pk).update(archived_at=now)
        record(
            organization=schedule.organization, actor=actor, verb="archived", object_kind="schedule",
            object_id=row.pk, now=now, before={"name": row.name},
        )  # fmt: skip
    return True


def _moved(version: LayerVersion, old: str, new: str, now: datetime) -> None:
    version.layer.schedule.time_zone = new
    rewrite_version(version, old, now, zone=ZoneInfo(new))


def _locked(schedule: Schedule) -> Schedule:
    """As it is now, with no other edit of the organization's setup at work."""
    lock_organization(schedule.organization_id)
    return Schedule.objects.get(pk=schedule.pk)


def _fit(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise Refused(name=_("The name must have 1 to 80 characters."))
    return name
