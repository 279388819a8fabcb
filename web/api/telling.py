"""What the API alone tells: verdicts, forecasts, who is on call. Incidents are told as in `routing.telling`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Membership
from oncall.models import Schedule
from oncall.shifts import next_handoff, on_call_at
from oncall.spec import Person, ScheduleSpec
from routing.forecast import WouldPage
from routing.telling import DEADLINES, address, call_out, decision, incident, instant, page, with_all_told
from sla.facts import Verdict

__all__ = ["address", "call_out", "decision", "incident", "instant", "page", "with_all_told"]


def verdict(found: Verdict, *, at: datetime) -> dict[str, Any]:
    """A decision that was only asked about."""
    return {
        "at": instant(at),
        "outcome": found.outcome.value,
        "band": found.band.value,
        "reasons": list(found.reasons),
        "agreement": f"{found.tier_name} v{found.tier_version}" if found.agreement_id else None,
        **{name: instant(getattr(found, name)) for name in DEADLINES},
    }


def would_page(one: WouldPage) -> dict[str, Any]:
    """A page that would go out; step 0 is the fallback."""
    return {
        "member": address(one.member),
        "channel": one.channel,
        "step": one.step,
        "round": one.round,
        "offset_seconds": one.offset_seconds,
    }


def on_call(
    schedule: Schedule, spec: ScheduleSpec, at: datetime, members: Mapping[int, Membership]
) -> dict[str, Any]:
    """Who is on call in a schedule, and until when that stays so; null: for more than a year."""
    people = on_call_at(spec, at).people
    return {
        "schedule": schedule.name,
        "on_call": [members[key].handle for key in map(id_of, people) if key in members],
        "until": instant(next_handoff(spec, at)),
    }


def id_of(person: Person) -> int:
    """A person of a schedule's spec as the membership id it is."""
    return int(str(person))
