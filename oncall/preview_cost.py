"""What a preview may cost: a few seconds and an answer that can be sent. Whatever is beyond is refused in words."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from oncall.joined import Stretch
from oncall.preview_body import Question
from oncall.preview_errors import PreviewError
from oncall.spec import ScheduleSpec
from oncall.states import SHORTEST_SLICE, slice_length

DAY = timedelta(days=1)
# The unit of work is one turn of one layer, 5 to 10 microseconds. What else there is to do, in this unit:
NAME, DATED, WINDOW, START = (
    0.02,
    0.02,
    2,
    3,
)  # a name, an override or time off, a window, to begin with a layer
MOST_WORK = 1_100_000  # 100 layers of hourly turns are 960,000 in 400 days
MOST_LOOKUPS = 400_000
MOST_NAMES = 1_500_000  # in the answer, where each shift weighs as much as 8 of them
MOST_NAMES_AT_ONCE = 2_000_000  # in the shortest slice that is worked out at once
SHIFT_WEIGHT = 8
TOO_MUCH = "This asks for too much at once: choose a shorter window, longer turns or fewer layers."


def refuse_long_work(question: Question) -> None:
    """PreviewError where working out the answer would take too long or too much memory."""
    spec = question.spec
    at_once = SHORTEST_SLICE / DAY * spec.edges_per_day * spec.most_people
    if work(question) > MOST_WORK or at_once > MOST_NAMES_AT_ONCE:
        raise PreviewError({"until": [TOO_MUCH]})
    if len(question.at) * work_of_lookup(spec) > MOST_LOOKUPS:
        raise PreviewError({"at": ["This asks for too much at once: ask about fewer instants."]})


def work(question: Question) -> float:
    """For all shifts: every edge of every timeline, and to begin anew in every slice and at every override's edges."""
    spec, length = question.spec, question.until - question.since
    edges = sum(
        layers[0].edges_per_day * (1 + NAME * sum(layer.most_people for layer in layers))
        for level in spec.timelines
        for layers in level
    )
    begins = length / slice_length(spec) + 2 * dated(spec)
    return length / DAY * edges + begins * (START * len(spec.layers) + 2 * work_of_lookup(spec))


def work_of_lookup(spec: ScheduleSpec) -> float:
    """For one instant."""
    layers = sum(1 + WINDOW * len(layer.restrictions) + NAME * layer.most_people for layer in spec.layers)
    return layers + DATED * dated(spec)


def dated(spec: ScheduleSpec) -> int:
    return len(spec.overrides) + len(spec.time_off)


def refuse_long_answers(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches themselves, until there are too many of them to send."""
    weight = 0
    for stretch in stretches:
        weight += SHIFT_WEIGHT + len(stretch.people)
        if weight > MOST_NAMES:
            raise PreviewError({"until": [TOO_MUCH]})
        yield stretch
