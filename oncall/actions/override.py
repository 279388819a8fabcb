"""Changing a schedule for a while: overrides are added and canceled, never edited."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record, sides
from accounts.models import Membership
from oncall.models import Override, OverrideKind, OverridePerson, Schedule


class OverrideConflict(Exception):
    """The override can't be: the text says why, in words for the person who wants it."""


def add_override(
    *,
    schedule: Schedule,
    kind: str,
    start_at: datetime,
    end_at: datetime,
    actor: Actor,
    now: datetime,
    subject: Membership | None = None,
    stand_in: Membership | None = None,
    people: Iterable[Membership] = (),
    reason: str = "",
    made_by: Membership | None = None,
) -> Override:
    """One line on top of the layers, from now on at the earliest: who was on call stays as it was.

    Raises OverrideConflict; the database holds one line per subject and time.
    """
    people = tuple(people)
    _refuse_nonsense(kind, subject, stand_in, people, start_at, end_at)
    start_at = _not_in_the_past(start_at, end_at, now)
    everyone = [*people, *(member for member in (subject, stand_in) if member)]
    if any(member.organization_id != schedule.organization_id for member in everyone):
        raise OverrideConflict("All people of an override are members of the schedule's organization.")
    try:
        with transaction.atomic():
            _refuse_who_left(schedule, everyone)
            row = Override.objects.create(
                schedule=schedule, kind=kind, subject=subject, stand_in=stand_in, start_at=start_at, end_at=end_at,
                reason=reason[:200], made_by=made_by, created_at=now,
            )  # fmt: skip
            OverridePerson.objects.bulk_create(
                OverridePerson(override=row, member=member) for member in people
            )
            _audit(row, "override.added", actor, now)
    except IntegrityError as refused:
        raise OverrideConflict(_conflict_words(kind, subject)) from refused
    return row


def cancel_override(*, override: Override, actor: Actor, now: datetime) -> bool:
    """End an override now, or before it begins; what it was until now stays. False if it was over already.

    Under the organization's lock: of two who cancel at once one sees what the other leaves.
    """
    rows = Override.objects.filter(pk=override.pk, canceled_at=None, end_at__gt=now)
    with transaction.atomic():
        lock_organization(override.schedule.organization_id)
        changes = {"end_at": now} if override.start_at < now else {"canceled_at": now}
        won = rows.update(**changes) == 1
        if won:
            _audit(override, "override.canceled", actor, now)
    return won


def set_instead(
    *, schedule: Schedule, people: Iterable[Membership], start_at: datetime, end_at: datetime, actor: Actor, now: datetime,
    reason: str = "", made_by: Membership | None = None,
) -> Override:  # fmt: skip
    """As `add_override` of kind `set`, also where others were set before: they stay so outside of this time."""
    rows = Override.objects.filter(
        schedule=schedule, kind=OverrideKind.SET, canceled_at=None, start_at__lt=end_at, end_at__gt=start_at
    )
    with transaction.atomic():
        lock_organization(schedule.organization_id)
        for row in rows.select_related("schedule__organization", "made_by__user").prefetch_related(
            "people__member__user"
        ):
            _cut_out(row, start_at, end_at, actor, now)
        return add_override(
            schedule=schedule, kind=OverrideKind.SET, people=people, start_at=start_at, end_at=end_at, actor=actor, now=now,
            reason=reason, made_by=made_by,
        )  # fmt: skip


def _cut_out(row: Override, start_at: datetime, end_at: datetime, actor: Actor, now: datetime) -> None:
    """It ends, and what is left of it before and after this time is entered anew."""
    cancel_override(override=row, actor=actor, now=now)
    people = [each.member for each in row.people.all()]
    for start, end in ((max(row.start_at, now), start_at), (end_at, row.end_at)):
        if start < end:
            add_override(
                schedule=row.schedule, kind=OverrideKind.SET, people=people, start_at=start, end_at=end, actor=actor,
                now=now, reason=row.reason, made_by=row.made_by,
            )  # fmt: skip


def _refuse_nonsense(
    kind: str, subject: Membership | None, stand_in: Membership | None, people: tuple[Membership, ...],
    start_at: datetime, end_at: datetime,
) -> None:  # fmt: skip
    if start_at >= end_at:
        raise OverrideConflict("An override ends after it starts.")
    if kind == OverrideKind.SET and not people:
        raise OverrideConflict("Name at least one person who is on call.")
    if kind != OverrideKind.SET and subject is None:
        raise OverrideConflict("Name the person whom it is about.")
    if kind == OverrideKind.REPLACE and (stand_in is None or stand_in == subject):
        raise OverrideConflict("Name somebody else who stands in.")


def _not_in_the_past(start_at: datetime, end_at: datetime, now: datetime) -> datetime:
    if end_at <= now:
        raise OverrideConflict("That time is over: who was on call then stays as it was.")
    return max(start_at, now)


def _refuse_who_left(schedule: Schedule, people: Iterable[Membership]) -> None:
    """Under the organization's lock: whoever deactivates somebody at this moment finds the override, or we their end."""
    lock_organization(schedule.organization_id)
    ids = [member.pk for member in people]
    left = Membership.objects.filter(pk__in=ids, archived_at__isnull=False).select_related("user").first()
    if left is not None:
        raise OverrideConflict(f"{left} was deactivated: choose somebody else.")


def _conflict_words(kind: str, subject: Membership | None) -> str:
    if subject is None:
        return "Another override already says who is on call in that time: cancel it first."
    return f"Another override already says something about {subject} in that time: cancel it first."


def _audit(row: Override, verb: str, actor: Actor, now: datetime) -> None:
    told: dict[str, Any] = {
        "kind": row.kind,
        "start_at": row.start_at.isoformat(),
        "end_at": row.end_at.isoformat(),
        "reason": row.reason,
    }
    told |= {"subject": row.subject_id, "stand_in": row.stand_in_id}
    before, after = sides(told, over=verb == "override.canceled")
    record(
        organization=row.schedule.organization, actor=actor, verb=verb, object_kind="override", object_id=row.pk,
        now=now, before=before, after=after, reason=row.reason,
    )  # fmt: skip
