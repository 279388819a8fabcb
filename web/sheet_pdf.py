"""A written sheet as a PDF: the one file that imports reportlab. Nothing is decided here, everything is in the Sheet.

DejaVu draws what it has; Chinese, Japanese and Korean go to the fonts that PDF readers bring along; a character that
none of them has is spelled out as [U+1F600], so that nothing vanishes. Scripts that are written from right to left, or
whose letters join, are drawn letter by letter; the sheet says so where it has any, and its page is the one to read.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from unicodedata import bidirectional
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepTogether, LongTable, Paragraph, SimpleDocTemplate, TableStyle

from sla.sheet import Section, Sheet, Table, canonical, digest

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
KOREAN, JAPANESE, CHINESE = "HYSMyeongJo-Medium", "HeiseiKakuGo-W5", "STSong-Light"
FROM_RIGHT = ("R", "AL", "AN")
JOINED = ((0x0900, 0x0DFF), (0x0E00, 0x109F), (0x1780, 0x17FF))  # from Devanagari to Burmese, and Khmer
NOT_DRAWN = (
    "Some words above are in a script that this file can't show as it is written. They stand rightly on the page that this"
    " sheet was made from, and the sheet's SHA-256 is of those."
)
INK, LINE = colors.HexColor("#1d2233"), colors.HexColor("#b8bdcc")
EDGE, PADDING = 18 * mm, 6  # what reportlab leaves about a text, and not about a table
WIDTH = A4[0] - 2 * (EDGE + PADDING)
BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=9, leading=12.5, textColor=INK, spaceAfter=3)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=8, leading=10.5, spaceAfter=0)
HEAD = ParagraphStyle("head", parent=CELL, fontName=BOLD)
TITLE = ParagraphStyle("title", parent=BODY, fontName=BOLD, fontSize=16, leading=20, spaceAfter=8)
SECTION = ParagraphStyle("section", parent=BODY, fontName=BOLD, fontSize=11, leading=14, spaceBefore=9)
GRID = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
)


def sheet_pdf(sheet: Sheet) -> bytes:
    """The same bytes for the same sheet. Its foot names the version, the day and the digest on every page."""
    _has()
    foot = f"{sheet.tier}, version {sheet.version}, written {sheet.on.isoformat()}. SHA-256 {digest(canonical(sheet))}"
    file = BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=EDGE, rightMargin=EDGE, topMargin=16 * mm, bottomMargin=18 * mm,
        title=sheet.title, author=sheet.organization, invariant=True,
    )  # fmt: skip
    story = [_words(sheet.title, TITLE), *(part for each in sheet.sections for part in _section(each))]
    if is_drawn_badly(canonical(sheet)):
        story.append(_words(NOT_DRAWN, BODY))
    document.build(story, onFirstPage=_foot(foot), onLaterPages=_foot(foot))
    return file.getvalue()


def is_drawn_badly(text: str) -> bool:
    """Whether a reader of a script in it would not read it as it is drawn here."""
    return any(
        bidirectional(each) in FROM_RIGHT
        or any(low <= ord(each) <= high for low, high in JOINED)
        or not font_of(each)
        for each in set(text)
    )


def _section(section: Section) -> Iterator[Any]:
    head = [_words(section.title, SECTION), *(_words(each, BODY) for each in section.sentences)]
    yield KeepTogether(head)
    if section.table and section.table.rows:
        yield _table(section.table)


def _table(table: Table) -> LongTable:
    cells = [[_words(each, HEAD) for each in table.head]]
    cells += [[_words(each, CELL) for each in row] for row in table.rows]
    return LongTable(cells, colWidths=_widths(table), repeatRows=1, style=GRID)


def _widths(table: Table) -> list[float]:
    """By the longest cell of each column, none too narrow for its longest word."""
    columns = list(zip(table.head, *table.rows, strict=True))
    wanted = [min(60, max(_room_for_a_word(column), *(len(cell) for cell in column))) for column in columns]
    return [WIDTH * each / sum(wanted) for each in wanted]


def _room_for_a_word(column: Iterable[str]) -> int:
    return max(len(word) for cell in column for word in (cell.split() or [""])) + 5


def _foot(words: str) -> Any:
    def draw(canvas: Any, document: Any) -> None:
        line = _words(f"{words} · page {document.page}", ParagraphStyle("foot", parent=CELL, fontSize=6.5))
        line.wrapOn(canvas, WIDTH, 12 * mm)
        line.drawOn(canvas, EDGE + PADDING, 9 * mm)

    return draw


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph("".join(_drawn(text)), style)


def _drawn(text: str) -> Iterable[str]:
    """The text as markup, each stretch in a font that has it."""
    for font, letters in groupby(text, key=font_of):
        stretch = "".join(letters)
        if font == PLAIN:
            yield escape(stretch)
        elif font:
            yield f'<font name="{font}">{escape(stretch)}</font>'
        else:
            yield "".join(f"[U+{ord(each):04X}]" for each in stretch)


def font_of(letter: str) -> str:
    """Which font draws a character; "" none does."""
    code = ord(letter)
    if code in _has() or letter.isspace():
        return PLAIN
    if 0xAC00 <= code <= 0xD7A3 or 0x1100 <= code <= 0x11FF:
        return KOREAN
    if 0x3000 <= code <= 0x30FF or 0xFF00 <= code <= 0xFFEF:
        return JAPANESE
    if 0x4E00 <= code <= 0x9FFF:
        return _ideographs(letter)
    return ""


def _ideographs(letter: str) -> str:
    """Japanese where its standard has the character, else simplified Chinese."""
    try:
        letter.encode("shift_jis")
    except UnicodeEncodeError:
        return CHINESE
    return JAPANESE


@cache
def _has() -> frozenset[int]:
    """Registers the fonts; the characters that DejaVu draws."""
    registerFont(TTFont(PLAIN, str(FONTS / "DejaVuSans.ttf")))
    registerFont(TTFont(BOLD, str(FONTS / "DejaVuSans-Bold.ttf")))
    registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    for name in (KOREAN, JAPANESE, CHINESE):
        registerFont(UnicodeCIDFont(name))
    both = [set(TTFont(name, str(FONTS / f"{name}.ttf")).face.charToGlyph) for name in (PLAIN, BOLD)]
    return frozenset(code for code in both[0] & both[1] if code <= 0xFFFF)
