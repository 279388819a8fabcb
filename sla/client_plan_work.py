"""What a plan of an import works with: what is known, by the words it goes by, and what its lines wished for so far."""

from collections.abc import Iterable, Mapping

from sla.client_wishes import Known, KnownClient, Wish
from sla.external_ids import KnownAs
from sla.words import normalised

YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}


class Work:
    """What is known, by the words it goes by, and what was wished for so far."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.wishes: dict[str, Wish] = {}
        self.by_name: dict[str, list[KnownClient]] = {}
        self.words: dict[str, tuple[str, str]] = {}  # a word, and the code and name of the client it names
        self.ids: dict[KnownAs, tuple[str, str]] = {}  # likewise
        for code, each in known.clients.items():
            self.by_name.setdefault(each.name.casefold(), []).append(each)
            if not each.archived:
                self.ids.update(dict.fromkeys(each.ids, (code, each.name)))
                self.call(code, each.name, {normalised(each.name), code, *each.aliases})

    def call(self, code: str, name: str, words: Iterable[str]) -> None:
        for word in words:
            self.words.setdefault(word, (code, name))


class Wrong(Exception):
    """One cell; the words say what would be right."""


def flag(cells: Mapping[str, str], column: str, before: bool) -> bool:
    word = cells.get(column, "").casefold()
    if not word:
        return before
    if word not in YES | NO:
        raise Wrong(f"“{word[:20]}” under “{column}”: write yes or no.")
    return word in YES
