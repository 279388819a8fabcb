"""A text as it is sent: GSM-7 in its segments, the title cut first, the code and the instruction never. Pure."""

from delivery.segments import GSM, cut_to_segments, fold, segments
from routing.words import Text, shorter

TITLE_KEPT = 30  # characters of a title that should be readable in a text
CUT = ("title", "place", "client", "who", "then", "names", "holder", "by_name", "org")  # in this order
SPARE = ("client", "call_short", "mark_short")  # what `shorter` puts in the place of longer parts
WIDER = 3  # a title in another script needs UCS-2: 67 characters a segment instead of 153


def written(text: Text, *, limit: int = 1) -> str:
    """A text in at most `limit` segments; three times as many where a part needs another script.

    Where hardly anything of the title would be left, the site, the deadline and the number to call go before it does.
    """
    pattern, parts = text
    shown = {name: legible(part) for name, part in parts.items() if f"{{{name}}}" in pattern or name in SPARE}
    wide = not GSM.issuperset(pattern.format_map(shown))
    made = _made(pattern, shown, limit * WIDER if wide else limit)
    if wide and GSM.issuperset(made) and segments(made) > limit:  # what needed the other script was cut away
        made = _made(pattern, shown, limit)
    return made.replace(" ()", "")  # where no code was free


def _made(pattern: str, shown: dict[str, str], limit: int) -> str:
    made = ""
    for _, fewer in shorter((pattern, shown)):
        made = cut_to_segments(pattern, fewer, cut=[name for name in CUT if name in fewer], limit=limit)
        if shown.get("title", "")[:TITLE_KEPT] in made:
            break
    return made


def legible(text: str) -> str:
    """The text in GSM-7, signs that have no place there left out (one emoji would cost half of the text); a text that
    would lose most of its letters, or all it has, stays as it is.
    """
    folded = fold(text)
    if GSM.issuperset(folded):
        return folded
    kept = " ".join("".join(character for character in folded if character in GSM).split())
    return kept if kept and _letters(kept) * 2 > _letters(folded) else folded


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)
