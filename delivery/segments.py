"""How a text is counted, folded and cut before it is sent. Pure.

GSM-7 (3GPP TS 23.038): up to 160 septets are one segment, more are split every 153; the extension characters
take two septets and never straddle a boundary. One character outside turns the whole text into UCS-2:
70 UTF-16 units in one segment, 67 in each of several, a surrogate pair never split.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
GSM = BASIC | EXTENDED
CUT_MARK = ".."

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_LOOKALIKES = str.maketrans(
    dict.fromkeys("‘’‚‛′`´ʼ", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " ")
    | {"…": "...", "•": "*", "·": ".", "×": "x", "→": "->", "←": "<-"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
    | {"œ": "oe", "Œ": "OE", "ı": "i"}
)


def xml_safe(text: str) -> str:
    """The text without what XML 1.0 forbids: control characters, lone surrogates, U+FFFE and U+FFFF.

    The provider drops a call whose TwiML holds one of them (error 12100), and the page with it.
    """
    return _NOT_XML.sub("", text)


def plain(text: str) -> str:
    """The text in NFC without control, bidirectional and other invisible characters; line ends become `\\n`."""
    lines = xml_safe(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", lines))


def fold(text: str) -> str:
    """The text with lookalikes and accents outside GSM-7 replaced; what has no lookalike (emoji, 漢) stays."""
    if GSM.issuperset(text) and "\r" not in text and "\f" not in text:
        return text
    return "".join(_fold_one(character) for character in plain(text).translate(_LOOKALIKES))


def _fold_one(character: str) -> str:
    if character in GSM:
        return character
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return bare if bare and GSM.issuperset(bare) else character


def segments(text: str) -> int:
    """How many SMS segments the text costs; an empty text costs none."""
    if not text:
        return 0
    if GSM.issuperset(text):
        return _count([2 if c in EXTENDED else 1 for c in text], alone=160, joined=153)
    return _count([2 if ord(c) > 0xFFFF else 1 for c in text], alone=70, joined=67)


def _count(widths: list[int], *, alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    count, room = 1, joined
    for width in widths:
        if width > room:
            count, room = count + 1, joined
        room -= width
    return count


def graphemes(text: str) -> list[str]:
    """The text in pieces that a reader sees as one character: marks, joined emoji and flags stay whole."""
    starts = [0, *(at for at, (left, right) in enumerate(pairwise(text), 1) if not _joins(left, right))]
    flags = _second_halves_of_flags(text)
    bounds = [at for at in starts if at not in flags]
    return [text[a:b] for a, b in pairwise([*bounds, len(text)]) if a < b]


def _joins(left: str, right: str) -> bool:
    skin_or_tag = "\U0001f3fb" <= right <= "\U0001f3ff" or "\U000e0020" <= right <= "\U000e007f"
    return left == "\u200d" or right == "\u200d" or skin_or_tag or unicodedata.category(right).startswith("M")


def _second_halves_of_flags(text: str) -> set[int]:
    """Positions of the second letter of each flag: regional indicators count in pairs from the left."""
    runs = accumulate(
        (("\U0001f1e6" <= c <= "\U0001f1ff") for c in text), lambda run, is_letter: (run + 1) * is_letter
    )
    return {at for at, run in enumerate(runs) if run and run % 2 == 0}


def cut_to_segments(
    pattern: str, parts: Mapping[str, str], *, cut: Iterable[str] = ("title",), limit: int = 1
) -> str:
    """The pattern (`"{client}: {title}. Reply 1"`) filled with the folded parts in at most `limit` segments.

    Only the parts named in `cut` are shortened, the first named first, by whole graphemes. Everything else,
    the code and the instruction above all, stays: then the text may be longer than the limit.
    """
    folded = {name: fold(text) for name, text in parts.items()}
    for name in cut:
        if segments(fold(pattern).format_map(folded)) <= limit:
            break
        folded[name] = _shortened(fold(pattern), folded, name, limit)
    return fold(pattern).format_map(folded)


def _shortened(pattern: str, parts: Mapping[str, str], name: str, limit: int) -> str:
    """The longest beginning of one part with which the text fits, marked as cut; nothing if none does."""
    pieces = graphemes(parts[name])
    cuts = [_marked(pieces[:length]) for length in range(len(pieces) + 1)]
    fitting = bisect_right(cuts, limit, key=lambda part: segments(pattern.format_map({**parts, name: part})))
    return cuts[fitting - 1] if fitting else ""


def _marked(pieces: list[str]) -> str:
    beginning = "".join(pieces).rstrip()
    return beginning + CUT_MARK if beginning else ""
