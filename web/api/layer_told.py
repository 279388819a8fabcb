"""A layer as the API tells it: as the preview takes it, people by e-mail address."""

from typing import Any

from accounts.edition import edition_of
from hours.weekly import WeeklyWindow, clock_text
from oncall.actions.layers import layer_state
from oncall.models import LayerVersion, Schedule
from oncall.preview_layers import WEEK
from oncall.stored_specs import layer_spec
from web.api.telling import instant


def layer_told(row: LayerVersion, schedule: Schedule) -> dict[str, Any]:
    """Loaded with participants, their users, and restrictions. Whoever has left is in no group."""
    spec = layer_spec(row, schedule.time_zone)
    emails = {one.member_id: one.member.handle for one in row.participants.all()}
    return {
        "id": row.layer_id,
        "name": spec.name,
        "precedence": spec.precedence,
        "time_zone": str(spec.zone),
        "participants": [[emails[int(str(person))] for person in group] for group in spec.participants],
        "turn": {"length": spec.length, "unit": spec.unit.value},
        "starts_at": spec.starts_at.isoformat(),
        "ends_at": spec.ends_at.isoformat() if spec.ends_at else None,
        "effective_from": instant(row.held.lower),
        "effective_until": instant(row.held.upper),
        "restrictions": [window(one) for one in spec.restrictions],
        "count_turns": spec.count_turns.value,
        "edition": edition_of(layer_state(row)),
    }


def window(one: WeeklyWindow) -> dict[str, Any]:
    return {
        "days": [WEEK[day].value for day in sorted(one.days)],
        "start": clock_text(one.start_minute),
        "end": clock_text(one.end_minute),
    }
