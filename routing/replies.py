"""What a person meant by a text or a key: one key, one meaning, by text and by voice (engine.md, promise 14). Pure."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """The keys. 7 (connect me to the client) is not offered yet and therefore not understood."""

    TAKE = "1"
    PASS_ON = "2"  # noqa: S105
    MORE = "3"
    HELP = "4"
    DONE = "5"
    LEAVE = "6"


OPT_OUT = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
OPT_IN = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})
LEAD_WORDS = frozenset({"ack", "take", "reply", "page", "code"})


@dataclass(frozen=True, slots=True)
class OptOutWord:
    word: str


@dataclass(frozen=True, slots=True)
class OptInWord:
    word: str


@dataclass(frozen=True, slots=True)
class HelpWord:
    word: str


@dataclass(frozen=True, slots=True)
class Command:
    """A verb, for the incident of `code`, or for the only one there is when the code is None."""

    verb: Verb
    code: str | None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing is done; the person is asked."""


Meaning = OptOutWord | OptInWord | HelpWord | Command | Unclear
_EDGES = re.compile(r"^\W+|\W+$")
_BETWEEN = re.compile(r"[\s,.:;#/+-]+")


def read(body: str) -> Meaning:
    """What a text says. Only one digit, a code, or a code with a digit is a command: "don't ack 47" is not."""
    words = _words(body)
    if len(words) == 1 and (network := _network_word(words[0])):
        return network
    if words and words[0] in LEAD_WORDS:
        words = words[1:]
    return _command(words)


def _words(body: str) -> list[str]:
    text = unicodedata.normalize("NFKC", body).casefold()
    bare = "".join(c for c in text if not unicodedata.category(c).startswith(("So", "Sk", "Mn", "Cf")))
    return [word for word in _BETWEEN.split(_EDGES.sub("", bare)) if word]


def _network_word(word: str) -> OptOutWord | OptInWord | HelpWord | None:
    upper = word.upper()
    if upper in OPT_OUT:
        return OptOutWord(upper)
    if upper in OPT_IN:
        return OptInWord(upper)
    return HelpWord(upper) if upper in HELP_WORDS else None


def _command(words: list[str]) -> Command | Unclear:
    if not 1 <= len(words) <= 2 or not all(word.isascii() and word.isdigit() for word in words):
        return Unclear()
    codes = [word for word in words if is_code(word)]
    verbs = [word for word in words if word in set(Verb)]
    if len(words) == 2:
        return Command(Verb(verbs[0]), codes[0]) if len(codes) == len(verbs) == 1 else Unclear()
    if verbs:
        return Command(Verb(verbs[0]), None)
    return Command(Verb.TAKE, codes[0]) if codes else Unclear()


def is_code(word: str) -> bool:
    """Codes are two digits from 10 up, then three."""
    return word.isascii() and word.isdigit() and len(word) in (2, 3) and not word.startswith("0")


def free_code(taken: frozenset[str], *, start: int) -> str | None:
    """A code not in `taken`: two digits from 10 up, then three; `start` spreads them so that yesterday's is not today's.

    None when all 990 are held by one phone.
    """
    for low, high in ((10, 100), (100, 1000)):
        size = high - low
        for offset in range(size):
            code = str(low + (start + offset) % size)
            if code not in taken:
                return code
    return None
