"""The boxes that films and photographs of telephones are made of (ISO 14496-12): how long a film is, and where it was taken.

A place is blanked where it stands: no other byte moves, so nothing that points into the file breaks.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from routing.attached.kinds import NotKept, Why

MOST_BOXES = 5_000
MOST_SECONDS = 20
HOLDERS = {b"moov", b"trak"}
PLACES = {b"udta", b"meta", b"uuid"}  # what cameras write about where and by whom
NOT_PICTURES = {b"Exif", b"mime"}  # items of a photograph: of the camera and the place, and the same as XMP


@dataclass(frozen=True)
class Box:
    """`start` is where its size stands, `body` where its content begins."""

    name: bytes
    start: int
    body: int
    end: int


def boxes(content: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """Those directly inside. Raises NotKept where one does not fit."""
    for _ in range(MOST_BOXES):
        if start + 8 > end:
            return
        size, name = struct.unpack_from(">I4s", content, start)
        body = start + 8
        if size == 1 and start + 16 <= end:
            size, body = struct.unpack_from(">Q", content, body)[0], body + 8
        stop = end if size == 0 else start + size
        if not body <= stop <= end:
            raise NotKept(Why.PICTURE)
        yield Box(name, start, body, stop)
        start = stop
    raise NotKept(Why.PICTURE)


def _one(content: bytes | bytearray, name: bytes, start: int, end: int) -> Box:
    found = next((box for box in boxes(content, start, end) if box.name == name), None)
    if found is None:
        raise NotKept(Why.PICTURE)
    return found


def film_without_place(content: bytes) -> bytes:
    """An mp4 of at most 20 seconds, without what is said beside its pictures. Raises NotKept."""
    film = bytearray(content)
    if seconds_of(film) > MOST_SECONDS:
        raise NotKept(Why.LONG)
    _blank_places(film, 0, len(film))
    return bytes(film)


def seconds_of(content: bytes | bytearray) -> float:
    """By its head, and by each of its tracks; the longest counts."""
    moov = _one(content, b"moov", 0, len(content))
    inside = list(boxes(content, moov.body, moov.end))
    heads = [box for box in inside if box.name == b"mvhd"]
    if not heads or any(
        box.name == b"mvex" for box in inside
    ):  # in pieces: its head does not say how long it is
        raise NotKept(Why.PICTURE if not heads else Why.LONG)
    for track in (box for box in inside if box.name == b"trak"):
        media = _one(content, b"mdia", track.body, track.end)
        heads.append(_one(content, b"mdhd", media.body, media.end))
    return max(_seconds(content, box) for box in heads)


def _seconds(content: bytes | bytearray, head: Box) -> float:
    """Of `mvhd` and `mdhd`, which begin alike: version, two times, units in a second, units."""
    is_long = head.body < head.end and content[head.body] == 1
    at, form = (head.body + 20, ">IQ") if is_long else (head.body + 12, ">II")
    if at + struct.calcsize(form) > head.end:
        raise NotKept(Why.PICTURE)
    units, length = struct.unpack_from(form, content, at)
    if not units:
        raise NotKept(Why.PICTURE)
    return float(length / units)


def _blank_places(film: bytearray, start: int, end: int) -> None:
    for box in list(boxes(film, start, end)):
        if box.name in HOLDERS:
            _blank_places(film, box.body, box.end)
        elif box.name in PLACES:
            film[box.start + 4 : box.start + 8] = b"free"
            film[box.body : box.end] = bytes(box.end - box.body)


def photo_without_place(content: bytes) -> bytes:
    """A heic whose notes of camera and place are blank. Raises NotKept(PLACE) where they can't be found for certain."""
    photo = bytearray(content)
    try:
        meta = _one(photo, b"meta", 0, len(photo))
        inside = {box.name: box for box in boxes(photo, meta.body + 4, meta.end)}
        unwanted = set(_items(photo, inside[b"iinf"]))
        for start, end in _extents(photo, inside, unwanted):
            photo[start:end] = bytes(end - start)
        _blank_places(photo, meta.end, len(photo))
    except (struct.error, KeyError, IndexError, NotKept):
        raise NotKept(Why.PLACE) from None
    return bytes(photo)


def _items(photo: bytearray, iinf: Box) -> Iterator[int]:
    """The numbers of what is no picture."""
    version = photo[iinf.body]
    first = iinf.body + (6 if version == 0 else 8)
    for entry in boxes(photo, first, iinf.end):
        kind = photo[entry.body]
        if entry.name != b"infe" or kind not in (2, 3):
            raise NotKept(Why.PLACE)
        number, _, name = struct.unpack_from(">HH4s" if kind == 2 else ">IH4s", photo, entry.body + 4)
        if name in NOT_PICTURES:
            yield number


class _Reader:
    """Numbers of so many bytes, one after the other."""

    def __init__(self, content: bytearray, at: int, end: int) -> None:
        self.content, self.at, self.end = content, at, end

    def number(self, size: int) -> int:
        if self.at + size > self.end:
            raise NotKept(Why.PLACE)
        self.at += size
        return int.from_bytes(self.content[self.at - size : self.at], "big")


def _extents(photo: bytearray, inside: dict[bytes, Box], unwanted: set[int]) -> Iterator[tuple[int, int]]:
    """Where the unwanted items lie (14496-12, 8.11.3)."""
    iloc = inside[b"iloc"]
    read = _Reader(photo, iloc.body, iloc.end)
    version, _ = read.number(1), read.number(3)
    sizes, more = read.number(1), read.number(1)
    wide = 4 if version == 2 else 2
    for _ in range(min(read.number(wide), MOST_BOXES)):
        number = read.number(wide)
        method = read.number(2) & 15 if version in (1, 2) else 0
        read.number(2)
        base = read.number(more >> 4)
        for _ in range(min(read.number(2), MOST_BOXES)):
            read.number(more & 15 if version in (1, 2) else 0)
            start, length = base + read.number(sizes >> 4), read.number(sizes & 15)
            if number in unwanted:
                yield _inside_file(photo, inside, method, start, length)


def _inside_file(
    photo: bytearray, inside: dict[bytes, Box], method: int, start: int, length: int
) -> tuple[int, int]:
    if method == 1:
        start += inside[b"idat"].body
    if method > 1 or not length or start + length > len(photo):
        raise NotKept(Why.PLACE)
    return start, start + length
