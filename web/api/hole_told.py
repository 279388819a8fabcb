"""Holes as the API tells them."""

from typing import Any

from routing.actions.cover import NewHoles
from routing.hole_words import hole_words, too_slow_words
from routing.holes import Hole, TooSlow


def hole_told(hole: Hole) -> dict[str, object]:
    return {
        "start": hole.start, "end": hole.end, "missing": hole.missing, "policy": str(hole.policy) if hole.policy else None,
        "schedules": hole.schedules, "clients": hole.clients, "text": hole_words(hole),
    }  # fmt: skip


def slow_told(slow: TooSlow) -> dict[str, object]:
    return {
        "missing": slow.missing, "policy": str(slow.policy) if slow.policy else None, "priority": slow.priority,
        "tier": slow.tier, "after_seconds": int(slow.after.total_seconds()),
        "target_seconds": int(slow.target.total_seconds()), "clients": slow.clients, "text": too_slow_words(slow),
    }  # fmt: skip


def new_told(new: NewHoles) -> dict[str, Any]:
    """`filler`: the address of the owner whom `?holes=fill` puts on call then; null: nobody can fill all of it."""
    return {
        "holes": [hole_told(hole) for hole in new.found.holes],
        "too_slow": [slow_told(slow) for slow in new.found.too_slow],
        "filler": new.filler.handle if new.filler else None,
    }
