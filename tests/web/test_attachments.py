"""Files that come with a request: kept by what is in them, harmless, and never at the cost of the request."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hours import clock
from routing.actions.attached_look import look_at_attachment
from routing.attached import store
from routing.states import IncidentStatus
from tests.web.conftest import Seen
from tests.web.dana import Dana, without_cookies
from tests.world import World

pytestmark = pytest.mark.django_db
PLACE = b"GPSLatitude-40.7128"


@pytest.fixture(autouse=True)
def _own_directory(settings: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, directory=tmp_path / "files", scanner="", origin="")
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}
    yield


@pytest.fixture
def dana(night: World) -> Dana:
    return Dana()


def photo(size: tuple[int, int] = (60, 40), form: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **more)
    return out.getvalue()


def placed() -> bytes:
    """A photograph that says where it was taken, and carries a page behind its last dot."""
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825)[1] = "N"
    return photo(exif=exif) + b"<script>alert(1)</script>"


def vast_png() -> bytes:
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I4s", 13, b"IHDR") + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I4sI", 0, b"IEND", zlib.crc32(b"IEND"))


def packed(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("[Content_Types].xml", "<Types/>")
        for name, content in entries.items():
            into.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


def box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), name) + content


def film(seconds: int) -> bytes:
    head = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000)
    track = box(b"trak", box(b"mdia", box(b"mdhd", head)))
    place = box(b"udta", box(b"\xa9xyz", PLACE))
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", box(b"mvhd", head), track, place)


def heic() -> bytes:
    """With one item of pictures and one of camera and place, as telephones write them."""
    infe = [box(b"infe", struct.pack(">IHH4s", 2 << 24, number, 0, name)) for number, name in ((1, b"hvc1"), (2, b"Exif"))]  # fmt: skip
    iinf = box(b"iinf", struct.pack(">IH", 0, 2), *infe)
    ftyp = box(b"ftyp", b"heic\0\0\0\0")

    def meta(start: int) -> bytes:
        places = b"".join(struct.pack(">HHHII", number, 0, 1, start + 8 * (number - 1), length) for number, length in ((1, 8), (2, len(PLACE))))  # fmt: skip
        return box(b"meta", bytes(4), iinf, box(b"iloc", bytes(4), b"\x44\x00", struct.pack(">H", 2), places))

    start = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(start) + box(b"mdat", b"picture!" + PLACE)


HOSTILE: dict[str, tuple[str, bytes, str | None, str]] = {
    # what it is: (its name, its content, the name it is kept under, what the page says)
    "a photograph": ("IMG_1.JPG", placed(), "IMG_1.jpg", "not scanned for viruses"),
    "nothing": ("empty.txt", b"", None, "It is empty."),
    "a program": ("photo.jpg.exe", b"MZ\x90\0" + bytes(200), None, "of no kind that we take"),
    "a photograph called a program": ("photo.jpg.exe", photo(), "photo.jpg", "not scanned"),
    "a photograph called a page": ("x.html", photo(form="PNG"), "x.png", "not scanned"),
    "a drawing with a script": ("x.png", b'<?xml version="1.0"?><svg onload="alert(1)"/>', None, "no kind"),
    "a page": ("x.txt", b"  <!DOCTYPE html><script>alert(1)</script>", None, "no kind"),
    "a picture that is none": ("x.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, None, "It can't be read"),
    "a picture cut short": ("x.jpg", photo((900, 900))[:4000], None, "It can't be read"),
    "40,000 x 40,000": ("x.png", vast_png(), None, "too many dots"),
    "a document": ("Fax.docx", packed(word__document_xml=b"hello"), "Fax.docx", "not scanned"),
    "a document that bursts": ("x.docx", packed(word__document_xml=bytes(30_000_000)), None, "unpack to something"),
    "a document with a program": ("x.docx", packed(word__document_xml=b"x", word__vbaProject_bin=b"x"), None, "macros"),
    "a zip": ("x.zip", packed(hello_xml=b"x"), None, "no kind"),
    "half a zip": ("x.xlsx", packed(xl__workbook_xml=b"x")[:60], None, "no kind"),
    "a log": ("router.log", "Müller: Gerät down\n".encode("latin-1"), "router.log", "not scanned"),
    "a path": ("../../../etc/x.csv", b"a;b\n", "x.csv", "not scanned"),
    "a name of 300": ("ä" * 300 + ".pdf", b"%PDF-1.7 x", "ä" * 96 + ".pdf", "not scanned"),
    "a name that hides its end": ("fax\u202efdp.exe", b"%PDF-1.7 y", "faxfdp.pdf", "not scanned"),
    "a short film": ("a.mp4", film(20), "a.mp4", "not scanned"),
    "a long film": ("a.mp4", film(21), None, "longer than 20 seconds"),
    "a phone's own photograph": ("a.heic", heic(), "a.heic", "not scanned"),
    "one we can't look into": ("a.heic", box(b"ftyp", b"heic\0\0\0\0") + bytes(40), None, "Send it as jpg"),
    "one that is too big": ("a.log", b"line\n" * 2_000_001, None, "It is too big"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_bad_file_never_loses_the_request_and_a_good_one_is_kept_harmless(dana: Dana, case: str) -> None:
    name, content, kept_as, said = HOSTILE[case]

    dana.sends(files=Named(name, content))

    incident = dana.incident()
    row = incident.attachments.get()
    look_at_attachment(attachment_id=row.pk, now=clock.now())
    row.refresh_from_db()
    stored = store.read(row.stored_name) if row.stored_name else None
    assert incident.status == IncidentStatus.TRIGGERED
    assert (row.name if stored is not None else None) == kept_as
    assert said in Seen(without_cookies().get(dana.link))
    assert stored is None or (PLACE not in stored and b"<script" not in stored)
    assert stored is not None or not list(store.older_than(clock.now().replace(year=2100)))


class Named(SimpleUploadedFile):
    """A file that keeps the name it is given."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__("x", content)
        self._name = name

    name = property(lambda self: self._name, lambda self, value: None)  # type: ignore[assignment]
