"""What is wrong with the targets of one priority, for whoever writes a tier. Pure but for the reader's language."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from sla.facts import Runs

DAY = timedelta(days=1)


def target_faults(spans: Mapping[str, timedelta], runs: str) -> Iterator[tuple[str, str]]:
    """Which of acknowledge, response, update and resolution is wrong, and what would be right."""
    for name, span in spans.items():
        if runs == Runs.DAYS and span % DAY:
            yield name, _("Business days are whole days: 1 day.")
    if not spans["acknowledge"] <= spans["response"] <= spans["resolution"]:
        yield "response", _("First it is taken, then the client is answered, then it is solved.")
