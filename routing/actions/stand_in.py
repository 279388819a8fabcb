"""Somebody stands in: the overrides that say so, and word to whoever is on call from then on."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.audit import Actor
from accounts.models import Membership
from accounts.queries import responders
from delivery.actions.write import write_message
from delivery.models import Channel
from oncall.actions.override import OverrideConflict, add_override, set_instead
from oncall.models import Override, OverrideKind, Schedule
from oncall.shifts import shifts
from oncall.stored_specs import schedule_spec
from oncall.swap_queries import away_within
from routing.news_words import stands_in
from routing.queries import zone_of
from routing.reach import paging_number, text_phone, verified_phones
from routing.subject import short_name
from routing.words import date_and_clock
from routing.written import written


def stand_in_for(
    *, away: Membership, stand_in: Membership, schedule: Schedule, start_at: datetime, end_at: datetime, actor: Actor,
    made_by: Membership, now: datetime,
) -> list[Override]:  # fmt: skip
    """`stand_in` is on call in the place of `away` within the time, and is told. Raises OverrideConflict.

    Where other overrides rule already a replacement would not show: then each of their shifts is set to its people.
    """
    if stand_in.pk not in verified_phones([stand_in]):
        raise OverrideConflict(
            f"{stand_in} has no verified phone and could not be paged: choose somebody else."
        )
    if away_within(away.organization, start_at, end_at).filter(member=stand_in).exists():
        raise OverrideConflict(f"{stand_in} is away then: choose somebody else.")
    with transaction.atomic():
        changes = list(replacements(away, stand_in, schedule, start_at, end_at))
        if not changes:
            raise OverrideConflict(f"{away} is not on call then: somebody changed the schedule meanwhile.")
        rows = put_on(changes, schedule=schedule, made_by=made_by, actor=actor, now=now)
        _tell(rows, away, stand_in, now)
    return rows


def put_on(
    changes: Iterable[dict[str, Any]], *, schedule: Schedule, made_by: Membership, actor: Actor, now: datetime, reason: str = ""
) -> list[Override]:  # fmt: skip
    """The overrides of `replacements`. Raises OverrideConflict."""
    given: dict[str, Any] = {
        "schedule": schedule,
        "made_by": made_by,
        "actor": actor,
        "now": now,
        "reason": reason,
    }
    return [(set_instead if "people" in change else add_override)(**given, **change) for change in changes]


def replacements(
    away: Membership, stand_in: Membership, schedule: Schedule, start_at: datetime, end_at: datetime
) -> Iterator[dict[str, Any]]:
    """The overrides that put one in the other's place, as `put_on` takes them; none where there is nothing to take."""
    spec = schedule_spec(schedule, since=start_at, until=end_at)
    found = [shift for shift in shifts(spec, start_at, end_at) if away.pk in shift.people]
    if found and not spec.overrides:
        yield {
            "kind": OverrideKind.REPLACE, "subject": away, "stand_in": stand_in, "start_at": start_at, "end_at": end_at,
        }  # fmt: skip
        return
    people = {member.pk: member for member in responders(schedule.organization)}
    for shift in found:
        ids = dict.fromkeys(stand_in.pk if pk == away.pk else int(str(pk)) for pk in shift.people)
        yield {
            "people": [people[pk] for pk in ids if pk in people], "start_at": shift.start, "end_at": shift.end,
        }  # fmt: skip


def _tell(rows: list[Override], away: Membership, stand_in: Membership, now: datetime) -> None:
    """By text where one can go, else by mail: nobody comes on call without knowing."""
    organization, zone = stand_in.organization, zone_of(stand_in)
    number = paging_number(organization)
    phone = text_phone(stand_in, number)
    text = stands_in(
        short_name(organization.name), away=str(away), schedule=rows[0].schedule.name,
        start=date_and_clock(max(rows[0].start_at, now), zone), end=date_and_clock(rows[-1].end_at, zone),
    )  # fmt: skip
    write_message(
        organization=organization, channel=Channel.SMS if phone else Channel.EMAIL,
        address=phone.address if phone else stand_in.email, sender=number if phone else None,
        subject=f"You stand in for {away}", body=written(text, limit=2), purpose="notice", priority=4, now=now,
    )  # fmt: skip
