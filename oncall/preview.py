"""What a schedule would give, before anything of it is saved: JSON in, JSON out, no rows and no clock."""

from collections.abc import Iterator
from datetime import datetime

from oncall.joined import Stretch
from oncall.preview_body import Question, read_question
from oncall.preview_cost import refuse_long_answers, refuse_long_work
from oncall.preview_errors import PreviewError
from oncall.rotation import next_handoff_in
from oncall.shifts import on_call_at
from oncall.spec import ScheduleSpec
from oncall.states import states

__all__ = ["PreviewError", "preview"]


def preview(body: object, *, now: datetime) -> dict[str, list[dict[str, object]]]:
    """The answer of `POST /api/v1/schedules/preview/` to a parsed JSON body; PreviewError names what is wrong with it.

    `{"shifts": [{start, end, on_call, layer}], "gaps": [{start, end}], "at": [{at, on_call}], "next_handoffs":
    [{layer, at}]}`, instants in UTC as RFC 3339. A layer without a further handoff after `since` is not listed there.
    """
    question = read_question(body, now=now)
    refuse_long_work(question)
    shifts, gaps = _shifts_and_gaps(question)
    return {
        "shifts": shifts,
        "gaps": gaps,
        "at": list(_at(question)),
        "next_handoffs": list(_handoffs(question.spec, question.since)),
    }


def _shifts_and_gaps(question: Question) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    shifts: list[dict[str, object]] = []
    gaps: list[dict[str, object]] = []
    everything = states(question.spec, question.since, question.until)
    for stretch in refuse_long_answers(everything):
        period: dict[str, object] = {"start": told(stretch.start), "end": told(stretch.end)}
        if stretch.people:
            shifts.append(period | _who(question.spec, stretch))
        else:
            gaps.append(period)
    return shifts, gaps


def _who(spec: ScheduleSpec, stretch: Stretch) -> dict[str, object]:
    """The people and the layer that puts them there; null when it is several, or none but an override."""
    layer = next(iter(stretch.layers)) if len(stretch.layers) == 1 else None
    return {"on_call": list(spec.in_order(stretch.people)), "layer": layer}


def _at(question: Question) -> Iterator[dict[str, object]]:
    for instant in question.at:
        yield {"at": told(instant), "on_call": list(on_call_at(question.spec, instant).people)}


def _handoffs(spec: ScheduleSpec, since: datetime) -> Iterator[dict[str, object]]:
    for name in spec.layer_names:
        handoff = next_handoff_in(spec.versions(name), since)
        if handoff:
            yield {"layer": name, "at": told(handoff)}


def told(instant: datetime) -> str:
    """RFC 3339 in UTC; a fraction only where there is one."""
    return instant.replace(tzinfo=None).isoformat() + "Z"
