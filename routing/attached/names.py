"""A file's name as it is shown and saved: one harmless line whose ending tells what the file is."""

import re
import unicodedata

from routing.attached.kinds import ENDINGS, Kind

LONGEST = 100
FORBIDDEN = '<>:"/\\|?*%'
WITHOUT_NAME = "file"
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # Windows gives these to devices
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def clean_name(typed: str, kind: Kind | None) -> str:
    """The last part of a path, without what hides its ending or means something to a computer.

    Its ending is one of the kind's own: `photo.jpg.exe` with a photograph in it is `photo.jpg`. Without a kind the name is
    only made harmless.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", typed))[-1]
    kept = "".join(each for each in last if each not in FORBIDDEN and unicodedata.category(each)[0] != "C")
    words = " ".join(kept.split()).strip(". ")
    if kind is None:
        return words[:LONGEST] or WITHOUT_NAME
    stem, ending = _parted(words, kind)
    stem = stem[: LONGEST - len(ending) - 1].strip(". ") or WITHOUT_NAME
    return f"{'_' if RESERVED.fullmatch(stem.split('.')[0]) else ''}{stem}.{ending}"


def _parted(name: str, kind: Kind) -> tuple[str, str]:
    for _ in range(2):
        stem, dot, last = name.rpartition(".")
        if dot and last.lower() in ENDINGS[kind]:
            return stem, last.lower()
        name = ENDING.sub("", name)
    return name, ENDINGS[kind][0]
