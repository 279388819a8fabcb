"""What a door doubts of a request it took in, and what becomes of its priority while it wakes nobody. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.states import WhyHeld

HONOURED = timedelta(minutes=10)  # what a page promised so lately is kept once its request is let through
QUIET = {"P1": "P3", "P2": "P3"}  # what wakes nobody, neither now nor when it lies untaken at the desk

SIGNS = {
    "trap": "it filled the hidden field",
    "quick": "it was sent within 3 seconds",
    "links": "many links",
    "many_links": "very many links",
    "same_words": "the same words came before",
    "often_same_words": "the same words came often",
    "repeats": "the same few words over and over",
    "address": "many from one network",
    "client": "many for this client",
    "phone": "many with this number",
    "much": "very many within the hour",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it is held back; `signs`: what the door saw, in its own words for it; `claim`: whose it is, as its sender says."""

    why: WhyHeld
    signs: Sequence[str] = ()
    claim: str = ""


def quiet(priority: str) -> str:
    """The priority of a request while it is held, and of what nobody vouched for."""
    return QUIET.get(priority, priority)


def counts_from(decided_at: datetime, now: datetime) -> datetime:
    """The instant whose coverage counts for a request that is let through: the page's, while its promise is honoured."""
    return decided_at if timedelta(0) <= now - decided_at < HONOURED else now
