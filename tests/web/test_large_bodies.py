"""A large file on the web server that serves it: what was typed is kept, and the answer is read by whoever sends all first."""

import re
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from routing.models import Incident
from tests.processes import Processes
from tests.web.dana import FILLED
from tests.world import world

pytestmark = [pytest.mark.slow]
FORM = "/r/harbor-pine-northwind-dental/"


def asked(at: str, method: str, path: str, body: bytes = b"") -> tuple[HTTPResponse, str]:
    """As browsers do: the whole body is on its way before a word of the answer is read."""
    line = HTTPConnection(urlsplit(at).netloc, timeout=20)
    line.request(method, path, body, {"Content-Type": MULTIPART_CONTENT} if body else {})
    answer = line.getresponse()
    return answer, answer.read().decode()


def with_file(page: str, size: int) -> bytes:
    """The form as it is filled in, its file last."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    typed = {name: unescape(value) for name, value in hidden} | FILLED
    end = f"--{BOUNDARY}--\r\n".encode()
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="film.log"\r\n\r\n'
    return encode_multipart(BOUNDARY, typed).removesuffix(end) + head.encode() + b"x" * size + b"\r\n" + end


def test_a_film_of_120_megabytes_costs_the_film_and_not_the_request(processes: Processes) -> None:
    world()
    processes.start("web")
    at = processes.web_url
    _, page = asked(at, "GET", FORM)

    answer, _ = asked(at, "POST", FORM, with_file(page, 120_000_000))

    assert answer.status == 303
    incident = Incident.objects.get()
    assert incident.summary == FILLED["summary"]
    assert [(row.name, row.reason) for row in incident.attachments.all()] == [("film.log", "too_big")]
    assert "It is too big" in asked(at, "GET", answer.headers["Location"])[1]
