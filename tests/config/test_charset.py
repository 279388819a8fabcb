"""A charset that a request claims is not believed: what is sent is read as UTF-8, and no claim is a fault of ours."""

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest

from config.charset import always_utf8
from config.wsgi import application

FORM = b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800+2AA-\xc3\xa9\r\n--b--\r\n'
CLAIMS = [
    "charset=rot13",
    'CharSet="zip"',
    "charset=utf-7",
    "charset*=unicode_escape''x",
    "charset = idna",
    "charset=",
]


def environ(content_type: str, body: bytes = b"", query: str = "a=b", path: str = "/") -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST" if body else "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver",
        "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_form_is_read_as_utf_8(claim: str) -> None:
    seen: list[WSGIRequest] = []
    read = always_utf8(lambda environ, start: seen.append(WSGIRequest(environ)) or [])  # type: ignore[func-returns-value]

    read(environ(f"multipart/form-data; {claim}; boundary=b", FORM), lambda *said: None)

    assert seen[0].POST["login"] == "\\ud800+2AA-é"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content_type", "query", "said"),
    [
        ("text/plain; charset=zip", "a=b", "404 Not Found"),
        ("text/plain; charset=utf-8", "&".join(f"a{n}=1" for n in range(2_000)), "404 Not Found"),
    ],
)
def test_a_request_is_answered_whatever_it_claims(content_type: str, query: str, said: str) -> None:
    statuses: list[str] = []
    asked = environ(content_type, query=query, path="/nowhere/")

    application(asked, lambda status, headers: statuses.append(status))

    assert statuses == [said]
