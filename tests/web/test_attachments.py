"""Files that come with a request: kept by what is in them, harmless, and never at the cost of the request."""

import io
import re
import socket
import struct
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hours import clock
from routing.actions.attached_look import SPAM_KEPT, forget_attachments, look_at_attachment
from routing.actions.attached_room import MOST_UNVOUCHED
from routing.attached import store
from routing.attached.kinds import ENDINGS, Kind
from routing.attached.names import clean_name
from routing.models import Attachment, Incident
from routing.states import IncidentStatus
from tests.web.conftest import Browser, Seen
from tests.web.dana import FILLED, Dana, without_cookies
from tests.world import Elsewhere, World
from web.file_words import standing_of

pytestmark = pytest.mark.django_db
PLACE = b"GPSLatitude-40.7128"


@pytest.fixture(autouse=True)
def _own_directory(settings: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, directory=tmp_path / "files", scanner="", origin="")
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}


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


class Named(SimpleUploadedFile):
    """A file that keeps the name it is given."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__("x", content)
        self._name = name

    name = property(lambda self: self._name, lambda self, value: None)  # type: ignore[assignment]


def looked_at() -> None:
    for row in Attachment.objects.exclude(due_at=None):
        look_at_attachment(attachment_id=row.pk, now=clock.now())


def test_a_bad_file_never_loses_the_request_and_a_good_one_is_kept_harmless(night: World) -> None:
    cases = list(HOSTILE.values())
    for start in range(0, len(cases), 5):
        some, dana = cases[start : start + 5], Dana()
        files = [Named(name, content) for name, content, _, _ in some]
        dana.sends(files=files, phone=f"(212) 555-01{start + 10}", summary=f"Phones are dead {start}")
        looked_at()
        rows = dana.incident().attachments.order_by("id")
        page = Seen(without_cookies().get(dana.link))

        assert dana.incident().status == IncidentStatus.TRIGGERED
        for (name, _content, kept_as, said), row in zip(some, rows, strict=True):
            stored = store.read(row.stored_name) if row.stored_name else None
            assert (row.name if stored is not None else None) == kept_as, name
            assert f"{row.name}: {'We have it.' if kept_as else 'Not taken.'}" in page, name
            assert said in standing_of(row), name
            assert stored is None or not [each for each in (PLACE, b"<script") if each in stored], name

    kept = set(store.older_than(clock.now().replace(year=2100)))
    rows = Attachment.objects.exclude(stored_name="")
    assert kept == {name for row in rows for name in (row.stored_name, row.look_name) if name}


def test_five_at_a_time_and_each_once(dana: Dana) -> None:
    given = [Named(f"{number}.log", b"line %d" % (number % 6)) for number in range(8)]

    dana.sends(files=given)

    rows = list(dana.incident().attachments.order_by("id"))
    assert [row.state for row in rows] == ["kept"] * 5 + ["refused"]
    assert [row.reason for row in rows[5:]] == ["too_many"]
    assert (
        dana.incident().timeline.filter(text="The client sends 5 files; 1 more could not be taken.").exists()
    )


def test_what_was_typed_is_stored_before_the_files_came_and_though_they_never_do(dana: Dana) -> None:
    typed = dana.hidden() | FILLED | {"files": Named("x.log", b"line\n" * 50_000)}
    body = encode_multipart(BOUNDARY, typed)
    stored_at = list[int]()
    cut = Slow(body[:-150_000], lambda: stored_at.append(Incident.objects.count()))
    before = Incident.objects.count()

    request = {"wsgi.input": cut, "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": MULTIPART_CONTENT}
    answer = without_cookies().generic("POST", dana.path, **request)

    assert answer.status_code == 303
    assert (stored_at[0], stored_at[-1]) == (before, before + 1)
    dana.link = answer["Location"]
    assert [(row.name, row.reason) for row in dana.incident().attachments.all()] == [("x.log", "lost")]
    assert "It did not arrive whole. Send it again." in Seen(without_cookies().get(dana.link))


def test_of_a_body_that_nobody_would_read_the_words_are_kept_and_the_rest_is_not_read(dana: Dana) -> None:
    typed = dana.hidden() | FILLED | {"files": Named("film.mp4", b"x" * 3_000_000)}
    read = list[int]()
    body = Slow(encode_multipart(BOUNDARY, typed), lambda: read.append(1))

    request = {"wsgi.input": body, "CONTENT_LENGTH": "600000000", "CONTENT_TYPE": MULTIPART_CONTENT}
    answer = without_cookies().generic("POST", dana.path, **request)
    nothing = without_cookies().generic("POST", dana.path, CONTENT_TYPE=MULTIPART_CONTENT)

    dana.link = answer["Location"]
    assert [(row.name, row.reason) for row in dana.incident().attachments.all()] == [("film.mp4", "too_big")]
    assert dana.incident().status == IncidentStatus.TRIGGERED
    assert len(read) < 5
    assert nothing.status_code == 422


def test_members_see_it_small_and_fetch_it_by_a_link_that_ends(
    dana: Dana, alice: Browser, vera: Browser, other: Elsewhere
) -> None:
    dana.sends(files=[Named("desk.jpg", placed()), Named("fax.pdf", b"%PDF-1.4 x")])
    incident, page = dana.incident(), f"/incidents/{dana.incident().number}/"
    before = alice.opens(page)
    looked_at()
    photo_row, fax = incident.attachments.order_by("id")
    after = vera.opens(page)
    link = vera.http.get(f"{page}files/{fax.pk}/")["Location"]
    file = without_cookies().get(link)
    look = vera.http.get(f"{page}files/{photo_row.pk}/look/")

    assert "desk.jpg from the client · It is here, and is being made ready." in before
    assert "not scanned for viruses" in before
    assert f'src="{page}files/{photo_row.pk}/look/"' in after.html
    assert ["Add photos or files" in seen for seen in (before, after)] == [True, False]
    assert file.content == b"%PDF-1.4 x"
    assert re.fullmatch("attachment;.*fax.pdf", file["Content-Disposition"])
    assert (file["X-Content-Type-Options"], "sandbox" in file["Content-Security-Policy"]) == ("nosniff", True)
    assert (look["Content-Type"], PLACE in look.content) == ("image/jpeg", False)
    assert Browser(other.mallory).opens(f"{page}files/{fax.pk}/").status == 404
    clock.move(301)
    assert without_cookies().get(link).status_code == 404


def test_a_scanner_is_asked_and_what_it_finds_is_withheld(
    dana: Dana, alice: Browser, settings: Any, tmp_path: Path
) -> None:
    scan = "import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())"
    (tmp_path / "scan.py").write_text(scan)
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, scanner=f"{sys.executable} {tmp_path / 'scan.py'}")
    dana.sends(files=[Named("bad.txt", b"EICAR"), Named("good.txt", b"fine")])
    page = f"/incidents/{dana.incident().number}/"

    looked_at()

    bad, good = dana.incident().attachments.order_by("id")
    assert "scanned, nothing found" in alice.opens(page)
    assert "a virus was found: nobody gets it" in alice.opens(page)
    told = Seen(without_cookies().get(dana.link))
    assert "bad.txt: Not taken. A virus was found in it." in told
    assert "good.txt: We have it." in told
    assert alice.http.get(f"{page}files/{bad.pk}/")["Location"] == page
    assert alice.http.get(f"{page}files/{good.pk}/")["Location"].startswith("/f/")
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, origin="https://files.example")
    elsewhere = alice.http.get(f"{page}files/{good.pk}/")["Location"]
    assert elsewhere.startswith("https://files.example/f/")
    assert without_cookies().get(elsewhere.removeprefix("https://files.example")).status_code == 404


def refuses_at_once(place: Path) -> socket.socket:
    """As clamd does with what is longer than its StreamMaxLength: it answers and hangs up before it has read it."""

    def answers() -> None:
        line, _ = listening.accept()
        line.recv(100)
        line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        line.close()

    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(place))
    listening.listen()
    threading.Thread(target=answers, daemon=True).start()
    return listening


def test_a_scanner_that_can_not_look_says_why_and_is_asked_less_and_less_often(
    dana: Dana, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "clamd"
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, scanner=f"clamd:{place}")
    dana.sends(files=[Named("log.txt", b"fine\n" * 200_000)])
    row, waited = dana.incident().attachments.get(), []

    with refuses_at_once(place):
        looked_at()
    for _time in range(8):
        row.refresh_from_db()
        assert row.due_at
        waited.append(round((row.due_at - clock.now()).total_seconds() / 60))
        clock.move((row.due_at - clock.now()).total_seconds())
        looked_at()

    assert "INSTREAM size limit exceeded" in caplog.messages[0]
    assert "Connection refused" in caplog.messages[1]
    assert waited == [5, 10, 20, 40, 80, 160, 320, 320]
    assert "not scanned" in standing_of(row)


def test_a_colleague_adds_one_and_after_90_days_the_bytes_are_gone(
    bob: Browser, night: World, switch_down: Incident
) -> None:
    page = f"/incidents/{switch_down.number}/"

    seen = bob.sends(
        f"{page}files/", attached=[Named("rack.png", photo(form="PNG")), Named("x.exe", b"MZ\0")]
    )
    looked_at()
    row = switch_down.attachments.get(state="kept")
    forget_attachments(before=clock.now() + timedelta(seconds=1), now=clock.now())

    assert "x.exe: Not taken. What is inside is of no kind that we take." in seen
    assert f"{night.bob}: adds 1 photo; 1 more could not be taken." in bob.opens(page)
    assert [store.read(name) for name in (row.stored_name, row.look_name)] == [None, None]
    assert "Its time is over: it was removed." in bob.opens(page)


def test_strangers_fill_no_disk_and_what_is_let_through_has_its_files(night: World, bob: Browser) -> None:
    def asks(summary: str) -> tuple[Incident, Dana]:
        dana = Dana()
        dana.sends(website="https://spam.example", summary=summary, files=[Named("n.txt", summary.encode())])
        return dana.incident(), dana

    def sends(dana: Dana, word: str) -> str:
        link = dana.link.removesuffix("proof/") + "files/"
        without_cookies().post(link, {"files": [Named(f"{word}.txt", word.encode())]})
        return standing_of(dana.incident().attachments.get(name=f"{word}.txt"))

    (first, dana), (spam, machine) = asks("Phones are dead"), asks("Buy pills")
    Attachment.objects.filter(incident=first).update(size=MOST_UNVOUCHED - 9)
    bob.sends(f"/incidents/{spam.number}/spam/")

    full, no_more = sends(dana, "more than nine"), sends(machine, "x")
    bob.sends(f"/incidents/{first.number}/let-through/")
    clock.move(SPAM_KEPT.total_seconds() - 60)
    early = forget_attachments(before=clock.now() - timedelta(days=90), now=clock.now())
    clock.move(120)
    forgotten = forget_attachments(before=clock.now() - timedelta(days=90), now=clock.now())

    assert "We keep no more files" in full
    assert "We keep no more files" in no_more
    assert (early, forgotten) == (0, 1)
    assert set(spam.attachments.values_list("state", flat=True)) == {"forgotten", "refused"}
    assert "not scanned" in sends(dana, "now")
    assert store.read(first.attachments.get(name="n.txt").stored_name) == b"Phones are dead"


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from([None, *Kind]))
def test_any_name_becomes_one_harmless_line_with_an_honest_end(typed: str, kind: Kind | None) -> None:
    name = clean_name(typed, kind)

    assert 0 < len(name) <= 110
    assert name.isprintable()
    assert not name.startswith(".")
    assert not set('/\\<>:"|?*\0\u202e') & set(name)
    assert kind is None or name.rpartition(".")[2] in ENDINGS[kind]
    assert clean_name(name, kind) == name


class Slow(io.RawIOBase):
    """A body that comes piece by piece and ends too early; `seen` is called at each piece."""

    def __init__(self, body: bytes, seen: Callable[[], None]) -> None:
        self.body, self.seen = io.BytesIO(body), seen

    def read(self, size: int = -1) -> bytes:
        self.seen()
        return self.body.read(min(size, 65_536) if size >= 0 else -1)
