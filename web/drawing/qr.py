"""A QR code as the one path of a drawing. The one file that imports `qrcode`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

MARGIN = 4  # squares of nothing on each side, ISO/IEC 18004


@dataclass(frozen=True)
class QrPicture:
    """`side`: how many squares wide and high, the margin too; `path`: the dark ones, as SVG writes a path."""

    side: int
    path: str


def qr_picture(text: str) -> QrPicture:
    """What a phone's camera reads as this text (UTF-8, at most about 2,300 bytes)."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=MARGIN)
    code.add_data(text.encode())
    code.make()
    squares = code.get_matrix()
    return QrPicture(side=len(squares), path="".join(_runs(squares)))


def _runs(squares: Sequence[Sequence[bool]]) -> Iterator[str]:
    """Each row's dark squares that touch, as one bar."""
    for y, row in enumerate(squares):
        for dark, run in groupby(enumerate(row), lambda square: square[1]):
            places = [x for x, _ in run]
            if dark:
                yield f"M{places[0]} {y}h{len(places)}v1h-{len(places)}z"
