"""Every stored word has words for people."""

import re
from pathlib import Path

import pytest

from delivery.models import AttemptStatus, ChannelState
from delivery.outcomes import Reason
from hours.calendar import Band
from oncall.models import OverrideKind
from routing.states import IncidentStatus, PageStatus
from sla.facts import Channel, Outcome, ServiceLine
from sla.priority import Priority
from web import wording
from web.override_form import KINDS
from web.templatetags.wording import tel


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (IncidentStatus, wording.STATES),
        (IncidentStatus, wording.STATE_TONES),
        (PageStatus, wording.PAGE_STATES),
        (AttemptStatus, wording.ATTEMPT_STATES),
        (set(Reason) - {Reason.NONE}, wording.REASONS),
        (ServiceLine, wording.LINES),
        (Band, wording.BANDS),
        (Outcome, wording.OUTCOMES),
        (Outcome, wording.OUTCOMES_SHORT),
        (Priority, wording.PRIORITIES),
        (Channel, wording.CAME_BY),
        (OverrideKind, KINDS),
        (ChannelState, wording.CHANNEL_STATES),
        (ChannelState, wording.CHANNEL_TONES),
    ],
)
def test_nothing_is_shown_as_a_word_of_the_machine(kinds: object, words: dict[str, object]) -> None:
    assert {str(kind) for kind in kinds} <= {str(word) for word in words}  # type: ignore[attr-defined]


def test_a_page_shows_a_zone_as_people_write_it() -> None:
    """America/New York, and not the name that programs have; what a script reads is no page."""
    zones = re.compile(r"(?<!data-zone=\")\{\{ *([\w.]*(?:time_zone|zone_name|zone\.key)\b[^}]*)\}\}")
    shown = {
        f"{template.name}: {words}"
        for template in (Path(__file__).parents[2] / "templates").rglob("*.html")
        for words in zones.findall(template.read_text())
        if "|place" not in words and not words.startswith("visit.zone_name")
    }

    assert shown == set()


def test_a_word_nobody_knows_is_readable_all_the_same() -> None:
    assert wording.spoken({}, "carrier_on_strike") == "carrier on strike"


def test_a_number_is_a_link_that_calls() -> None:
    assert tel("+1 (212) 555-0142") == '<a class="call nowrap" href="tel:+12125550142">+1 (212) 555-0142</a>'


@pytest.mark.parametrize("odd", ["", "ask the porter", "<script>", "+1 212 555 0142 x204", "٢١٢٥٥٥"])
def test_what_cannot_be_dialled_is_text(odd: str) -> None:
    assert tel(odd) == odd
