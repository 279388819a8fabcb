"""Words that fit into a width. Pure."""

LETTER = 6.7  # a letter of 12 px in a system font, in px, rather wide
PADDING = 10


def fitted(text: str, width: int, *, shortest: int = 1) -> str:
    """The text, cut with "…" to what fits in `width` px; nothing when not even `shortest` letters do."""
    room = int((width - PADDING) / LETTER)
    if len(text) <= room:
        return text
    return f"{text[: room - 1]}…" if room - 1 >= shortest else ""
