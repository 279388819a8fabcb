"""Pictures, drawn anew: only what is to be seen goes on, not where it was taken, nor what hides behind the picture.

The one file that imports Pillow. Bounded: a picture's size is read before one dot of it is.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from routing.attached.kinds import Kind, NotKept, Why

MOST_PIXELS = 50_000_000  # of the largest telephones; 150 MB while it is drawn
LOOK = (640, 640)
FORMATS = {Kind.PNG: "PNG", Kind.JPG: "JPEG", Kind.WEBP: "WEBP"}
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    UnidentifiedImageError,
    Image.DecompressionBombError,
)  # fmt: skip - what Pillow's readers raise on what is no picture


@dataclass(frozen=True)
class Drawn:
    """A picture anew, and the small one that is shown on the incident's page."""

    picture: bytes
    look: bytes


def refuse_vast(content: bytes, kind: Kind) -> None:
    """By what its head says. Raises NotKept."""
    _opened(content, kind).close()


def draw_anew(content: bytes, kind: Kind) -> Drawn:
    """Raises NotKept for what can't be drawn."""
    with _opened(content, kind) as image:
        try:
            image.load()
            turned = ImageOps.exif_transpose(image)
            plain = _plain(turned)
        except UNREADABLE:
            raise NotKept(Why.PICTURE) from None
        return Drawn(_written(plain, kind), _look(plain))


def _opened(content: bytes, kind: Kind) -> Image.Image:
    try:
        image = Image.open(BytesIO(content), formats=[FORMATS[kind]])
    except Image.DecompressionBombError:
        raise NotKept(Why.PIXELS) from None
    except UNREADABLE:
        raise NotKept(Why.PICTURE) from None
    if image.width * image.height > MOST_PIXELS:
        raise NotKept(Why.PIXELS)
    return image


def _plain(image: Image.Image) -> Image.Image:
    """The dots alone: a new picture knows nothing of the old one's notes, profiles and palettes."""
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    same = image.convert("RGBA" if see_through else "RGB")
    fresh = Image.new(same.mode, same.size)
    fresh.paste(same)
    return fresh


def _written(image: Image.Image, kind: Kind) -> bytes:
    out = BytesIO()
    if kind is Kind.PNG:
        image.save(out, "PNG", compress_level=3)
    else:
        whole = image if kind is Kind.WEBP else image.convert("RGB")
        whole.save(out, FORMATS[kind], quality=88)
    return out.getvalue()


def _look(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail(LOOK)
    below = Image.new("RGB", small.size, "white")
    below.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    out = BytesIO()
    below.save(out, "JPEG", quality=80)
    return out.getvalue()
