"""Content lines, of which vCards (RFC 2426) and calendars (RFC 5545) are made: escaped, folded, ended by CRLF. Pure."""

from collections.abc import Iterable, Iterator

LONGEST_LINE = 75  # octets, in both
SPECIAL = str.maketrans({"\\": r"\\", ",": r"\,", ";": r"\;"})
CONTROLS = dict.fromkeys(
    [*range(9), *range(14, 28), 31, *range(127, 133), *range(134, 160)]
)  # no ends of lines, no tab


def escaped(text: str) -> str:
    """A text as a value: whatever has a meaning there, and ends of lines."""
    return writable(text).translate(SPECIAL).replace("\n", "\\n")


def writable(text: str) -> str:
    """With one kind of end of line, and without control characters: no text may hold them, and programs stumble."""
    return "\n".join(text.translate(CONTROLS).splitlines())


def file_of(lines: Iterable[str]) -> str:
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _folded(line: str) -> Iterator[str]:
    """In pieces of at most 75 octets; all but the first begin with a space. No character is cut in two."""
    if len(line) <= LONGEST_LINE and line.isascii():
        yield line
        return
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    yield piece
