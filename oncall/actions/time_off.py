"""A member is away: dropped from every schedule meanwhile. Entered and canceled, never edited."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record, sides
from accounts.models import Membership
from accounts.queries import get_membership
from accounts.refusal import Refused
from hours.interval import Interval, subtract
from oncall.models import TimeOff
from oncall.queries import fallback_members, fallback_phones

FURTHEST = LONGEST = timedelta(days=400)


def add_time_off(
    *, member: Membership, start_at: datetime, end_at: datetime, reason: str, actor: Actor, now: datetime
) -> TimeOff:
    """From now on at the earliest: who was on call stays as it was. The same time twice is entered once.

    Raises Refused, naming the field: `start`, `end`.
    """
    with transaction.atomic():
        organization = lock_organization(member.organization_id)
        fresh = get_membership(organization, member.pk)
        _refuse_nonsense(fresh, start_at, end_at, now)
        overlapping = TimeOff.objects.filter(
            member=fresh, canceled_at=None, start_at__lt=end_at, end_at__gt=start_at
        ).first()
        if overlapping is not None:
            return _same(overlapping, start_at, end_at, now)
        begins = max(start_at, now)
        _refuse_empty_fallback(fresh, Interval(begins, end_at))
        row = TimeOff.objects.create(
            organization=organization, member=fresh, start_at=begins, end_at=end_at,
            reason=" ".join(reason.split())[:200],
        )  # fmt: skip
        _audit(row, "time_off.added", actor, now)
    return row


def cancel_time_off(*, time_off: TimeOff, actor: Actor, now: datetime) -> bool:
    """End it now, or before it begins; what it was until now stays. False if it was over already."""
    with transaction.atomic():
        lock_organization(time_off.organization_id)
        rows = TimeOff.objects.filter(pk=time_off.pk, canceled_at=None, end_at__gt=now)
        won = rows.update(**({"end_at": now} if time_off.start_at < now else {"canceled_at": now})) == 1
        if won:
            _audit(time_off, "time_off.canceled", actor, now)
    return won


def _refuse_nonsense(member: Membership, start_at: datetime, end_at: datetime, now: datetime) -> None:
    if member.archived_at is not None:
        raise Refused(start=_("%(name)s was deactivated.") % {"name": member})
    if end_at <= start_at:
        raise Refused(end=_("It must end after it starts."))
    if end_at <= now:
        raise Refused(end=_("That is past already."))
    if start_at > now + FURTHEST:
        raise Refused(start=_("Within the coming 400 days."))
    if end_at - start_at > LONGEST:
        raise Refused(end=_("At most 400 days at once. For longer, change the rotations."))


def _same(row: TimeOff, start_at: datetime, end_at: datetime, now: datetime) -> TimeOff:
    """Raises Refused for another time that overlaps it. What began in the past was entered from then on."""
    begins_so = row.start_at == start_at or start_at < row.start_at <= now
    if not begins_so or row.end_at != end_at:
        raise Refused(start=_("That overlaps a time off that is entered already. Cancel that one first."))
    return row


def _refuse_empty_fallback(member: Membership, time: Interval) -> None:
    """There is never nobody: somebody of the fallback with a verified phone is there at every instant."""
    chain = {each.pk for each in fallback_members(member.organization)}
    if member.pk not in chain:
        return
    others = set(fallback_phones(member.organization).values_list("member", flat=True)) - {member.pk}
    empty = [time]
    for other in others:
        away = TimeOff.objects.filter(
            member=other, canceled_at=None, start_at__lt=time.end, end_at__gt=time.start
        )
        there = subtract([time], [Interval(row.start_at, row.end_at) for row in away])
        empty = subtract(empty, there)
    if empty:
        raise Refused(start=_("Then nobody in the fallback would be there. Name somebody else in it first."))


def _audit(row: TimeOff, verb: str, actor: Actor, now: datetime) -> None:
    told: dict[str, Any] = {
        "who": str(row.member), "start_at": row.start_at.isoformat(), "end_at": row.end_at.isoformat(),
    }  # fmt: skip
    before, after = sides(told, over=verb == "time_off.canceled")
    record(
        organization=row.organization, actor=actor, verb=verb, object_kind="time_off", object_id=row.pk, now=now,
        before=before, after=after, reason=row.reason,
    )  # fmt: skip
