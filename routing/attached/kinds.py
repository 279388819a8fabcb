"""What a file is, by its content: its name and what the browser says of it count for nothing."""

import zlib
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

MOST_ENTRIES, MOST_UNPACKED, MOST_TIMES = (
    2_000,
    100_000_000,
    200,
)  # of a docx or xlsx: entries, bytes, times its size
HEAD = 4096
MOVIES = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"3gp4", b"3gp5"}  # fmt: skip
PHOTOS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
PAGES = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml", b"<body", b"<iframe")
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
MSG_MARK = "__properties_version1.0".encode("utf-16-le")  # of every Outlook message (MS-OXMSG 2.4)


class Kind(StrEnum):
    PNG = "png"
    JPG = "jpg"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    TEXT = "txt"
    DOCX = "docx"
    XLSX = "xlsx"
    MSG = "msg"
    MP4 = "mp4"


PICTURES = frozenset({Kind.PNG, Kind.JPG, Kind.WEBP})  # those that are drawn anew, and shown
ENDINGS = {kind: (kind.value,) for kind in Kind} | {
    Kind.JPG: ("jpg", "jpeg"),
    Kind.HEIC: ("heic", "heif"),
    Kind.TEXT: ("txt", "log", "csv", "eml"),
    Kind.MP4: ("mp4", "m4v"),
}
TYPES = {
    Kind.PNG: "image/png",
    Kind.JPG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.HEIC: "image/heic",
    Kind.PDF: "application/pdf",
    Kind.TEXT: "text/plain",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.MSG: "application/vnd.ms-outlook",
    Kind.MP4: "video/mp4",
}


class Why(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY = "too_many"
    KIND = "kind"
    MACROS = "macros"
    PACKED = "packed"
    PICTURE = "picture"
    PIXELS = "pixels"
    LONG = "long"
    PLACE = "place"
    LOST = "lost"
    HELD = "held"


class NotKept(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def kind_of(content: bytes) -> Kind:
    """Raises NotKept for what is empty, of no kind we keep, or packed to burst."""
    if not content:
        raise NotKept(Why.EMPTY)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    found = _by_first_bytes(content) or (Kind.TEXT if is_text(content) else None)
    if found is None:
        raise NotKept(Why.KIND)
    return found


def _by_first_bytes(content: bytes) -> Kind | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.MSG if MSG_MARK in content else None
    return _by_brand(content) if content[4:8] == b"ftyp" else None


def _by_brand(content: bytes) -> Kind | None:
    if content[8:12] in PHOTOS:
        return Kind.HEIC
    return Kind.MP4 if content[8:12] in MOVIES else None


def is_text(content: bytes) -> bool:
    """Readable lines in UTF-8, UTF-16 with its mark, or one of the old encodings; no page and no drawing of the web."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        text = content.decode("utf-8", "replace") if _is_utf8(content) else content.decode("latin-1")
    begins = text.lstrip("\ufeff \t\r\n\x00")[:HEAD].lower().encode("utf-8", "replace")
    return not _has_controls(text) and not begins.startswith(PAGES) and b"<svg" not in begins


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_controls(text: str) -> bool:
    """Of those below a space, lines have only tabs, ends of lines and of pages, and the escape of a terminal's colours."""
    return any(chr(code) in text for code in range(32) if code not in (9, 10, 12, 13, 27))


def _office(content: bytes) -> Kind:
    """A document of Word or Excel, by its table of contents; nothing is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, zlib.error):
        raise NotKept(Why.KIND) from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > min(MOST_UNPACKED, MOST_TIMES * len(content)):
        raise NotKept(Why.PACKED)
    names = {entry.filename for entry in entries}
    found = [ending for name, ending in OFFICE.items() if name in names]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise NotKept(Why.KIND)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotKept(Why.MACROS)
    return Kind(found[0])
