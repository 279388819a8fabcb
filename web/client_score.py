"""How much a request at the client's form looks like a machine's: signs are weighed. Pure; doubt turns nobody away."""

import re
from collections.abc import Set
from datetime import timedelta
from enum import StrEnum

QUICKEST = timedelta(seconds=3)
FEW_LINKS, MANY_LINKS = 3, 6
OFTEN = 5  # times the same words within the hour
LONG_ENOUGH = 40  # words, before their repeating says anything
SHARE_OF_NEW = 0.1  # of all words; people's texts and logs have more
LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
WORD = re.compile(r"\w+")


class Sign(StrEnum):
    """What a machine does, and a person seldom."""

    TRAP = "trap"  # filled the hidden field; password managers do too
    QUICK = "quick"
    LINKS = "links"
    MANY_LINKS = "many_links"
    SAME_WORDS = "same_words"  # as in an earlier request of the hour
    OFTEN_SAME_WORDS = "often_same_words"
    REPEATS = "repeats"  # one word after the other, the same few
    ADDRESS = "address"
    CLIENT = "client"
    PHONE = "phone"
    MUCH = "much"
    FLOOD = "flood"


class Level(StrEnum):
    LOW = "low"  # goes its way
    MIDDLE = "middle"  # waits a moment for its sender's code
    HIGH = "high"  # is held until somebody vouches for it


WEIGHTS = {
    Sign.TRAP: 3,
    Sign.QUICK: 3,
    Sign.LINKS: 2,
    Sign.MANY_LINKS: 2,  # beside LINKS
    Sign.SAME_WORDS: 2,
    Sign.OFTEN_SAME_WORDS: 3,  # beside SAME_WORDS
    Sign.REPEATS: 2,
    Sign.ADDRESS: 2,
    Sign.CLIENT: 1,
    Sign.PHONE: 1,
    Sign.MUCH: 5,  # beside one of the three before it
    Sign.FLOOD: 5,
}
MIDDLE, HIGH = 4, 6  # no sign alone is in the middle


def level_of(signs: Set[Sign]) -> Level:
    """What becomes of a request with these signs."""
    weight = sum(WEIGHTS[sign] for sign in signs)
    if weight >= HIGH:
        return Level.HIGH
    return Level.MIDDLE if weight >= MIDDLE else Level.LOW


def signs_of_hand(*, trap: str, age: timedelta) -> frozenset[Sign]:
    """What the way it was filled in says. `age`: how long the page was open."""
    return _seen({Sign.TRAP: bool(trap), Sign.QUICK: timedelta(0) <= age < QUICKEST})


def signs_of_words(text: str, *, said_before: int) -> frozenset[Sign]:
    """What the text says; `said_before`: how often this client's form brought the same within the hour."""
    links = len(LINK.findall(text))
    words = WORD.findall(text.casefold())
    return _seen(
        {
            Sign.LINKS: links >= FEW_LINKS,
            Sign.MANY_LINKS: links >= MANY_LINKS,
            Sign.SAME_WORDS: said_before >= 1,
            Sign.OFTEN_SAME_WORDS: said_before >= OFTEN,
            Sign.REPEATS: len(words) >= LONG_ENOUGH and len(set(words)) < SHARE_OF_NEW * len(words),
        }
    )


def _seen(said: dict[Sign, bool]) -> frozenset[Sign]:
    return frozenset(sign for sign, seen in said.items() if seen)
