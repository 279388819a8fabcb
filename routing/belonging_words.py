"""What hangs on a member, in plain lines: for the page that asks, the mail to the successor and the audit."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from oncall.models import LayerVersion, Override, StepTarget
from oncall.override_words import override_words
from routing.belongings import Belongings, Cover
from routing.models import Incident


@dataclass(frozen=True, slots=True)
class Lines:
    """Each kind of thing as a list of lines."""

    turns: list[str]
    overrides: list[str]
    steps: list[str]
    fallback: list[str]
    incidents: list[str]

    def handed_over(self) -> dict[str, list[str]]:
        """By title, only what there is."""
        titled = {
            _("Turns"): self.turns, _("Overrides"): self.overrides, _("Policy steps"): self.steps,
            _("Fallback"): self.fallback, _("Incidents"): self.incidents,
        }  # fmt: skip
        return {title: lines for title, lines in titled.items() if lines}

    def as_json(self) -> dict[str, list[str]]:
        return {
            "turns": self.turns, "overrides": self.overrides, "steps": self.steps, "fallback": self.fallback,
            "incidents": self.incidents,
        }  # fmt: skip


def lines_of(held: Belongings, zone: ZoneInfo) -> Lines:
    places = held.places
    fallback = [_("Place %(place)s") % {"place": places.fallback.position}] if places.fallback else []
    return Lines(
        turns=list(dict.fromkeys(_turn(version) for version in places.versions)),
        overrides=[override_line(row, zone) for row in places.overrides],
        steps=[_step(target) for target in places.targets],
        fallback=fallback,
        incidents=[incident_line(incident) for incident in held.incidents],
    )


def _turn(version: LayerVersion) -> str:
    return f"{version.layer.schedule}: {version.layer.name}"


def _step(target: StepTarget) -> str:
    return _("%(policy)s, step %(position)s") % {
        "policy": target.step.policy, "position": target.step.position
    }  # fmt: skip


def incident_line(incident: Incident) -> str:
    return f"{incident.reference} {incident.priority}: {incident.summary[:80]}"


def override_line(row: Override, zone: ZoneInfo) -> str:
    """Primary: Bob for Alice, Tue 3 Mar 2026 21:00 EST to Wed 4 Mar 2026 07:00 EST"""
    return _("%(schedule)s: %(what)s, %(start)s to %(end)s") % {
        "schedule": row.schedule, "what": override_words(row), "start": _at(row.start_at, zone), "end": _at(row.end_at, zone),
    }  # fmt: skip


def cover_lines(held: Belongings, zone: ZoneInfo) -> list[str]:
    """The open questions for cover that end: who asked, where and when."""
    return [_cover_line(each, zone) for each in held.swaps]


def _cover_line(cover: Cover, zone: ZoneInfo) -> str:
    words = _("cover that %(asker)s asks for") if cover.asker else _("cover that they ask for")
    return _("%(schedule)s: %(what)s, %(start)s to %(end)s") % {
        "schedule": cover.schedule, "what": words % {"asker": cover.asker}, "start": _at(cover.start_at, zone),
        "end": _at(cover.end_at, zone),
    }  # fmt: skip


def _at(instant: datetime, zone: ZoneInfo) -> str:
    wall = instant.astimezone(zone)
    return f"{wall:%a} {wall.day} {wall:%b %Y %H:%M %Z}"
