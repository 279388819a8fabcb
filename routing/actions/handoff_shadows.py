"""Word to whoever shadows a schedule that somebody else comes on call in it: by mail, since nothing is asked of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from accounts.models import Membership
from accounts.queries import members
from oncall.models import Shadow
from oncall.stored_specs import on_call_in
from oncall.swap_queries import away_within
from routing import handoff_words as words
from routing.actions.handoff_tell import mail, turn_of
from routing.models import Handoff

AN_INSTANT = timedelta(microseconds=1)


def tell_shadows_of(rows: Sequence[Handoff], *, now: datetime) -> None:
    """Of one person's handoffs of one instant; without shadows it asks the database once."""
    schedules = {row.schedule_id for row in rows}
    pairs = Shadow.objects.filter(schedule__in=schedules).values_list("schedule", "member")
    places: dict[int, set[int]] = {}
    for schedule, member in pairs:
        places.setdefault(member, set()).add(schedule)
    for reader in _here(rows[0], schedules, places, now) if places else ():
        turn = turn_of([row for row in rows if row.schedule_id in places[reader.pk]], reader)
        who, page = str(rows[0].member), f"/schedules/{rows[0].schedule_id}/"
        text = words.follows(turn, who=who)
        mail(reader, text, f"{who} is on call now", until=turn.ends_at, page=page, now=now)


def _here(
    row: Handoff, schedules: Iterable[int], people: Iterable[int], now: datetime
) -> Iterable[Membership]:
    """Who is not away and not on call there themselves."""
    away = away_within(row.organization, now, now + AN_INSTANT).values("member")
    on_call = {int(str(one)) for turn in on_call_in(schedules, now).values() for one in turn.people}
    return members(row.organization).filter(pk__in={*people} - on_call).exclude(pk__in=away)
