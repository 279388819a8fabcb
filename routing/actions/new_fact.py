"""Something new is known of an open incident, such as a higher priority: it is decided again, and never called off."""

from collections.abc import Callable
from datetime import datetime

from delivery.nudge import nudge
from routing.actions.advance import apply_verdict, decide_again
from routing.actions.escalate import start_paging
from routing.actions.keep_clocks import keep_clocks
from routing.actions.life import taken_now, tell_by_text, wake_owner
from routing.actions.paging import end_unsent_pages
from routing.models import Incident
from routing.states import IncidentStatus
from routing.words import Subject, Text


def take_in(
    incident: Incident, *, fact: str, words: Callable[[Subject], Text], at: datetime, now: datetime
) -> None:
    """Decide again for `at` and act on it; whoever has it is told by `words`. The caller holds the lock."""
    verdict = decide_again(incident, fact=fact, at=at, now=now)
    keep_clocks(incident, now=now)
    match IncidentStatus(incident.status):
        case IncidentStatus.ACKNOWLEDGED:
            _tell_taker(incident, words, now)
        case IncidentStatus.SNOOZED:
            _wake(incident, now)
        case IncidentStatus.TRIGGERED:
            _page_again(incident, now)
        case _:
            apply_verdict(incident, verdict, now=now)
            nudge("page.advance", incident.pk)


def _tell_taker(incident: Incident, words: Callable[[Subject], Text], now: datetime) -> None:
    """It stays theirs; by its new priority they are asked for a sign of life as if they had taken it now."""
    if incident.taken_by:
        tell_by_text(incident, incident.taken_by, words, now=now)
    taken_now(incident, now=now)
    incident.save()


def _wake(incident: Incident, now: datetime) -> None:
    """Whoever snoozed it is paged first, by the policy of its new priority."""
    incident.policy = None
    wake_owner(incident, now=now)
    nudge("page.advance", incident.pk)


def _page_again(incident: Incident, now: datetime) -> None:
    """Paging begins anew, by the policy of its new priority, wherever a fresh incident would go: it never stops for this."""
    end_unsent_pages(incident, now=now)
    start_paging(incident, now=now)
    nudge("page.advance", incident.pk)
