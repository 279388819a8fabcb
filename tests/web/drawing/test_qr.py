"""A QR code: every dark square is drawn and no other, with the margin that cameras need."""

import re

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from web.drawing.qr import MARGIN, qr_picture

BAR = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")


def test_the_path_fills_the_dark_squares_and_no_other():
    picture = qr_picture("Håkan on call")
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data("Håkan on call".encode())
    code.make()

    bars = [tuple(map(int, bar)) for bar in BAR.findall(picture.path)]
    drawn = {(x + step - MARGIN, y - MARGIN) for x, y, width in bars for step in range(width)}

    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, is_dark in enumerate(row) if is_dark}
    assert drawn == dark
    assert BAR.sub("", picture.path) == ""
    assert picture.side == code.modules_count + 2 * MARGIN
