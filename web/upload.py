"""How files come in: bounded while they arrive, and after what was typed was acted on.

A form's fields come before its files. The request is stored at the first file, so a slow upload holds up no page, and
one that is cut off loses no request.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.http.request import UnreadablePostError

from routing.actions.attach import MOST_AT_ONCE, MOST_BYTES, MOST_IN_ALL, Given
from routing.attached.kinds import Why

MOST_SENT = 500_000_000  # bytes, a long video: what is above the limits of files is dropped while it is read
BROKEN = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)


class Arrived(SimpleUploadedFile):
    """One file in memory; of what is above the limits only its name and size."""

    def __init__(self, given: Given) -> None:
        super().__init__(given.name, given.content)
        self.given = given


class Bounded(FileUploadHandler):
    """The upload handler of every page: at most so many files and bytes are kept, in memory."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.files = list[Given]()
        self.content, self.size, self.total, self.is_open = bytearray(), 0, 0, False
        self.title = ""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:  # fmt: skip
        if content_length > MOST_SENT:
            raise RequestDataTooBig("That body is larger than anything that is read.")

    def new_file(self, field_name: str, file_name: str, *args: Any, **named: Any) -> None:
        super().new_file(field_name, file_name, *args, **named)
        self.title, self.content, self.size, self.is_open = file_name, bytearray(), 0, True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size, self.total = self.size + len(raw_data), self.total + len(raw_data)
        if self._why_not():
            self.content.clear()
        else:
            self.content += raw_data

    def _why_not(self) -> Why | None:
        if len(self.files) >= MOST_AT_ONCE:
            return Why.TOO_MANY
        return Why.TOO_BIG if self.size > MOST_BYTES or self.total > MOST_IN_ALL else None

    def file_complete(self, file_size: int) -> Arrived:
        return Arrived(self._ended(self._why_not()))

    def _ended(self, why: Why | None) -> Given:
        given = Given(self.title, b"" if why else bytes(self.content), self.size, why)
        self.files.append(given)
        self.is_open = False
        return given

    def cut_off(self) -> None:
        """The body ended inside a file."""
        if self.is_open:
            self._ended(Why.LOST)


class WordsFirst(Bounded):
    """`begun` is called before the first file is read; False: the rest of the body is of no interest. Of a body larger than
    anything that is read the words are, and the name of its first file.
    """

    def __init__(self, request: HttpRequest, begun: Callable[[], bool]) -> None:
        super().__init__(request)
        self.begun, self.length = begun, 0

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:  # fmt: skip
        self.length = content_length

    def new_file(self, field_name: str, file_name: str, *args: Any, **named: Any) -> None:
        is_vast = self.length > MOST_SENT
        if not self.files and not self.begun():
            raise StopUpload(connection_reset=is_vast)
        super().new_file(field_name, file_name, *args, **named)
        if is_vast:
            self.size = self.length
            self._ended(Why.TOO_BIG)
            raise StopUpload(connection_reset=True)


class TextFirst:
    """A body with files of which the text is acted on as soon as it is there: `act`, once, with `request.POST`."""

    def __init__(self, request: HttpRequest, act: Callable[[], HttpResponse]) -> None:
        self.request, self.act = request, act
        self.answer: HttpResponse | None = None
        self.handler = WordsFirst(request, self._text_is_there)

    def run(self) -> HttpResponse:
        """Raises BROKEN where not even the text could be read."""
        parser = MultiPartParser(self.request.META, self.request, [self.handler], "utf-8")
        self.parser = parser
        try:
            parser.parse()
        except BROKEN:
            if self.answer is None:
                raise
        if self.answer is None:
            self._text_is_there()
        self.handler.cut_off()
        assert self.answer is not None
        return self.answer

    def _text_is_there(self) -> bool:
        self.request.POST = getattr(self.parser, "_post").copy()  # noqa: B009 - Django tells nobody while it reads
        self.answer = self.act()
        return self.answer.status_code == 303

    @property
    def files(self) -> list[Given]:
        return self.handler.files


def has_files(request: HttpRequest) -> bool:
    """Whether it may: a body without a length is none."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return request.content_type == "multipart/form-data" and length.isdecimal() and int(length) > 0


def given_in(files: Iterable[object]) -> list[Given]:
    """What `request.FILES` holds of the field."""
    return [file.given for file in files if isinstance(file, Arrived)]
