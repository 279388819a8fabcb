"""Photos and files of an incident by program."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import encode_multipart

from routing.models import Attachment
from tests.api.conftest import SWITCH_DOWN, fits

ADDRESS = "incidents/{number}/files/"


@pytest.fixture(autouse=True)
def _own_directory(settings: Any, tmp_path: Path) -> None:
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, directory=tmp_path / "files", scanner="", origin="")


def adds(caller: Any, path: str, name: str, content: bytes, *, boundary: str = "x", **more: str) -> Any:
    body = encode_multipart(boundary, {"file": SimpleUploadedFile(name, content)})
    return caller.send(path, body, content_type=f"multipart/form-data; boundary={boundary}", **more)


def test_a_file_is_added_once_listed_and_fetched_by_a_link(schema, night, dave, reader, reported):
    path = f"incidents/{reported['number']}/files/"

    first = adds(dave, path, "fax.exe", b"%PDF-1.4 x", idempotency_key="1")
    again = adds(dave, path, "fax.exe", b"%PDF-1.4 x", idempotency_key="1", boundary="other")
    same = adds(dave, path, "other.pdf", b"%PDF-1.4 x")
    other = adds(dave, path, "fax.exe", b"%PDF-1.4 y", idempotency_key="1")
    listed = fits(schema, ADDRESS, "get", reader.get(path))["results"]

    told = fits(schema, ADDRESS, "post", first)
    assert (first.status_code, told["name"], told["kind"]) == (201, "fax.pdf", "pdf")
    assert (told["state"], told["scan"], told["added_by"]) == ("kept", "not_scanned", night.dave.handle)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert (same.status_code, fits(schema, ADDRESS, "post", same)) == (200, told)
    assert fits(schema, ADDRESS, "post", other)["type"] == "urn:nightbell:key-reused"
    assert listed == [told | {"link": listed[0]["link"], "link_until": listed[0]["link_until"]}]
    assert Client().get(listed[0]["link"].removeprefix("http://testserver")).content == b"%PDF-1.4 x"


def test_what_is_refused_is_a_problem_and_leaves_no_line(schema, dave, reader, program, reported):
    path = f"incidents/{reported['number']}/files/"
    refused = {
        "a program": (400, adds(dave, path, "x.jpg", b"MZ\0")),
        "empty": (400, adds(dave, path, "x.txt", b"")),
        "too big": (413, adds(dave, path, "x.log", b"line\n" * 2_000_001, idempotency_key="big")),
        "nobody's": (400, adds(program, path, "x.txt", b"line")),
        "no file": (400, dave.send(path, b"--x--", content_type="multipart/form-data; boundary=x")),
        "cut off": (400, dave.send(path, b"--x\r\nContent-Disp", content_type="multipart/form-data; boundary=x")),
        "no boundary": (400, dave.send(path, b"x", content_type="multipart/form-data")),
        "JSON": (415, dave.post(path, {"file": "x"})),
        "of a reader": (403, adds(reader, path, "x.txt", b"line")),
    }  # fmt: skip

    for what, (status, answer) in refused.items():
        assert (what, answer.status_code) == (what, status)
        assert fits(schema, ADDRESS, "post", answer)["status"] == status
    assert "no kind that we take" in refused["a program"][1].json()["errors"]["file"][0]
    assert not Attachment.objects.exists()


def test_what_was_merged_brings_its_files(night, alice, dave, reported):
    other = alice.post("incidents/", SWITCH_DOWN | {"summary": "Phones are dead"}).json()
    adds(dave, f"incidents/{other['number']}/files/", "phones.txt", b"dead")

    assert alice.post(f"incidents/{other['number']}/merge/", {"into": reported["number"]}).status_code == 200

    (listed,) = alice.get(f"incidents/{reported['number']}/files/").json()["results"]
    page = Client()
    page.force_login(night.vera.login)
    seen = page.get(f"/incidents/{reported['number']}/").content.decode()
    assert (listed["name"], listed["incident"]) == ("phones.txt", other["number"])
    assert f'href="/incidents/{other["number"]}/files/{listed["id"]}/"' in seen
