"""The rows of a policy's form: its steps in their order. What was typed stays, whatever it is."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from oncall.actions.policies import LONGEST_WAIT, MOST_STEPS, MOST_TARGETS, SHORTEST_WAIT, StepDraft
from web.rows import keys_of, moved, new_key

NUMBER = re.compile(r"[0-9]{1,5}", re.ASCII)
FOUR_MINUTES = "4"


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as it was typed; a target is `schedule-3` or `member-5`."""

    key: int
    minutes: str = FOUR_MINUTES
    seconds: str = "0"
    targets: Sequence[str] = ()
    error: str = ""

    @property
    def shown(self) -> Sequence[str]:
        """The targets, and room for one more."""
        return [*self.targets, ""]


def steps_of(data: QueryDict) -> list[StepRow]:
    return [
        StepRow(
            key, data.get(f"minutes-{key}", "")[:10], data.get(f"seconds-{key}", "")[:10],
            [text[:30] for text in data.getlist(f"target-{key}") if text][:MOST_TARGETS],
        )
        for key in keys_of(data, "steps", most=MOST_STEPS)
    ]  # fmt: skip


def after_button(deed: str, rows: Sequence[StepRow]) -> list[StepRow]:
    """The rows after one of the form's small buttons: `add-step`, `up-step:3` ...; `more-target` only shows more room."""
    verb, _colon, key = deed.partition(":")
    if verb == "add-step":
        return [*rows, StepRow(new_key(rows))][:MOST_STEPS]
    return moved(rows, verb.partition("-")[0], key)


def checked_step(row: StepRow, known: Collection[str]) -> tuple[StepRow, StepDraft | None]:
    """The step of a row, or the row with what is wrong."""
    wait = _wait(row)
    if wait is None or not SHORTEST_WAIT <= wait <= LONGEST_WAIT:
        return replace(row, error=_("It waits 30 seconds to a day, in whole minutes and seconds.")), None
    if not row.targets:
        return replace(row, error=_("Say whom it pages.")), None
    if not set(row.targets) <= set(known):
        return replace(row, error=_("Choose schedules and members that are there.")), None
    targets = dict.fromkeys(row.targets)
    return row, StepDraft(wait, tuple(map(_target, targets)))


def rows_of_steps(steps: Iterable[StepDraft]) -> list[StepRow]:
    """A stored policy's steps as rows."""
    return [
        StepRow(key, str(step.wait_seconds // 60), str(step.wait_seconds % 60), [f"{k}-{pk}" for k, pk in step.targets])
        for key, step in enumerate(steps)
    ]  # fmt: skip


def _wait(row: StepRow) -> int | None:
    parts = row.minutes.strip() or "0", row.seconds.strip() or "0"
    if not all(NUMBER.fullmatch(part) for part in parts):
        return None
    return int(parts[0]) * 60 + int(parts[1])


def _target(text: str) -> tuple[str, int]:
    kind, _dash, pk = text.partition("-")
    return kind, int(pk)
