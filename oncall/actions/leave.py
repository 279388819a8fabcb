"""One member's places given to another, from now on: the past of schedules stays as it was.

All of it runs inside the caller's transaction, who holds the organization's lock and writes the audit.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import prefetch_related_objects

from accounts.models import Membership
from oncall.holdings import Holdings
from oncall.models import (
    FallbackEntry,
    LayerVersion,
    Override,
    OverrideKind,
    OverridePerson,
    Participant,
    Restriction,
    StepTarget,
)
from oncall.stored_specs import layer_spec


def hand_over(holdings: Holdings, *, leaver: Membership, to: Membership, now: datetime) -> list[Override]:
    """Turns, overrides, steps and the place in the fallback; returns the overrides that could not be given on,
    since another one already says something of the successor then.
    """
    versions = list(holdings.versions)
    prefetch_related_objects(versions, "participants__member", "restrictions")
    for version in versions:
        _give_turns(version, leaver, to, now)
    lost = [row for row in holdings.overrides if not _give_override(row, leaver, to, now)]
    _give_steps(holdings.targets, to)
    if holdings.fallback:
        _give_fallback(holdings.fallback, to)
    return lost


def _give_turns(version: LayerVersion, leaver: Membership, to: Membership, now: datetime) -> None:
    """The successor stands where the leaver stood; the group on turn stays on turn."""
    places = {
        (person.group, to.pk if person.member_id == leaver.pk else person.member_id): None
        for person in version.participants.all()
    }
    coming = _from_now_on(version, now)
    Participant.objects.filter(version=coming).delete()
    Participant.objects.bulk_create(
        Participant(version=coming, group=group, member_id=member) for group, member in places
    )


def _from_now_on(version: LayerVersion, now: datetime) -> LayerVersion:
    """The version itself where it has not begun yet, else a copy of it that follows it."""
    lower, upper = version.held.lower, version.held.upper
    if lower is not None and lower >= now:
        return version
    spec = layer_spec(version, version.layer.schedule.time_zone)
    windows = list(version.restrictions.all())
    LayerVersion.objects.filter(pk=version.pk).update(held=DateTimeTZRange(lower, now))
    fields = {field.attname: getattr(version, field.attname) for field in LayerVersion._meta.concrete_fields}
    turn = spec.place_of(spec.turn_in_progress(now))
    copy = LayerVersion.objects.create(
        **fields | {"id": None, "held": DateTimeTZRange(now, upper), "first_turn": turn}
    )
    Restriction.objects.bulk_create(
        Restriction(version=copy, days=w.days, start_minute=w.start_minute, end_minute=w.end_minute)
        for w in windows
    )
    return copy


def _give_override(row: Override, leaver: Membership, to: Membership, now: datetime) -> bool:
    """The rest of it, with the successor; False where it clashes with what is said of the successor already.

    What took the leaver off call is over: the successor is there. So is standing in for oneself.
    """
    everyone = [person.member for person in row.people.all()]
    subject, stand_in = (_instead(person, leaver, to) for person in (row.subject, row.stand_in))
    _end(row, now)
    if row.kind == OverrideKind.REMOVE or (stand_in is not None and subject == stand_in):
        return True
    try:
        with transaction.atomic():
            rest = Override.objects.create(
                schedule=row.schedule, kind=row.kind, subject=subject, stand_in=stand_in, reason=row.reason,
                start_at=max(row.start_at, now), end_at=row.end_at, made_by_id=row.made_by_id, created_at=now,
            )  # fmt: skip
            _name(rest, (_instead(person, leaver, to) for person in everyone))
    except IntegrityError:
        return False
    return True


def _instead(person: Membership | None, leaver: Membership, to: Membership) -> Membership | None:
    return to if person == leaver else person


def _name(row: Override, people: Iterable[Membership | None]) -> None:
    OverridePerson.objects.bulk_create(
        OverridePerson(override=row, member=person) for person in dict.fromkeys(people) if person
    )


def _end(row: Override, now: datetime) -> None:
    """One that runs ends now, what it was stays; one to come is canceled."""
    if row.start_at < now:
        Override.objects.filter(pk=row.pk).update(end_at=now)
    else:
        Override.objects.filter(pk=row.pk).update(canceled_at=now)


def _give_steps(targets: Iterable[StepTarget], to: Membership) -> None:
    """Nobody stands twice in one step."""
    for target in targets:
        if StepTarget.objects.filter(step=target.step_id, member=to).exists():
            StepTarget.objects.filter(pk=target.pk).delete()
        else:
            StepTarget.objects.filter(pk=target.pk).update(member=to)


def _give_fallback(entry: FallbackEntry, to: Membership) -> None:
    """Who stands there already gets the earlier of the two places."""
    theirs = FallbackEntry.objects.filter(organization=entry.organization_id, member=to).first()
    if theirs is None:
        FallbackEntry.objects.filter(pk=entry.pk).update(member=to)
        return
    FallbackEntry.objects.filter(pk=entry.pk).delete()
    FallbackEntry.objects.filter(pk=theirs.pk).update(position=min(entry.position, theirs.position))
