"""Nobody knows whether they know: who goes off and the managers are told once. The schedule decides who is on call."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.audit import Actor, record
from accounts.models import Membership
from accounts.permissions import Act, may
from accounts.queries import members, responders
from hours.wall import local
from oncall.stored_specs import on_call_in
from routing import handoff_words as words
from routing.actions.handoff_tell import mail, say, turn_of
from routing.handoff_queries import awake_since
from routing.handoff_times import is_tonight
from routing.models import Handoff

A_MOMENT = timedelta(microseconds=1)


def tell_missed(rows: Sequence[Handoff], *, now: datetime) -> None:
    """One person's handoffs of one instant. Who is awake by other signs, a key or an incident taken, has them."""
    seen_at = awake_since(rows[0].member, rows[0].starts_at)
    if seen_at is not None:
        for row in rows:
            row.confirmed_at, row.confirmed_how = seen_at, "awake"
        return
    for row in rows:
        row.missed_told_at = now
        _note(row, now)
    _tell(rows, now)


def _note(row: Handoff, now: datetime) -> None:
    record(
        organization=row.organization, actor=Actor.system(), verb="not confirmed", object_kind="handoff",
        object_id=row.pk, now=now, after={"schedule": str(row.schedule), "who": str(row.member),
        "began": row.starts_at.isoformat()},
    )  # fmt: skip


def _tell(rows: Sequence[Handoff], now: datetime) -> None:
    """Who goes off by text. Managers by mail, at night by text too where nobody else who is on has confirmed."""
    who, going = rows[0].member, going_off(rows)
    for reader in going:
        say(reader, words.not_confirmed(turn_of(rows, reader), who=str(who)), f"{who} has not confirmed", now=now)  # fmt: skip
    is_urgent = is_tonight(local(now, ZoneInfo(who.organization.time_zone))) and not _others(rows, now)
    for reader in members(who.organization):
        if reader != who and may(reader.role, Act.OVERRIDE_OTHERS):
            text = words.to_manager(turn_of(rows, reader), who=str(who))
            page = f"/schedules/{rows[0].schedule_id}/"
            mail(reader, text, f"{who} has not confirmed", page=page, now=now)
            if is_urgent and reader not in going:
                say(reader, text, f"{who} has not confirmed", now=now)


def going_off(rows: Sequence[Handoff]) -> list[Membership]:
    """Who was on call a moment before in any of these schedules, and is not in that one since; partners too."""
    ids, at = [row.schedule_id for row in rows], rows[0].starts_at
    before, since = on_call_in(ids, at - A_MOMENT), on_call_in(ids, at)
    gone = {person for pk in ids for person in {*before[pk].people} - {*since[pk].people}}
    return [each for each in responders(rows[0].organization) if each.pk in gone]


def _others(rows: Sequence[Handoff], now: datetime) -> bool:
    """Whether in each of these schedules somebody else is on call who has confirmed, or was on before and stayed."""
    turns = on_call_in([row.schedule_id for row in rows], now)
    who = rows[0].member_id
    silent = _silent(rows)
    return all({*turns[row.schedule_id].people} - {who} - silent[row.schedule_id] for row in rows)


def _silent(rows: Sequence[Handoff]) -> dict[int, set[int]]:
    """Per schedule, whose handoffs of a day have not been confirmed."""
    found: dict[int, set[int]] = {row.schedule_id: set() for row in rows}
    waiting = Handoff.objects.filter(
        schedule__in=found, confirmed_at=None, withdrawn_at=None, starts_at__gt=rows[0].starts_at - timedelta(days=1)
    )  # fmt: skip
    for schedule, member in waiting.values_list("schedule_id", "member_id"):
        found[schedule].add(member)
    return found
