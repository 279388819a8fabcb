"""What a preview may cost: a few seconds and an answer that can be sent. Whatever is beyond is refused in words."""

from collections.abc import Iterable, Iterator

from oncall.joined import Stretch
from oncall.preview_body import Question
from oncall.preview_errors import PreviewError

DAY_SECONDS = 86_400
MOST_WORK = (
    1_200_000  # the unit is one turn of one layer; 100 layers of hourly turns make 960,000 in 400 days
)
MOST_NAMES = 1_500_000  # in the answer, and each shift weighs as much as 8 of them
SHIFT_WEIGHT = 8
DATED_WEIGHT = 0.02  # to look at an override or a time off, in turns
TOO_MUCH = "This asks for too much at once: choose a shorter window, longer turns or fewer layers."


def refuse_long_work(question: Question) -> None:
    """PreviewError where working out the answer would take too long."""
    if turns(question) > MOST_WORK:
        raise PreviewError({"until": [TOO_MUCH]})
    if lookups(question) > MOST_WORK / 4:
        raise PreviewError({"at": ["This asks for too much at once: ask about fewer instants."]})


def turns(question: Question) -> float:
    """At most so many turns and windows lie in the range, and so many begin anew where an override does."""
    spec = question.spec
    days = (question.until - question.since).total_seconds() / DAY_SECONDS
    cuts = 2 * (len(spec.overrides) + len(spec.time_off))
    windows = sum(len(layer.restrictions) for layer in spec.layers)
    at_each_cut = 2 * len(spec.layers) + 10 * windows + cuts * DATED_WEIGHT
    return days * spec.edges_per_day + cuts * at_each_cut


def lookups(question: Question) -> float:
    """What the instants asked about come to."""
    spec = question.spec
    windows = sum(len(layer.restrictions) for layer in spec.layers)
    dated = len(spec.overrides) + len(spec.time_off)
    return len(question.at) * (len(spec.layers) + 2 * windows + dated * DATED_WEIGHT)


def refuse_long_answers(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches themselves, until there are too many of them to send."""
    weight = 0
    for stretch in stretches:
        weight += SHIFT_WEIGHT + len(stretch.people)
        if weight > MOST_NAMES:
            raise PreviewError({"until": [TOO_MUCH]})
        yield stretch
